//! `GET /services/oauth2/userinfo`
//!
//! The token's user, so that a search can list the user's own opportunities first.

use super::{HttpRequest, HttpResponse};
use crate::base::RecordId;

/// Asks for the user.
#[must_use]
pub fn request() -> HttpRequest {
    HttpRequest::get("/services/oauth2/userinfo".into())
}

/// Reads the user's id. `None` if the app lacks the scope or the response is plain text, as with a bad token.
/// Only the order of matches depends on it.
#[must_use]
pub fn read(response: &HttpResponse) -> Option<RecordId> {
    RecordId::new(response.json().ok()?["user_id"].as_str()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who() {
        let answer = |status, body: &str| HttpResponse::new(status, body);
        let user = read(&answer(200, r#"{"user_id":"0051a000000UGT8AAO"}"#));
        assert_eq!(user, RecordId::new("0051a000000UGT8").ok());
        assert_eq!(read(&answer(403, "Missing_OAuth_Token")), None);
        assert_eq!(read(&answer(200, "{}")), None);
    }
}
