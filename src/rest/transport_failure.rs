//! When there is no answer at all.

use crate::error::{Code, Problem};

/// Why a request was left without an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoAnswer {
    /// It was not even sent: there is no token for it, say.
    NotSent(Problem),
    /// The browser says that it is offline.
    Offline,
    /// `fetch` failed. Across origins the browser does not say why.
    Failed,
    /// The time given was over.
    TimedOut,
}

/// The problem for a request without an answer, told apart as far as a browser allows.
///
/// `page_origin` is the origin that the org would have to list; outside a browser there is none.
#[must_use]
pub fn no_answer(reason: &NoAnswer, instance: &str, page_origin: Option<&str>) -> Problem {
    match (reason, page_origin) {
        (NoAnswer::NotSent(problem), _) => problem.clone(),
        (NoAnswer::Offline, _) => Problem::new(Code::Network, "the browser is offline")
            .with_help("connect to the network and try again"),
        (NoAnswer::TimedOut, _) => Problem::new(Code::Timeout, format!("no answer from `{instance}` in time")),
        (NoAnswer::Failed, Some(origin)) => {
            Problem::new(Code::Network, format!("`{instance}` gave no answer that this page may read")).with_help(
                format!(
                    "in Salesforce, add `{origin}` under Setup > Security > CORS > Allowed Origins List, and let \
                     `connect-src` of the page's Content-Security-Policy name `{instance}`; if both are there, the \
                     session may have expired or the network may be down"
                ),
            )
        }
        (NoAnswer::Failed, None) => Problem::new(Code::Network, format!("`{instance}` could not be reached"))
            .with_help("check the address and the network"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_withheld_answer_names_the_setting_and_the_origin() {
        let problem =
            no_answer(&NoAnswer::Failed, "https://acme.my.salesforce.com", Some("https://portal.example"));
        let help = problem.help.unwrap();
        assert!(help.contains("CORS") && help.contains("`https://portal.example`"), "{help}");
        assert!(problem.retryable);
    }
}
