//! `PATCH /services/data/v{version}/ui-api/records/{id}`
//!
//! The response is the whole record, so no further read is needed. Salesforce replays the response to a
//! repeated `Idempotency-Key` instead of writing twice.

use super::composite::Written;
use super::{ApiVersion, HttpDate, HttpRequest, HttpResponse, Method, record, row};
use crate::base::error::Problem;
use crate::base::json::json;
use crate::base::{FieldName, FieldValue, FieldValues, RecordId};

/// Writes the fields.
///
/// The guide names `If-Unmodified-Since` for the precondition on one page and `If-Modified-Since` on another;
/// HTTP defines the first for it. With `handleOwnerChange`, a save that ends the user's own access returns 204
/// instead of a 404, which would look as if nothing had been saved. `includeFieldsInBody` adds the fields that
/// no layout shows.
#[must_use]
pub fn request(
    version: ApiVersion,
    id: &RecordId,
    fields: &FieldValues,
    unmodified_since: Option<&HttpDate>,
    key: &str,
) -> HttpRequest {
    let path = version.path(&format!("/ui-api/records/{id}?includeFieldsInBody=true&handleOwnerChange=true"));
    let mut request = HttpRequest::with_body(Method::Patch, path, &json!({ "fields": row::body(fields) }));
    request.headers.push(("Idempotency-Key", key.into()));
    if let Some(date) = unmodified_since {
        request.headers.push(("If-Unmodified-Since", date.as_str().into()));
    }
    request
}

/// Returns the record after the write, if the response has all requested fields.
///
/// # Errors
///
/// The server's refusal.
pub fn read(response: &HttpResponse, read_back: &[FieldName]) -> Result<Written, Problem> {
    if response.status == 204 {
        return Ok(Written::Unread);
    }
    let mut snapshot = record::read(response)?;
    // The response has it next to the fields, and among them only if a layout shows it.
    if let Some(name) = FieldName::new("LastModifiedDate") {
        snapshot.values.insert(name, FieldValue::Text(snapshot.last_modified.clone()));
    }
    let tells = |name: &FieldName| snapshot.has(name);
    Ok(if read_back.iter().all(tells) { Written::ReadBack(snapshot.values) } else { Written::Unread })
}

/// Returns a version 4 UUID (RFC 9562, 5.4) with these random bits.
#[must_use]
pub fn key(random: [u32; 4]) -> String {
    let [a, b, c, d] = random;
    let (b, c) = (b & 0xffff_0fff | 0x4000, c & 0x3fff_ffff | 0x8000_0000);
    format!("{a:08x}-{:04x}-{:04x}-{:04x}-{:04x}{d:08x}", b >> 16, b & 0xffff, c >> 16, c & 0xffff)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::error::Code;

    #[test]
    fn builds_the_request() {
        let id = RecordId::opportunity("006R0000001rboIIAQ").unwrap();
        let fields = FieldValues::from([(
            FieldName::new("StageName").unwrap(),
            FieldValue::Text("Closed Won".into()),
        )]);
        let date = HttpDate::new("2026-08-21T10:15:30.000Z");
        let request = request(ApiVersion::DEFAULT, &id, &fields, date.as_ref(), "k");
        assert_eq!(
            request,
            HttpRequest {
                method: Method::Patch,
                path: "/services/data/v66.0/ui-api/records/006R0000001rboIIAQ?includeFieldsInBody=true&handleOwnerChange=true".into(),
                headers: vec![
                    ("Accept", "application/json".into()),
                    ("Content-Type", "application/json".into()),
                    ("Idempotency-Key", "k".into()),
                    ("If-Unmodified-Since", "Fri, 21 Aug 2026 10:15:30 GMT".into()),
                ],
                body: Some(r#"{"fields":{"StageName":"Closed Won"}}"#.into()),
                writes: true,
            }
        );
    }

    #[test]
    fn a_key_is_a_uuid_of_version_4() {
        assert_eq!(key([0; 4]), "00000000-0000-4000-8000-000000000000");
        assert_eq!(key([u32::MAX; 4]), "ffffffff-ffff-4fff-bfff-ffffffffffff");
    }

    #[test]
    fn uses_the_record_as_read_back_if_it_is_complete() {
        let body = include_str!("../../tests/fixtures/salesforce/ui-api-record.json");
        let names = |names: &[&str]| names.iter().filter_map(|name| FieldName::new(name)).collect::<Vec<_>>();
        let response = HttpResponse::new(200, body);
        assert!(matches!(read(&response, &names(&["Name", "LastModifiedDate"])), Ok(Written::ReadBack(_))));
        assert_eq!(read(&response, &names(&["Name", "StageName"])), Ok(Written::Unread));
        assert_eq!(read(&HttpResponse::new(204, ""), &names(&["Name"])), Ok(Written::Unread));
        let lost = read(&HttpResponse::new(412, ""), &[]).unwrap_err();
        assert_eq!(lost.code, Code::ChangedMeanwhile);
    }
}
