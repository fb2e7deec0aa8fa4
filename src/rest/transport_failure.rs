//! Requests that end without a response.

use crate::base::error::{Code, Problem};

/// The reason for a missing response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoAnswer {
    /// The client did not send it, for example for lack of a token.
    NotSent(Problem),
    /// The browser says that it is offline.
    Offline,
    /// `fetch` failed. Across origins the browser does not report why.
    Failed,
    /// `fetch` failed, and a probe did not reach the org either.
    Unreachable,
    /// The probe reached the org, but the org never exposed a response to this page's origin.
    NotListed,
    /// The probe reached the org, and earlier responses were readable: this one had no CORS headers, or there
    /// was none.
    Withheld,
    /// The page's own Content-Security-Policy stopped it.
    Blocked,
    /// The timeout elapsed.
    TimedOut,
}

/// Returns the problem of a request without a response, as specific as a browser allows.
///
/// `page_origin` is the origin that the org has to list; `None` outside a browser.
#[must_use]
pub fn no_answer(reason: &NoAnswer, instance: &str, page_origin: Option<&str>) -> Problem {
    let withheld = || format!("`{instance}` sent no response that this page may read");
    match (reason, page_origin) {
        (NoAnswer::NotSent(problem), _) => problem.clone(),
        (NoAnswer::Offline, _) => Problem::new(Code::Offline, "the browser is offline"),
        (NoAnswer::TimedOut, _) => Problem::new(Code::Timeout, format!("no response from `{instance}` in time")),
        (NoAnswer::Blocked, _) => {
            Problem::new(Code::CspBlocked, format!("the page's policy blocks requests to `{instance}`"))
                .with_help(format!("the page's Content-Security-Policy needs `connect-src 'self' {instance}`"))
        }
        (NoAnswer::NotListed, Some(origin)) => {
            Problem::new(Code::CorsNotAllowed, withheld()).with_help(format!(
                "in Salesforce, add `{origin}` under Setup > Security > CORS > Allowed Origins List; if it is there, the \
                 session has expired: sign in to Salesforce again"
            ))
        }
        (NoAnswer::NotListed, None) | (NoAnswer::Withheld, _) => {
            Problem::new(Code::Network, withheld()).with_help(
                "try again; if it stays, the session may have expired, or Salesforce answers with an error that it \
                 keeps from other origins",
            )
        }
        (NoAnswer::Failed | NoAnswer::Unreachable, _) => {
            Problem::new(Code::Network, format!("`{instance}` could not be reached"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_cause_has_a_code_and_help() {
        let of = |reason| {
            let problem =
                no_answer(&reason, "https://acme.my.salesforce.com", Some("https://portal.example"));
            (problem.code, problem.help.unwrap(), problem.retryable)
        };
        let (code, help, retryable) = of(NoAnswer::NotListed);
        assert!(code == Code::CorsNotAllowed && !retryable);
        assert!(
            help.contains("Setup > Security > CORS") && help.contains("`https://portal.example`"),
            "{help}"
        );
        let (code, help, retryable) = of(NoAnswer::Blocked);
        assert!(code == Code::CspBlocked && !retryable);
        assert!(help.contains("`connect-src 'self' https://acme.my.salesforce.com`"), "{help}");
        for reason in [NoAnswer::Failed, NoAnswer::Unreachable, NoAnswer::Withheld] {
            let (code, _, retryable) = of(reason);
            assert!(code == Code::Network && retryable);
        }
        assert_eq!(of(NoAnswer::Offline).0, Code::Offline);
        assert_eq!(of(NoAnswer::TimedOut).0, Code::Timeout);
    }
}
