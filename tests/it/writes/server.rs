//! A server in memory with every kind of fault.

use crate::org::{WIDGETS, status};
use opportunity_stage::base::Timestamp;
use opportunity_stage::client::Answer;
use opportunity_stage::rest::{HttpRequest, NoAnswer};
use serde_json::{Value as Json, json};

pub const BEFORE: &str = "Proposal/Price Quote";
pub const WANTED: &str = "Closed Won";

/// A fault of a request. Those about writes do not change a read, or leave it unanswered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    Served,
    /// Processed, and the response is lost.
    LostDone,
    /// Lost on its way to the server.
    LostUndone,
    /// Processed just before the next request.
    LostLate,
    /// Processed just after the next write.
    LostLater,
    /// Processed at the very end.
    LostLast,
    TimedOutDone,
    TimedOutUndone,
    GatewayDone,
    GatewayUndone,
    ServerError,
    /// 503 of a gateway, and of Salesforce.
    Unavailable,
    UnavailableDone,
    Overloaded,
    /// 429 of a gateway, in JSON of its own.
    ThrottledDone,
    Throttled,
    /// A final refusal by a gateway after the write was processed.
    ForbiddenDone,
    ConflictDone,
    ExpiredDone,
    Forbidden,
    Locked,
    Expired,
    Html,
    Missing,
    NotAllowed,
    Conflict,
    Rule,
    /// Another user changes another field first.
    OtherUserChanged,
    /// Another user makes the same change first.
    OtherUserSameChange,
}

impl Fate {
    pub const ALL: [Self; 29] = [
        Self::Served,
        Self::LostDone,
        Self::LostUndone,
        Self::LostLate,
        Self::LostLater,
        Self::LostLast,
        Self::TimedOutDone,
        Self::TimedOutUndone,
        Self::GatewayDone,
        Self::GatewayUndone,
        Self::ServerError,
        Self::Unavailable,
        Self::UnavailableDone,
        Self::Overloaded,
        Self::ThrottledDone,
        Self::Throttled,
        Self::ForbiddenDone,
        Self::ConflictDone,
        Self::ExpiredDone,
        Self::Forbidden,
        Self::Locked,
        Self::Expired,
        Self::Html,
        Self::Missing,
        Self::NotAllowed,
        Self::Conflict,
        Self::Rule,
        Self::OtherUserChanged,
        Self::OtherUserSameChange,
    ];
}

#[derive(Clone, Debug)]
pub struct Server {
    pub stage: &'static str,
    modified: Timestamp,
    /// How often the client's change was processed.
    pub ours: u32,
    pub others: u32,
    pub same: u32,
    /// Writes sent, whether or not they arrived.
    pub tries: u32,
    /// Writes whose outcome the client cannot know.
    pub lost: u32,
    pub last_read_failed: bool,
    pending: Option<(HttpRequest, bool)>,
    last: Vec<HttpRequest>,
    /// A lasting rule that refuses the change.
    rule: bool,
    remembered: Option<(String, u16, Json)>,
    /// Preflights for headers other than token and content type fail.
    pub strict: bool,
    /// Paths that do not exist.
    pub absent: &'static [&'static str],
    /// The user who saved the record last.
    pub by: Option<&'static str>,
    /// The value that another user, or a trigger, gave another field.
    pub discount: Option<u32>,
    /// The path of the last read.
    pub read: Option<String>,
    /// The paths of the writes.
    pub paths: Vec<String>,
}

impl Server {
    pub fn new() -> Self {
        Self {
            stage: BEFORE,
            modified: "2026-11-20T09:00:00.000Z".parse().unwrap(),
            ours: 0,
            others: 0,
            same: 0,
            tries: 0,
            lost: 0,
            last_read_failed: false,
            pending: None,
            last: Vec::new(),
            rule: false,
            remembered: None,
            strict: false,
            absent: &[],
            by: None,
            discount: None,
            read: None,
            paths: Vec::new(),
        }
    }

    /// Returns the response and how long it takes.
    pub fn answer(&mut self, request: &HttpRequest, fate: Fate, now: Timestamp, limit: u32) -> (Answer, u32) {
        let writes = request.writes;
        self.tries += u32::from(writes);
        if writes {
            self.paths.push(request.path.clone());
        } else {
            self.read = Some(request.path.clone());
        }
        if self.pending.as_ref().is_some_and(|(_, later)| !later || writes) {
            let (pending, later) = self.pending.take().unwrap();
            // The client has given up on this response.
            let answer = if later {
                let answer = self.fated(request, fate, now);
                self.act(&pending, now).unwrap();
                answer
            } else {
                self.act(&pending, now).unwrap();
                self.fated(request, fate, now)
            };
            return self.timed(answer, fate, limit, writes);
        }
        let answer = self.fated(request, fate, now);
        self.timed(answer, fate, limit, writes)
    }

