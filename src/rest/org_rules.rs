//! `POST /services/data/v{version}/tooling/composite`
//!
//! The validation rules and the Paths of Opportunity. The first request lists them. The Tooling API returns
//! `Metadata` only for a row that is requested alone, so the second request reads the rows by id.

use super::http::encode;
use super::{ApiVersion, HttpRequest, HttpResponse};
use crate::base::json::{Value as Json, json};
use crate::base::{FieldName, RecordId};
use crate::org::{OrgDocument, PathStep, StagePath, ValidationRule};

/// The most subrequests of one request.
const MOST: usize = 25;

/// The query for rules, and the one for Paths.
const RULES: &str = "SELECT Id, ValidationName, ErrorDisplayField, ErrorMessage, LastModifiedDate FROM ValidationRule \
     WHERE EntityDefinition.QualifiedApiName = 'Opportunity' AND Active = true ORDER BY ValidationName";
const PATHS: &str =
    "SELECT Id, DeveloperName FROM PathAssistant WHERE SobjectType = 'Opportunity' AND IsActive = true";

/// A rule or a Path from the list, without its metadata.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    id: RecordId,
    kind: Kind,
    /// The rule, with an empty formula.
    rule: ValidationRule,
    /// The time of the last save.
    modified: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Rule,
    Path,
}

impl Kind {
    fn sobject(self) -> &'static str {
        match self {
            Self::Rule => "ValidationRule",
            Self::Path => "PathAssistant",
        }
    }
}

/// Asks for the list of rules and Paths.
#[must_use]
pub fn request_list(version: ApiVersion) -> HttpRequest {
    let query = |soql: &str| version.path(&format!("/tooling/query?q={}", encode(soql)));
    composite(version, vec![("rules".into(), query(RULES)), ("paths".into(), query(PATHS))])
}

/// Asks for their metadata, as many as fit into one request.
#[must_use]
pub fn request_details(version: ApiVersion, listed: &[Listed]) -> HttpRequest {
    let part = |(index, it): (usize, &Listed)| {
        let path = version.path(&format!("/tooling/sobjects/{}/{}", it.kind.sobject(), it.id));
        (format!("r{index}"), path)
    };
    composite(version, listed.iter().take(MOST).enumerate().map(part).collect())
}

fn composite(version: ApiVersion, parts: Vec<(String, String)>) -> HttpRequest {
    let part = |(id, url)| json!({ "method": "GET", "url": url, "referenceId": id });
    let parts: Vec<_> = parts.into_iter().map(part).collect();
    let body = json!({ "allOrNone": false, "compositeRequest": parts });
    HttpRequest::ask(version.path("/tooling/composite"), &body)
}

/// Returns the body of a successful subresponse.
fn part<'a>(body: &'a Json, id: &str) -> Option<&'a Json> {
    let part = body["compositeResponse"].as_array()?.iter().find(|part| part["referenceId"] == *id)?;
    (part["httpStatusCode"] == 200).then(|| &part["body"])
}

/// Reads the list; `None` if this user may not ask, or the response has no list.
#[must_use]
pub fn read_list(response: &HttpResponse) -> Option<Vec<Listed>> {
    let body = response.json().ok()?;
    let rows = |id: &str| part(&body, id).and_then(|body| body["records"].as_array());
    let (rules, paths) = (rows("rules"), rows("paths"));
    rules.or(paths)?;
    let listed = |kind: Kind| move |row: &Json| read_row(kind, row);
    let rules = rules.into_iter().flatten().filter_map(listed(Kind::Rule));
    Some(rules.chain(paths.into_iter().flatten().filter_map(listed(Kind::Path))).collect())
}

fn read_row(kind: Kind, row: &Json) -> Option<Listed> {
    let text = |key: &str| row[key].as_str().unwrap_or_default();
    Some(Listed {
        id: RecordId::new(text("Id")).ok()?,
        kind,
        rule: ValidationRule {
            name: text("ValidationName").into(),
            active: true,
            formula: String::new(),
            message: text("ErrorMessage").into(),
            field: FieldName::new(text("ErrorDisplayField")),
            description: None,
        },
        modified: text("LastModifiedDate").into(),
    })
}

/// Returns whether there is a validation rule among them.
#[must_use]
pub fn has_rules(listed: &[Listed]) -> bool {
    listed.iter().any(|it| it.kind == Kind::Rule)
}

/// Builds a document from the metadata. A rule has no formula if Salesforce withholds it, as for managed
/// packages, or if it did not fit into the request.
#[must_use]
pub fn read_details(listed: &[Listed], response: Option<&HttpResponse>) -> OrgDocument {
    let body = response.and_then(|response| response.json().ok()).unwrap_or_default();
    let mut document = OrgDocument::default();
    for (index, it) in listed.iter().enumerate() {
        let metadata = part(&body, &format!("r{index}")).map_or(&Json::Null, |row| &row["Metadata"]);
        match it.kind {
            Kind::Rule => document.validation_rules.push(read_rule(&it.rule, metadata)),
            Kind::Path => document.paths.extend(read_path(metadata)),
        }
    }
    document
}

