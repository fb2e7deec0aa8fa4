//! `GET /services/data/v{version}/ui-api/object-info/Opportunity/picklist-values/{recordTypeId}/StageName`

use super::http::unreadable;
use super::{ApiVersion, HttpRequest, HttpResponse};
use crate::error::Problem;
use crate::json::Value as Json;
use crate::org::Stage;
use crate::record::RecordId;

/// Asks for the stages of a record type's sales process.
#[must_use]
pub fn request(version: ApiVersion, record_type: &RecordId) -> HttpRequest {
    let resource = format!("/ui-api/object-info/Opportunity/picklist-values/{record_type}/StageName");
    HttpRequest::get(version.path(&resource))
}

/// The stages, in the picklist's order.
///
/// # Errors
/// The server's refusal, or an answer of another shape.
pub fn read(response: &HttpResponse) -> Result<Vec<Stage>, Problem> {
    let body = response.json()?;
    let values = body["values"].as_array().ok_or_else(|| unreadable(response.status, "no `values`"))?;
    Ok(values.iter().filter_map(read_stage).collect())
}

/// A value with its attributes, which are null where the org does not forecast.
fn read_stage(entry: &Json) -> Option<Stage> {
    let value = unescape(entry["value"].as_str()?);
    let attributes = &entry["attributes"];
    Some(Stage {
        label: entry["label"].as_str().map_or_else(|| value.clone(), unescape),
        value,
        probability: attributes["defaultProbability"].as_number().and_then(|n| n.as_str().parse().ok()),
        forecast_category: attributes["forecastCategoryName"].as_str().map(Into::into),
        closed: attributes["closed"].as_bool().unwrap_or(false),
        won: attributes["won"].as_bool().unwrap_or(false),
    })
}

/// This resource writes `&amp;` where the record, and the body of an update, have `&`.
fn unescape(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(body: &Json) -> HttpResponse {
        HttpResponse { status: 200, body: body.to_string() }
    }

    #[test]
    fn the_recorded_attributes_are_read_and_a_value_without_a_name_is_left_out() {
        let recorded: Json =
            include_str!("../../tests/fixtures/salesforce/ui-api-stagename-attributes.json").parse().unwrap();
        let stages = read(&answer(&recorded["body"])).unwrap();
        assert_eq!(stages.len(), 1);
        assert_eq!(stages[0].value, "New");
        assert_eq!(stages[0].probability, "0".parse().ok());
        assert_eq!(stages[0].forecast_category.as_deref(), Some("Pipeline"));
    }

    #[test]
    fn an_ampersand_is_what_the_record_holds() {
        let recorded: Json =
            include_str!("../../tests/fixtures/salesforce/ui-api-picklist-traps.json").parse().unwrap();
        let values = &recorded["GET /services/data/v66.0/ui-api/object-info/Opportunity/picklist-values/012TR000004hIFVYA2"]
            ["picklistFieldValues"]["Value_Drivers__c"];
        let stages = read(&answer(values)).unwrap();
        let held = recorded["what the record itself holds / what PATCH must send"].as_str().unwrap();
        assert_eq!(stages[0].value, held);
        assert_eq!(stages[0].label, held);
        assert_eq!(stages[0].probability, None, "attributes may be missing");
    }

    #[test]
    fn another_shape_is_unreadable() {
        let problem = read(&answer(&crate::json::json!({"eTag": "x"}))).unwrap_err();
        assert_eq!(problem.code, crate::error::Code::UnreadableAnswer);
    }
}