    /// Processes the requests that are still in flight.
    pub fn settle(&mut self, now: Timestamp) {
        let pending = self.pending.take().map(|(request, _)| request);
        for request in pending.into_iter().chain(std::mem::take(&mut self.last)) {
            self.act(&request, now).unwrap();
        }
    }

    fn timed(&mut self, answer: Answer, fate: Fate, limit: u32, writes: bool) -> (Answer, u32) {
        let unknown = match fate {
            Fate::LostDone
            | Fate::LostUndone
            | Fate::LostLate
            | Fate::LostLater
            | Fate::LostLast
            | Fate::TimedOutDone
            | Fate::TimedOutUndone
            | Fate::GatewayDone
            | Fate::GatewayUndone
            | Fate::ServerError
            | Fate::Unavailable
            | Fate::UnavailableDone
            | Fate::ThrottledDone
            | Fate::Throttled
            | Fate::ForbiddenDone
            | Fate::ConflictDone
            | Fate::ExpiredDone
            | Fate::Forbidden
            | Fate::Missing
            | Fate::Conflict
            | Fate::Html => true,
            Fate::Served
            | Fate::Overloaded
            | Fate::Locked
            | Fate::Expired
            | Fate::NotAllowed
            | Fate::Rule
            | Fate::OtherUserChanged
            | Fate::OtherUserSameChange => answer.is_err(),
        };
        if writes {
            self.lost += u32::from(unknown);
        } else {
            self.last_read_failed =
                !answer.as_ref().is_ok_and(|response| response.body.contains("\"fields\""));
        }
        let time = match fate {
            Fate::TimedOutDone | Fate::TimedOutUndone | Fate::LostLast => limit,
            _ => 40.min(limit),
        };
        (answer, time)
    }

    fn fated(&mut self, request: &HttpRequest, fate: Fate, now: Timestamp) -> Answer {
        let writes = request.writes;
        if self.strict && request.headers.iter().any(|(name, _)| !matches!(*name, "Accept" | "Content-Type"))
        {
            return Err(NoAnswer::Failed);
        }
        if self.absent.iter().any(|path| writes && request.path.contains(path)) {
            return status(404, &json!([{ "errorCode": "NOT_FOUND", "message": "no such resource" }]));
        }
        let error = |code: &str| json!([{ "errorCode": code, "message": "…" }]);
        let page = json!("<html>");
        let throttled = json!({ "statusCode": 429, "message": "Rate limit is exceeded." });
        match fate {
            Fate::OtherUserChanged => {
                self.others += 1;
                (self.stage, self.modified) = ("Prospecting", now);
                self.act(request, now)
            }
            Fate::OtherUserSameChange => {
                self.others += 1;
                self.same += 1;
                (self.stage, self.modified) = (WANTED, now);
                self.act(request, now)
            }
            Fate::Served => self.act(request, now),
            Fate::LostDone => self.act(request, now).and(Err(NoAnswer::Failed)),
            Fate::TimedOutDone => self.act(request, now).and(Err(NoAnswer::TimedOut)),
            Fate::GatewayDone => self.act(request, now).and(status(502, &page)),
            Fate::LostUndone => Err(NoAnswer::Failed),
            Fate::LostLate | Fate::LostLater => {
                if writes {
                    self.pending = Some((request.clone(), fate == Fate::LostLater));
                }
                Err(NoAnswer::Failed)
            }
            Fate::LostLast => {
                if writes {
                    self.last.push(request.clone());
                }
                Err(NoAnswer::TimedOut)
            }
            Fate::TimedOutUndone => Err(NoAnswer::TimedOut),
            Fate::GatewayUndone => status(502, &page),
            Fate::ServerError => self.refusal(request, 500, &error("UNKNOWN_EXCEPTION")),
            Fate::Unavailable => status(503, &page),
            Fate::UnavailableDone => self.act(request, now).and(status(503, &Json::Null)),
            Fate::Overloaded => status(503, &error("SERVER_UNAVAILABLE")),
            Fate::ThrottledDone => self.act(request, now).and(status(429, &throttled)),
            Fate::Throttled => status(429, &throttled),
            Fate::ForbiddenDone if writes => self.act(request, now).and(status(403, &page)),
            Fate::ConflictDone if writes => self.act(request, now).and(status(409, &Json::Null)),
            Fate::ExpiredDone if writes => self.act(request, now).and(status(401, &page)),
            Fate::Forbidden if writes => status(403, &json!({ "message": "Forbidden" })),
            Fate::Locked if writes => self.refusal(request, 400, &error("UNABLE_TO_LOCK_ROW")),
            Fate::Conflict if writes => {
                self.others += 1;
                (self.stage, self.modified) = ("Prospecting", now);
                self.refusal(request, 409, &Json::Null)
            }
            Fate::Rule if writes => {
                self.rule = true;
                self.act(request, now)
            }
            Fate::Locked
            | Fate::Conflict
            | Fate::Rule
            | Fate::ForbiddenDone
            | Fate::ConflictDone
            | Fate::ExpiredDone
            | Fate::Forbidden => self.act(request, now),
            Fate::Expired => status(401, &error("INVALID_SESSION_ID")),
            Fate::Html => status(200, &page),
            Fate::Missing => status(404, &page),
            Fate::NotAllowed => status(405, &error("METHOD_NOT_ALLOWED")),
        }
    }