fn read_rule(listed: &ValidationRule, metadata: &Json) -> ValidationRule {
    let text = |key: &str| metadata[key].as_str();
    ValidationRule {
        formula: text("errorConditionFormula").unwrap_or_default().into(),
        message: text("errorMessage").map_or_else(|| listed.message.clone(), Into::into),
        field: text("errorDisplayField").and_then(FieldName::new).or_else(|| listed.field.clone()),
        ..listed.clone()
    }
}

fn read_path(metadata: &Json) -> Option<StagePath> {
    // A Path may follow another picklist.
    metadata["fieldName"].as_str().filter(|name| *name == "StageName")?;
    let step = |step: &Json| {
        let fields = step["fieldNames"].as_array().into_iter().flatten();
        Some(PathStep {
            stage: step["picklistValueName"].as_str()?.into(),
            fields: fields.filter_map(|name| FieldName::new(name.as_str()?)).collect(),
            guidance: step["info"].as_str().filter(|info| !info.is_empty()).map(Into::into),
        })
    };
    Some(StagePath {
        record_type: metadata["recordTypeName"].as_str().filter(|name| *name != "__Master__").map(Into::into),
        active: true,
        steps: metadata["pathAssistantSteps"].as_array()?.iter().filter_map(step).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(parts: &[(&str, u16, Json)]) -> HttpResponse {
        let part = |(id, status, body): &(&str, u16, Json)| json!({ "referenceId": id, "httpStatusCode": status, "body": body });
        let parts: Vec<_> = parts.iter().map(part).collect();
        HttpResponse::new(200, json!({ "compositeResponse": parts }).to_string())
    }

    fn list() -> Vec<Listed> {
        let rule = json!({ "Id": "03d000000000001AAA", "ValidationName": "Amount", "ErrorMessage": "Amount!",
            "ErrorDisplayField": "Amount", "LastModifiedDate": "2026-11-01T00:00:00.000+0000" });
        let packaged = json!({ "Id": "03d000000000002AAA", "ValidationName": "Packaged", "ErrorMessage": "No.",
            "ErrorDisplayField": null });
        let path = json!({ "Id": "0an000000000001AAA", "DeveloperName": "P" });
        let answer = answer(&[
            ("rules", 200, json!({ "records": [rule, packaged] })),
            ("paths", 200, json!({ "records": [path] })),
        ]);
        read_list(&answer).unwrap()
    }

    #[test]
    fn builds_a_document_from_rows() {
        let listed = list();
        let request = request_details(ApiVersion::DEFAULT, &listed);
        assert_eq!(request.path, "/services/data/v66.0/tooling/composite");
        let body: Json = request.body.unwrap().parse().unwrap();
        assert_eq!(
            body["compositeRequest"][2]["url"],
            "/services/data/v66.0/tooling/sobjects/PathAssistant/0an000000000001AAA"
        );
        let steps = json!([{ "fieldNames": ["Amount"], "info": "Ask.", "picklistValueName": "Won" }]);
        let document = read_details(
            &listed,
            Some(&answer(&[
                (
                    "r0",
                    200,
                    json!({ "Metadata": { "errorConditionFormula": "ISBLANK(Amount)", "errorMessage": "Amount!" } }),
                ),
                ("r1", 403, json!([])),
                (
                    "r2",
                    200,
                    json!({ "Metadata": { "fieldName": "StageName", "recordTypeName": "__Master__", "pathAssistantSteps": steps } }),
                ),
            ])),
        );
        let formulas: Vec<_> = document.validation_rules.iter().map(|rule| rule.formula.as_str()).collect();
        assert_eq!(formulas, ["ISBLANK(Amount)", ""]);
        assert_eq!(document.validation_rules[0].field, FieldName::new("Amount"));
        assert_eq!(document.path_step(None, "Won").unwrap().guidance.as_deref(), Some("Ask."));
    }

    #[test]
    fn a_refused_list_is_empty_and_details_beyond_the_limit_are_not_requested() {
        let refused = json!([{ "errorCode": "INVALID_TYPE", "message": "sObject type 'ValidationRule' is not supported." }]);
        assert_eq!(
            read_list(&answer(&[("rules", 400, refused.clone()), ("paths", 400, refused.clone())])),
            None
        );
        assert_eq!(read_list(&HttpResponse::new(403, refused.to_string())), None);
        assert_eq!(read_list(&HttpResponse::new(200, "<html>")), None);
        let many: Vec<_> = (0..30).map(|_| list().remove(0)).collect();
        let body: Json = request_details(ApiVersion::DEFAULT, &many).body.unwrap().parse().unwrap();
        assert_eq!(body["compositeRequest"].as_array().unwrap().len(), MOST);
        assert_eq!(read_details(&many, None).validation_rules.len(), 30, "known by name");
    }
}
