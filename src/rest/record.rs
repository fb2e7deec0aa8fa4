//! `GET /services/data/v{version}/ui-api/records/{id}?fields=…&optionalFields=…`
//!
//! The safest read for an org that one does not know: a bad optional field is left out, where a bad `fields`
//! refuses the whole call. `RecordTypeId`, for one, does not exist in orgs without record types.

use super::http::unreadable;
use super::shown_amount::currency_sign as currency_sign_of;
use super::{ApiVersion, HttpRequest, HttpResponse};
use crate::base::error::Problem;
use crate::base::json::{Map, Value as Json};
use crate::base::map::first_of_each;
use crate::base::{FieldName, FieldValue, FieldValues, MASTER_RECORD_TYPE, RecordId, Snapshot, Timestamp};

/// Every org has them, and every user who may see an opportunity.
const REQUIRED: [&str; 2] = ["Name", "StageName"];

/// What the preview and the card show, where the org has it and the user may see it.
const OPTIONAL: [&str; 19] = [
    "Account.Name",
    "Amount",
    "CloseDate",
    "CreatedDate",
    "CurrencyIsoCode",
    "ExpectedRevenue",
    "ForecastCategoryName",
    "HasOpportunityLineItem",
    "IsClosed",
    "IsWon",
    "LastModifiedBy.Name",
    "LastModifiedDate",
    "LastStageChangeDate",
    "LastStageChangeInDays",
    "Owner.Name",
    "Probability",
    "PushCount",
    "RecordType.DeveloperName",
    "RecordType.Name",
];

/// Whether every request asks for the field.
#[must_use]
pub fn is_always_read(field: &FieldName) -> bool {
    REQUIRED.iter().chain(&OPTIONAL).any(|name| name.eq_ignore_ascii_case(field.as_str()))
}

/// Asks for one opportunity with the standard fields and some more, however long the address gets.
#[must_use]
pub fn request(version: ApiVersion, id: &RecordId, more: &[FieldName]) -> HttpRequest {
    let mut path = first_path(version, id);
    for name in beyond_standard(more) {
        push(&mut path, name);
    }
    HttpRequest::get(path)
}

/// Asks for the same in as many requests as it takes to keep each path within so many bytes. The first one asks for
/// the standard fields, and a name that is longer than the limit has a request of its own.
#[must_use]
pub fn requests(version: ApiVersion, id: &RecordId, more: &[FieldName], longest: usize) -> Vec<HttpRequest> {
    let mut paths = vec![first_path(version, id)];
    let next = version.path(&format!("/ui-api/records/{id}?optionalFields="));
    for name in beyond_standard(more) {
        let full = |path: &String| path.len() + PREFIX.len() + name.len() + 1 > longest;
        if let Some(path) = paths.last_mut().filter(|path| !full(path)) {
            push(path, name);
        } else {
            paths.push([&next, PREFIX, name].concat());
        }
    }
    paths.into_iter().map(HttpRequest::get).collect()
}

const PREFIX: &str = "Opportunity.";

fn push(path: &mut String, name: &str) {
    path.push(',');
    path.push_str(PREFIX);
    path.push_str(name);
}

fn first_path(version: ApiVersion, id: &RecordId) -> String {
    let list =
        |names: &[&str]| names.iter().map(|name| [PREFIX, name].concat()).collect::<Vec<_>>().join(",");
    let resource =
        format!("/ui-api/records/{id}?fields={}&optionalFields={}", list(&REQUIRED), list(&OPTIONAL));
    version.path(&resource)
}

