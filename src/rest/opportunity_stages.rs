//! `GET /services/data/v{version}/query?q=SELECT … FROM OpportunityStage`
//!
//! Every stage of the org, with the order and the active flag that picklist-values lacks.

use super::http::{encode, unreadable};
use super::{ApiVersion, HttpRequest, HttpResponse};
use crate::base::error::Problem;
use crate::base::json::Value as Json;
use crate::org::{OrgStage, Stage};

const SOQL: &str = "SELECT ApiName, MasterLabel, IsActive, IsClosed, IsWon, SortOrder, DefaultProbability, \
                    ForecastCategoryName FROM OpportunityStage ORDER BY SortOrder";

/// Asks for all stages.
#[must_use]
pub fn request(version: ApiVersion) -> HttpRequest {
    HttpRequest::get(version.path(&format!("/query?q={}", encode(SOQL))))
}

/// Reads the stages in order.
///
/// # Errors
///
/// The server's refusal, or a response of another shape.
pub fn read(response: &HttpResponse) -> Result<Vec<OrgStage>, Problem> {
    read_rows(&response.json()?).ok_or_else(|| unreadable(response.status, "no `records`"))
}

/// Reads the stages from the body of a response.
pub(super) fn read_rows(body: &Json) -> Option<Vec<OrgStage>> {
    Some(body["records"].as_array()?.iter().filter_map(read_row).collect())
}

fn read_row(row: &Json) -> Option<OrgStage> {
    let value = row["ApiName"].as_str()?.to_owned();
    Some(OrgStage {
        stage: Stage {
            label: row["MasterLabel"].as_str().map_or_else(|| value.clone(), Into::into),
            value,
            probability: row["DefaultProbability"].as_number().and_then(|n| n.as_str().parse().ok()),
            forecast_category: row["ForecastCategoryName"].as_str().map(Into::into),
            closed: row["IsClosed"].as_bool()?,
            won: row["IsWon"].as_bool()?,
            flags_unknown: false,
        },
        active: row["IsActive"].as_bool()?,
        order: row["SortOrder"].as_i64().unwrap_or(i64::MAX),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows() {
        let body = r#"{"totalSize":1,"done":true,"records":[{"attributes":{"type":"OpportunityStage"},
            "ApiName":"受注","MasterLabel":"受注","IsActive":true,"IsClosed":true,"IsWon":true,"SortOrder":9,
            "DefaultProbability":90.0,"ForecastCategoryName":"Closed"}]}"#;
        let rows = read(&HttpResponse::new(200, body)).unwrap();
        assert_eq!(rows[0].stage.value, "受注");
        assert_eq!(rows[0].stage.probability, "90".parse().ok());
        assert!(rows[0].active && rows[0].stage.won);
        assert!(
            request(ApiVersion::DEFAULT)
                .path
                .starts_with("/services/data/v66.0/query?q=SELECT%20ApiName,%20")
        );
    }
}
