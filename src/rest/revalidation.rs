//! `POST /services/data/v{version}/composite`
//!
//! Checks in one small request whether the cached metadata is current: a conditional describe of Opportunity,
//! which returns 304 without a body, and the stages. The condition is in the body, where no CORS preflight can
//! refuse it. Salesforce's date also covers permissions, profiles and labels.

use super::opportunity_stages;
use super::{ApiVersion, HttpRequest, HttpResponse};
use crate::base::json::json;
use crate::org::OrgStage;

/// The result of a revalidation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revalidated {
    /// True if the object's description is unchanged.
    pub same: bool,
    /// The time of its last change, as Salesforce wrote it: the condition of the next request.
    pub modified: Option<String>,
    /// The current stages, if the user may read them.
    pub stages: Option<Vec<OrgStage>>,
}

/// Asks for what has changed since an HTTP date.
#[must_use]
pub fn request(version: ApiVersion, since: &str) -> HttpRequest {
    let describe = json!({
        "method": "GET",
        "url": version.path("/sobjects/Opportunity/describe"),
        "referenceId": "describe",
        "httpHeaders": { "If-Modified-Since": since },
    });
    let stages = json!({
        "method": "GET",
        "url": opportunity_stages::request(version).path,
        "referenceId": "stages",
    });
    let body = json!({ "allOrNone": false, "compositeRequest": [describe, stages] });
    HttpRequest::ask(version.path("/composite"), &body)
}

/// Reads the result; `None` if the response has none.
#[must_use]
pub fn read(response: &HttpResponse) -> Option<Revalidated> {
    let body = response.json().ok()?;
    let parts = body["compositeResponse"].as_array()?;
    let part = |id: &str| parts.iter().find(|part| part["referenceId"] == *id);
    let describe = part("describe")?;
    let same = match describe["httpStatusCode"].as_u64()? {
        304 => true,
        200 => false,
        _ => return None,
    };
    let stages = part("stages").filter(|part| part["httpStatusCode"] == 200);
    Some(Revalidated {
        same,
        modified: describe["httpHeaders"]["Last-Modified"].as_str().map(Into::into),
        stages: stages.and_then(|part| opportunity_stages::read_rows(&part["body"])),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::json::Value as Json;

    fn answer(describe: u16, stages: u16) -> Option<Revalidated> {
        let row = json!({ "ApiName": "A", "IsActive": true, "IsClosed": false, "IsWon": false });
        let body = json!({ "compositeResponse": [
            { "referenceId": "describe", "httpStatusCode": describe, "body": null,
              "httpHeaders": { "Last-Modified": "Fri, 14 Aug 2020 20:53:02 GMT" } },
            { "referenceId": "stages", "httpStatusCode": stages, "httpHeaders": {}, "body": { "records": [row] } },
        ] });
        read(&HttpResponse::new(200, body.to_string()))
    }

    #[test]
    fn sends_the_condition_in_the_body() {
        let request = request(ApiVersion::DEFAULT, "Fri, 14 Aug 2020 20:53:02 GMT");
        assert_eq!(request.headers.len(), 2, "{:?}", request.headers);
        let body: Json = request.body.unwrap().parse().unwrap();
        let [describe, stages] = body["compositeRequest"].as_array().unwrap().as_slice() else { panic!() };
        assert_eq!(describe["httpHeaders"]["If-Modified-Since"], "Fri, 14 Aug 2020 20:53:02 GMT");
        assert!(stages["url"].as_str().unwrap().contains("OpportunityStage"));
    }

    #[test]
    fn reads_unchanged_changed_and_unknown() {
        let same = answer(304, 200).unwrap();
        assert!(same.same && same.stages.unwrap().len() == 1);
        assert_eq!(same.modified.as_deref(), Some("Fri, 14 Aug 2020 20:53:02 GMT"));
        assert!(!answer(200, 200).unwrap().same);
        assert_eq!(answer(304, 400).unwrap().stages, None);
        assert_eq!(answer(403, 200), None);
        assert_eq!(read(&HttpResponse::new(502, "<html>")), None);
    }
}
