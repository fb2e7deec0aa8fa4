//! `GET /services/data/v{version}/query?q=SELECT … FROM Opportunity WHERE Id IN (…)`
//!
//! Reads many records by id. A thousand ids make a URL longer than Salesforce accepts (16,384 bytes), so the
//! query is in the body of `POST /composite`. Further pages are plain GET requests.

use super::http::unreadable;
use super::{ApiVersion, HttpRequest, HttpResponse, composite_query, refusal};
use crate::base::error::Problem;
use crate::base::json::Value as Json;
use crate::base::{FieldName, FieldValue, FieldValues, MASTER_RECORD_TYPE, RecordId, Snapshot};

/// The most ids in one query.
pub const MOST: usize = 1_000;

/// Asks for these fields of these records. One field that the user may not see fails the whole query.
#[must_use]
pub fn request(version: ApiVersion, ids: &[&str], fields: &[FieldName], most: usize) -> HttpRequest {
    let mut soql = String::from("SELECT Id");
    for field in fields {
        soql.push(',');
        soql.push_str(field.as_str());
    }
    soql.push_str(" FROM Opportunity WHERE Id IN (");
    let mut separator = "'";
    for id in ids {
        soql.push_str(separator);
        soql.push_str(id);
        separator = "','";
    }
    soql.push_str("') LIMIT ");
    soql.push_str(&most.to_string());
    composite_query::request(version, &soql)
}

/// The most pages that the client follows. The longest response that it requests has a few.
const MOST_PAGES: usize = 250;

/// The locators of the pages after the first, the current one last. The client reads none twice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pages(Vec<Box<str>>);

impl Pages {
    /// Asks for the current page; `None` for the first one.
    #[must_use]
    pub fn request(&self, version: ApiVersion) -> Option<HttpRequest> {
        self.0.last().map(|locator| HttpRequest::get(version.path(QUERY) + locator))
    }

    /// Moves to the next page; returns false after the last one.
    ///
    /// # Errors
    ///
    /// If the pages form a circle, are empty, or do not end.
    pub fn turn(&mut self, page: &Page) -> Result<bool, Problem> {
        let Some(next) = page.next.clone() else { return Ok(false) };
        let reason = if self.0.contains(&next) {
            "its pages go in a circle"
        } else if page.rows.is_empty() {
            "a page without records leads to another one"
        } else if self.0.len() >= MOST_PAGES {
            "it has too many pages"
        } else {
            self.0.push(next);
            return Ok(true);
        };
        Err(unreadable(200, reason))
    }
}

/// The resource of the pages.
const QUERY: &str = "/query/";

/// Returns the locator in `nextRecordsUrl`, such as `/services/data/v66.0/query/01gRO0000016PIAYA2-500`. The
/// client builds the path of the next request from the locator, so that no response can send the token to
/// another resource.
fn locator(url: &str) -> Option<Box<str>> {
    let (version, locator) = url.strip_prefix("/services/data/")?.split_once(QUERY)?;
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    let is_locator = (1..=100).contains(&locator.len()) && locator.bytes().all(is_plain);
    (is_locator && ApiVersion::new(version).is_ok()).then(|| locator.into())
}

/// A page of records.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// The rows, unparsed: parsing all at once would take long.
    pub rows: Vec<Json>,
    /// The locator of the next page.
    pub next: Option<Box<str>>,
}

/// Reads a page of either request.
///
/// # Errors
///
/// The server's refusal, or a response of another shape.
pub fn read(response: &HttpResponse) -> Result<Page, Problem> {
    let mut body = response.json()?;
    if let Some(part) = body["compositeResponse"].get_mut(0) {
        let status = part["httpStatusCode"].as_u64().and_then(|status| u16::try_from(status).ok());
        let inner = part["body"].take();
        match status {
            Some(200..=299) => body = inner,
            status => return Err(refusal::read_body(status.unwrap_or(response.status), &inner)),
        }
    }
    let next =
        match &body["nextRecordsUrl"] {
            Json::Null => None,
            url => {
                let locator = url.as_str().and_then(locator);
                Some(locator.ok_or_else(|| {
                    unreadable(response.status, "`nextRecordsUrl` is not a page of the query")
                })?)
            }
        };
    match body["records"].take() {
        Json::Array(rows) => Ok(Page { rows, next }),
        _ => Err(unreadable(response.status, "no `records`")),
    }
}

/// Returns the record of a row.
#[must_use]
pub fn snapshot(row: &Json) -> Option<Snapshot> {
    let mut values = FieldValues::new();
    flatten(row, "", &mut values);
    let id = |key: &str| row[key].as_str().and_then(|id| RecordId::new(id).ok());
    Some(Snapshot {
        id: id("Id")?,
        record_type: id("RecordTypeId").or_else(|| RecordId::new(MASTER_RECORD_TYPE).ok())?,
        last_modified: row["LastModifiedDate"].as_str()?.into(),
        values,
    })
}

