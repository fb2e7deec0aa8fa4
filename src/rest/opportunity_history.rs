//! `GET /services/data/v{version}/query?q=SELECT … FROM OpportunityHistory`
//!
//! Salesforce adds a row for each change of stage, amount, probability or close date.

use serde::Serialize;

use super::http::encode;
use super::record_rows::{self, Page};
use super::{ApiVersion, HttpRequest, HttpResponse};
use crate::base::error::Problem;
use crate::base::json::Value as Json;
use crate::base::{Decimal, RecordId, Timestamp};

/// The opportunity after a change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StageHistory {
    /// The stage's API name.
    pub stage: String,
    /// The amount.
    pub amount: Option<Decimal>,
    /// The probability in percent.
    pub probability: Option<Decimal>,
    /// As `yyyy-mm-dd`.
    pub close_date: Option<String>,
    /// The forecast category.
    pub forecast_category: Option<String>,
    /// The time of the change.
    pub at: Timestamp,
    /// The name of the user who made the change.
    pub by: Option<String>,
}

/// Asks for the history of one opportunity.
#[must_use]
pub fn request(version: ApiVersion, id: &RecordId) -> HttpRequest {
    let soql = format!(
        "SELECT StageName, Amount, Probability, CloseDate, ForecastCategory, CreatedDate, CreatedBy.Name \
         FROM OpportunityHistory WHERE OpportunityId = '{id}' ORDER BY CreatedDate DESC, Id DESC"
    );
    HttpRequest::get(version.path(&format!("/query?q={}", encode(&soql))))
}

/// Reads a page of rows, the latest first, and returns it with the page that leads to the next one.
///
/// # Errors
///
/// The server's refusal, or a response of another shape.
pub fn read(response: &HttpResponse) -> Result<(Vec<StageHistory>, Page), Problem> {
    let page = record_rows::read(response)?;
    Ok((page.rows.iter().filter_map(read_row).collect(), page))
}

fn read_row(row: &Json) -> Option<StageHistory> {
    let text = |value: &Json| value.as_str().map(Into::into);
    let number = |value: &Json| value.as_number().and_then(|number| number.as_str().parse().ok());
    Some(StageHistory {
        stage: text(&row["StageName"])?,
        amount: number(&row["Amount"]),
        probability: number(&row["Probability"]),
        close_date: text(&row["CloseDate"]),
        forecast_category: text(&row["ForecastCategory"]),
        at: row["CreatedDate"].as_str()?.parse().ok()?,
        by: text(&row["CreatedBy"]["Name"]),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_request_asks_for_one_opportunity() {
        let id = RecordId::opportunity("006R0000001rboI").unwrap();
        let path = request(ApiVersion::DEFAULT, &id).path;
        assert!(
            path.contains(
                "FROM%20OpportunityHistory%20WHERE%20OpportunityId%20%3D%20%27006R0000001rboIIAQ%27"
            ),
            "{path}"
        );
        // The id orders rows of the same second.
        assert!(path.ends_with("ORDER%20BY%20CreatedDate%20DESC,%20Id%20DESC"), "{path}");
    }

    #[test]
    fn reads_rows_with_empty_values() {
        let body = r#"{"totalSize":1,"done":true,"records":[{"attributes":{"type":"OpportunityHistory"},
            "StageName":"Prospecting","Amount":1234567890123456.78,"Probability":10.0,"CloseDate":"2026-12-24",
            "ForecastCategory":"Pipeline","CreatedDate":"2026-11-20T09:00:00.000+0000","CreatedBy":null}]}"#;
        let (rows, page) = read(&HttpResponse::new(200, body)).unwrap();
        assert_eq!(page.next, None);
        let [row] = rows.as_slice() else { panic!("{rows:?}") };
        assert_eq!(row.amount.unwrap().to_string(), "1234567890123456.78");
        assert_eq!((row.at.to_string().as_str(), &row.by), ("2026-11-20T09:00:00.000Z", &None));
        assert!(read(&HttpResponse::new(200, "{}")).is_err());
    }
}
