//! The faults of requests.

use super::*;

/// A fault of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    Fine,
    /// It never arrives.
    LostBefore,
    /// It is processed, but the response is lost.
    LostAfter,
    Overloaded,
    /// A gateway responds with this status and an HTML page; before or after the request is processed.
    GatewayBefore(u16),
    GatewayAfter(u16),
    /// Load: with the seconds of `Retry-After`.
    Busy(u32),
    BusyGateway(u32),
    /// Too many concurrent requests.
    Crowded,
    /// The daily limit is reached.
    Exhausted,
    /// An ambiguous error, before or after the request is processed.
    ErrorBefore,
    ErrorAfter,
    /// Another transaction has locked every record of the request.
    Locked,
    /// The user aborts while it is in flight, and resumes the stored plan. The request is processed or not.
    GiveUpBefore,
    GiveUpAfter,
    /// The session has expired, which is reported without CORS headers.
    Expired,
    /// The response is lost, and the request is processed after the client has stopped waiting.
    Late,
}

impl Fate {
    pub const ALL: [Self; 20] = [
        Self::Fine,
        Self::LostBefore,
        Self::LostAfter,
        Self::Overloaded,
        Self::GatewayBefore(503),
        Self::GatewayAfter(503),
        Self::GatewayAfter(502),
        Self::GatewayBefore(429),
        Self::GatewayAfter(429),
        Self::GatewayAfter(200),
        Self::GatewayBefore(413),
        Self::GatewayAfter(400),
        Self::GatewayAfter(403),
        Self::GatewayAfter(404),
        Self::ErrorBefore,
        Self::ErrorAfter,
        Self::Locked,
        Self::GiveUpBefore,
        Self::GiveUpAfter,
        Self::Expired,
    ];
}

impl World {
    /// Returns the response, with the fault of the request; `None` if the user aborts.
    pub(super) fn meet(&mut self, request: &HttpRequest) -> Option<Answer> {
        let verifications =
            request.method == Method::Get || request.body.as_ref().is_some_and(|it| it.contains("/query?q="));
        let fates = if verifications { &mut self.reads } else { &mut self.fates };
        let fate = fates.pop_front().unwrap_or(Fate::Fine);
        let error = json!([{ "errorCode": "UNKNOWN_EXCEPTION", "message": "an error" }]);
        Some(match fate {
            Fate::Fine => self.answer(request, false),
            Fate::Locked => self.answer(request, true),
            Fate::LostBefore => Err(NoAnswer::Failed),
            Fate::Expired => {
                self.expired = true;
                Err(NoAnswer::Failed)
            }
            Fate::Overloaded => {
                status(503, &json!([{ "errorCode": "SERVER_UNAVAILABLE", "message": "busy" }]))
            }
            Fate::GatewayBefore(code) => Ok(HttpResponse::new(code, "<html>")),
            Fate::GatewayAfter(code) => {
                let _ = self.answer(request, false);
                Ok(HttpResponse::new(code, "<html>"))
            }
            Fate::Busy(seconds) => {
                let body = r#"[{"errorCode":"SERVER_UNAVAILABLE","message":"busy"}]"#;
                Ok(HttpResponse { retry_after: Some(seconds.to_string()), ..HttpResponse::new(503, body) })
            }
            Fate::BusyGateway(seconds) => {
                Ok(HttpResponse { retry_after: Some(seconds.to_string()), ..HttpResponse::new(503, "") })
            }
            Fate::Exhausted => status(
                403,
                &json!([{ "errorCode": "REQUEST_LIMIT_EXCEEDED", "message": "TotalRequests Limit exceeded." }]),
            ),
            Fate::Crowded => status(
                403,
                &json!([{ "errorCode": "REQUEST_LIMIT_EXCEEDED",
                    "message": "ConcurrentRequests (Concurrent API Requests) Limit exceeded." }]),
            ),
            Fate::ErrorBefore => status(500, &error),
            Fate::ErrorAfter => {
                let _ = self.answer(request, false);
                status(500, &error)
            }
            Fate::LostAfter => {
                let _ = self.answer(request, false);
                Err(NoAnswer::TimedOut)
            }
            Fate::Late => {
                self.late.push(request.clone());
                Err(NoAnswer::TimedOut)
            }
            Fate::GiveUpBefore => return None,
            Fate::GiveUpAfter => {
                let _ = self.answer(request, false);
                return None;
            }
        })
    }
}