    /// Processes a request.
    fn act(&mut self, request: &HttpRequest, now: Timestamp) -> Answer {
        if !request.writes {
            return status(200, &self.record());
        }
        let header = |wanted: &str| {
            let mut headers = request.headers.iter();
            headers.find(|(name, _)| *name == wanted).map(|(_, value)| value.clone())
        };
        let body: Json = serde_json::from_str(request.body.as_deref().unwrap()).unwrap();
        let part = &body["compositeRequest"][0];
        let since = part["httpHeaders"]["If-Unmodified-Since"].as_str().map(str::to_owned);
        let since =
            since.or_else(|| header("If-Unmodified-Since")).expect("no write without its precondition");
        // The header has whole seconds; the record was first read at this one.
        assert_eq!(since, "Fri, 20 Nov 2026 09:00:00 GMT");
        let key = header("Idempotency-Key").unwrap_or_default();
        if let Some((known, code, body)) = self.remembered.as_ref().filter(|(known, ..)| *known == key) {
            assert!(!known.is_empty());
            return status(*code, body);
        }
        let (code, body) = if self.modified > "2026-11-20T09:00:00.999Z".parse().unwrap() {
            let collision = json!({ "errorCode": "CollisionDetectedException", "message": "…" });
            match request.path.contains("/ui-api/") {
                true => {
                    (400, json!({ "message": "…", "output": { "errors": [collision], "fieldErrors": {} } }))
                }
                false => (412, Json::Null),
            }
        } else if self.rule {
            (400, json!([{ "errorCode": "FIELD_CUSTOM_VALIDATION_EXCEPTION", "message": "…" }]))
        } else {
            self.ours += 1;
            (self.stage, self.modified) = (WANTED, now);
            match request.path.contains("/ui-api/") {
                true => (200, self.record()),
                false => (204, Json::Null),
            }
        };
        if !key.is_empty() {
            self.remembered = Some((key, code, body.clone()));
        }
        self.refusal(request, code, &body)
    }

    /// Returns a refusal in the format of the request's API.
    fn refusal(&self, request: &HttpRequest, code: u16, body: &Json) -> Answer {
        if !request.path.ends_with("/composite") {
            return status(code, body);
        }
        let row = json!({ "StageName": self.stage, "Name": "Widgets" });
        status(
            200,
            &json!({ "compositeResponse": [
                { "body": body, "httpHeaders": {}, "httpStatusCode": code, "referenceId": "update" },
                { "body": row, "httpHeaders": {}, "httpStatusCode": 200, "referenceId": "readBack" },
            ] }),
        )
    }

    fn record(&self) -> Json {
        let mut record = crate::org::record(self.stage);
        record["id"] = json!(WIDGETS);
        // Returns only the requested fields.
        let asked = |name: &str| {
            self.read.as_ref().is_some_and(|path| path.split(['=', ',', '&']).any(|field| field == name))
        };
        if let Some(by) = self.by.filter(|_| asked("Opportunity.LastModifiedById")) {
            record["fields"]["LastModifiedById"] = json!({ "value": by });
        }
        if let Some(discount) = self.discount.filter(|_| asked("Opportunity.Discount__c")) {
            record["fields"]["Discount__c"] = json!({ "value": discount });
        }
        record["lastModifiedDate"] = json!(self.modified.to_string());
        record
    }
}
