//! `GET /services/data/v{version}/ui-api/records/{id}?fields=…&optionalFields=…`
//!
//! The safest read for an unknown org: Salesforce ignores an invalid name in `optionalFields`, but refuses the
//! whole call for one in `fields`. `RecordTypeId`, for example, does not exist in orgs without record types.

use super::http::unreadable;
use super::shown_amount::currency_sign as currency_sign_of;
use super::{ApiVersion, HttpRequest, HttpResponse};
use crate::base::error::Problem;
use crate::base::json::{Map, Value as Json};
use crate::base::map::first_of_each;
use crate::base::{FieldName, FieldValue, FieldValues, MASTER_RECORD_TYPE, RecordId, Snapshot, Timestamp};

/// The fields that every org has and every reader of an opportunity can see.
const REQUIRED: [&str; 2] = ["Name", "StageName"];

/// The fields of the preview and the card, if the org has them and the user may see them.
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

/// Returns true if every request reads the field.
#[must_use]
pub fn is_always_read(field: &FieldName) -> bool {
    REQUIRED.iter().chain(&OPTIONAL).any(|name| name.eq_ignore_ascii_case(field.as_str()))
}

/// Asks for one opportunity with the standard fields and some more, whatever the length of the URL.
#[must_use]
pub fn request(version: ApiVersion, id: &RecordId, more: &[FieldName]) -> HttpRequest {
    let mut path = first_path(version, id);
    for name in beyond_standard(more) {
        push(&mut path, name);
    }
    HttpRequest::get(path)
}

/// Splits the same request so that no path exceeds `longest` bytes. The first request reads the standard
/// fields. A name that is longer than the limit has a request of its own.
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

/// Returns the names that are not standard fields, without duplicates in any letter case.
fn beyond_standard(more: &[FieldName]) -> impl Iterator<Item = &str> {
    let lower: Vec<_> = more.iter().map(|name| name.as_str().to_ascii_lowercase()).collect();
    let first = first_of_each(lower.iter().map(String::as_str));
    let wanted = |(name, first): (&'_ FieldName, bool)| first && !is_always_read(name);
    more.iter().zip(first).filter(move |(name, first)| wanted((*name, *first))).map(|(name, _)| name.as_str())
}

/// Reads the record.
///
/// # Errors
///
/// The server's refusal, or a response of another shape.
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

/// Returns the org's currency sign. In an org with one currency no field contains it.
#[must_use]
pub fn currency_sign(response: &HttpResponse) -> Option<String> {
    let body = response.json().ok()?;
    // Percentages are the only other numbers with a sign.
    let shown = |field: &Json| {
        field["value"].as_number()?;
        currency_sign_of(field["displayValue"].as_str()?).map(Into::into)
    };
    body["fields"].as_object()?.iter().find_map(|(_, field)| shown(field))
}

/// Reads fields. A value may be a record: the `Name` of `Account` becomes `Account.Name`.
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
    fn requests_each_field_once() {
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
    fn reads_the_recorded_response_across_relationships() {
        let body = include_str!("../../tests/fixtures/salesforce/ui-api-record.json").to_owned();
        let snapshot = read(&HttpResponse::new(200, body)).unwrap();
        assert_eq!(snapshot.text("Name"), Some("Universal Containers"));
        assert_eq!(snapshot.text("Owner.Name"), Some("User User"));
        assert_eq!(snapshot.value("Fax"), Some(&FieldValue::Null));
        assert_eq!(snapshot.value("Unknown"), None);
        assert_eq!(snapshot.last_modified, "2019-02-19T05:18:53.000Z");
        // This recording is from an old API version, which did not return the record type.
        assert_eq!(snapshot.record_type.as_str(), MASTER_RECORD_TYPE);
    }
}