/// The names that are not standard, each once in whichever letter case.
fn beyond_standard(more: &[FieldName]) -> impl Iterator<Item = &str> {
    let lower: Vec<_> = more.iter().map(|name| name.as_str().to_ascii_lowercase()).collect();
    let first = first_of_each(lower.iter().map(String::as_str));
    let wanted = |(name, first): (&'_ FieldName, bool)| first && !is_always_read(name);
    more.iter().zip(first).filter(move |(name, first)| wanted((*name, *first))).map(|(name, _)| name.as_str())
}

/// The record.
///
/// # Errors
/// The server's refusal, or an answer of another shape.
pub fn read(response: &HttpResponse) -> Result<Snapshot, Problem> {
    let body = response.json()?;
    let wrong = |what: &str| unreadable(response.status, what);
    let id = |key: &str| body[key].as_str().and_then(|id| RecordId::new(id).ok());
    let mut values = FieldValues::new();
    read_fields(body["fields"].as_object().ok_or_else(|| wrong("no `fields`"))?, "", &mut values);
    let record_type = match id("recordTypeId") {
        Some(id) => id,
        None => RecordId::new(MASTER_RECORD_TYPE).map_err(|_| wrong("no `recordTypeId`"))?,
    };
    Ok(Snapshot {
        id: id("id").ok_or_else(|| wrong("no `id`"))?,
        record_type,
        last_modified: body["lastModifiedDate"]
            .as_str()
            .filter(|date| date.parse::<Timestamp>().is_ok())
            .ok_or_else(|| wrong("no `lastModifiedDate` that can be read"))?
            .into(),
        values,
    })
}

/// The sign that the org shows amounts with: where it has one currency, no field tells which.
#[must_use]
pub fn currency_sign(response: &HttpResponse) -> Option<String> {
    let body = response.json().ok()?;
    // Of all that is shown as a number, percentages alone have a sign as well.
    let shown = |field: &Json| {
        field["value"].as_number()?;
        currency_sign_of(field["displayValue"].as_str()?).map(Into::into)
    };
    body["fields"].as_object()?.iter().find_map(|(_, field)| shown(field))
}

/// A field's value may be a whole record: `Account` holds one, whose `Name` becomes `Account.Name` here.
fn read_fields(fields: &Map<String, Json>, path: &str, values: &mut FieldValues) {
    for (key, field) in fields {
        let Some(name) = FieldName::new(&format!("{path}{key}")) else { continue };
        match &field["value"] {
            Json::Object(record) => {
                if let Some(inner) = record.get("fields").and_then(Json::as_object) {
                    read_fields(inner, &format!("{name}."), values);
                }
            }
            value => {
                if let Some(value) = FieldValue::from_json(value) {
                    values.insert(name, value);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_request_names_each_field_once() {
        let id = RecordId::opportunity("006R0000001rboI").unwrap();
        let more: Vec<_> =
            ["Name", "CloseDate", "MRR__c"].iter().filter_map(|name| FieldName::new(name)).collect();
        let request = request(ApiVersion::DEFAULT, &id, &more);
        assert!(request.path.starts_with(
            "/services/data/v66.0/ui-api/records/006R0000001rboIIAQ?fields=Opportunity.Name,Opportunity.StageName&optionalFields="
        ));
        assert_eq!(request.path.matches("Opportunity.CloseDate").count(), 1);
        assert!(request.path.ends_with(",Opportunity.MRR__c"));
    }

    #[test]
    fn the_recorded_answer_is_read_across_relationships() {
        let body = include_str!("../../tests/fixtures/salesforce/ui-api-record.json").to_owned();
        let snapshot = read(&HttpResponse::new(200, body)).unwrap();
        assert_eq!(snapshot.text("Name"), Some("Universal Containers"));
        assert_eq!(snapshot.text("Owner.Name"), Some("User User"));
        assert_eq!(snapshot.value("Fax"), Some(&FieldValue::Null));
        assert_eq!(snapshot.value("Unknown"), None);
        assert_eq!(snapshot.last_modified, "2019-02-19T05:18:53.000Z");
        // This recording is of an old version, which did not tell the record type.
        assert_eq!(snapshot.record_type.as_str(), MASTER_RECORD_TYPE);
    }
}