/// Flattens `"Account":{"Name":…}` to `Account.Name`.
fn flatten(row: &Json, path: &str, values: &mut FieldValues) {
    for (key, value) in row.as_object().into_iter().flatten().filter(|(key, _)| *key != "attributes") {
        if let Json::Object(_) = value {
            flatten(value, &[path, key, "."].concat(), values);
        } else if let (Some(name), Some(value)) =
            (FieldName::new(&[path, key].concat()), FieldValue::from_json(value))
        {
            values.insert(name, value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::error::Code;
    use crate::base::json::json;

    fn answer(body: &Json) -> HttpResponse {
        HttpResponse::new(200, body.to_string())
    }

    #[test]
    fn builds_the_request() {
        let fields = ["StageName", "Account.Name"].map(|name| FieldName::new(name).unwrap());
        let ids = ["006000000000001AAA", "006000000000002AAA"];
        let request = request(ApiVersion::DEFAULT, &ids, &fields, 2);
        assert_eq!(
            (request.method.as_str(), request.path.as_str()),
            ("POST", "/services/data/v66.0/composite")
        );
        assert!(!request.writes);
        let body: Json = request.body.unwrap().parse().unwrap();
        let url = body["compositeRequest"][0]["url"].as_str().unwrap();
        let soql = url.strip_prefix("/services/data/v66.0/query?q=").unwrap();
        assert_eq!(
            percent_encoding::percent_decode_str(soql).decode_utf8().unwrap(),
            "SELECT Id,StageName,Account.Name FROM Opportunity \
             WHERE Id IN ('006000000000001AAA','006000000000002AAA') LIMIT 2"
        );
    }

    #[test]
    fn reads_both_shapes_and_a_refusal_inside() {
        let row = json!({ "attributes": { "type": "Opportunity" }, "Id": "006000000000001AAA",
            "LastModifiedDate": "2026-11-20T09:00:00.000+0000", "Amount": 12.50, "NextStep": null,
            "Account": { "attributes": {}, "Name": "Acme", "Owner": { "Name": "Sam" } }, "Campaign": null });
        let query =
            json!({ "done": false, "nextRecordsUrl": "/services/data/v66.0/query/01g-1", "records": [row] });
        let inside = |status: u16, body: &Json| {
            answer(&json!({ "compositeResponse": [{ "body": body, "httpStatusCode": status }] }))
        };
        let page = read(&inside(200, &query)).unwrap();
        assert_eq!(page, read(&answer(&query)).unwrap());
        assert_eq!(page.next.as_deref(), Some("01g-1"));
        let record = snapshot(&page.rows[0]).unwrap();
        assert_eq!(record.text("Account.Owner.Name"), Some("Sam"));
        assert_eq!(record.value_across("Campaign.Name"), Some(&FieldValue::Null));
        assert_eq!((record.record_type.as_str(), record.values.len()), (MASTER_RECORD_TYPE, 7));
        let hidden = json!([{ "errorCode": "INVALID_FIELD", "message": "No such column 'X'" }]);
        assert_eq!(read(&inside(400, &hidden)).unwrap_err().code, Code::FieldNotFound);
    }

    #[test]
    fn follows_pages_of_the_query_and_nothing_else() {
        let next = |url: Json| read(&answer(&json!({ "nextRecordsUrl": url, "records": [] })));
        let page = next(json!("/services/data/v66.0/query/01gRO0000016PIAYA2-500")).unwrap();
        let mut pages = Pages::default();
        assert_eq!(pages.request(ApiVersion::DEFAULT), None);
        assert_eq!(pages.turn(&Page { rows: vec![Json::Null], ..page }), Ok(true));
        let path = pages.request(ApiVersion::DEFAULT).unwrap().path;
        assert_eq!(path, "/services/data/v66.0/query/01gRO0000016PIAYA2-500");
        assert_eq!(next(Json::Null).unwrap().next, None);
        for url in [
            "",
            "@evil.example/",
            "//evil.example/services/data/v66.0/query/01g-500",
            "https://evil.example/services/data/v66.0/query/01g-500",
            "services/data/v66.0/query/01g-500",
            "/services/data/v66.0/query/",
            "/services/data/v66.0/query?q=SELECT+Id+FROM+User",
            "/services/data/v66.0/query/01g-500?x=1",
            "/services/data/v66.0/query/01g-500#x",
            "/services/data/v66.0/query/01g-500/../../sobjects",
            "/services/data/v66.0/query/..",
            "/services/data/v66.0/query/%2e%2e/limits",
            "/services/data/v66.0/query/..%2flimits",
            "/services/data/v66.0/query/..\\limits",
            "/services/data/v66.0/query\\01g-500",
            "/services/data/v66.0/./query/01g-500",
            "/services/data/v66.0/queryAll/01g-500",
            "/services/data/v66.0/../../../../services/oauth2/revoke?token=x",
            "/services/data/v66.0/sobjects/Opportunity/query/01g-500",
            "/services/data/v66.0/tooling/query/01g-500",
            "/services/data/v66.0/query/01g-500\n",
            "/services/data/v66.0/query/01g\t-500",
            "/services/data/v1/query/01g-500",
        ] {
            assert_eq!(next(json!(url)).unwrap_err().code, Code::UnreadableAnswer, "{url}");
        }
        for url in [json!(5), json!(true), json!(["/services/data/v66.0/query/01g-500"]), json!({})] {
            assert_eq!(next(url.clone()).unwrap_err().code, Code::UnreadableAnswer, "{url}");
        }
    }

    #[test]
    fn stops_following_endless_pages() {
        let page = |next: &str| Page { rows: vec![Json::Null], next: Some(next.into()) };
        let mut pages = Pages::default();
        for name in ["a", "b", "c"] {
            assert_eq!(pages.turn(&page(name)), Ok(true));
        }
        assert_eq!(pages.clone().turn(&page("c")).unwrap_err().code, Code::UnreadableAnswer);
        assert_eq!(pages.clone().turn(&page("a")).unwrap_err().code, Code::UnreadableAnswer);
        let nothing = Page { rows: Vec::new(), ..page("d") };
        assert_eq!(pages.clone().turn(&nothing).unwrap_err().code, Code::UnreadableAnswer);
        assert_eq!(pages.turn(&Page::default()), Ok(false));
        let followed = (0..).take_while(|number| pages.turn(&page(&number.to_string())).is_ok()).count();
        assert_eq!(followed, MOST_PAGES - 3);
    }
}
