//! `GET /services/data/v{version}/ui-api/object-info/Opportunity/picklist-values/{recordTypeId}`
//!
//! With a field at the end of the path, the values of that field only.

use super::http::unreadable;
use super::{ApiVersion, HttpRequest, HttpResponse};
use crate::base::error::Problem;
use crate::base::json::Value as Json;
use crate::base::map::Map;
use crate::base::{FieldName, RecordId};
use crate::org::{PicklistEntry, Picklists, Stage};

/// Asks for the stages of a record type.
#[must_use]
pub fn request(version: ApiVersion, record_type: &RecordId) -> HttpRequest {
    with(version, record_type, "/StageName")
}

/// Asks for all picklists of a record type, including the stages.
#[must_use]
pub fn request_all(version: ApiVersion, record_type: &RecordId) -> HttpRequest {
    with(version, record_type, "")
}

fn with(version: ApiVersion, record_type: &RecordId, field: &str) -> HttpRequest {
    let resource = format!("/ui-api/object-info/Opportunity/picklist-values/{record_type}{field}");
    HttpRequest::get(version.path(&resource))
}

/// Reads the picklists from the response to either request.
///
/// # Errors
///
/// The server's refusal, or a response of another shape.
pub fn read(response: &HttpResponse) -> Result<Picklists, Problem> {
    let body = response.json()?;
    let lists = body["picklistFieldValues"].as_object();
    let stages = match lists {
        Some(lists) => lists.get("StageName").unwrap_or(&Json::Null),
        None => &body,
    };
    let stages = stages["values"].as_array().ok_or_else(|| unreadable(response.status, "no stages"))?;
    Ok(Picklists {
        stages: stages.iter().filter_map(read_stage).collect(),
        fields: lists.into_iter().flatten().filter_map(read_list).collect(),
    })
}

/// Reads a picklist other than the stages.
fn read_list((name, list): (&String, &Json)) -> Option<(FieldName, Vec<PicklistEntry>)> {
    let name = FieldName::new(name).filter(|name| name.as_str() != "StageName")?;
    let controllers = list["controllerValues"].as_object().filter(|controllers| !controllers.is_empty());
    let by_index: Option<Map<u64, &str>> = controllers.map(|controllers| {
        controllers.iter().filter_map(|(value, index)| Some((index.as_u64()?, value.as_str()))).collect()
    });
    let entry = |entry: &Json| {
        let value = unescape(entry["value"].as_str()?);
        Some(PicklistEntry {
            label: entry["label"].as_str().map_or_else(|| value.clone(), unescape),
            valid_for: by_index.as_ref().map(|by_index| valid_for(by_index, &entry["validFor"])),
            value,
        })
    };
    Some((name, list["values"].as_array()?.iter().filter_map(entry).collect()))
}

/// Returns the controlling values for the indices in `validFor`.
fn valid_for(controllers: &Map<u64, &str>, indices: &Json) -> Vec<String> {
    let named = |index: &Json| controllers.get(&index.as_u64()?).map(|value| unescape(value));
    indices.as_array().into_iter().flatten().filter_map(named).collect()
}

/// Reads a stage with its attributes, which are null if the org does not forecast.
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
        flags_unknown: attributes["closed"].as_bool().is_none(),
    })
}

/// Unescapes `&amp;`, which this resource writes where records and update bodies have `&`.
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
    use crate::base::json::json;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn answer(body: &Json) -> HttpResponse {
        HttpResponse::new(200, body.to_string())
    }

    fn stages(values: Json) -> Json {
        json!({ "picklistFieldValues": { "StageName": { "values": values } } })
    }

    fn recorded(of: &str) -> Json {
        let traps: Json =
            include_str!("../../tests/fixtures/salesforce/ui-api-picklist-traps.json").parse().unwrap();
        let mut lists = traps[of].clone();
        lists["picklistFieldValues"]["StageName"] = json!({ "values": [] });
        lists
    }

    #[test]
    fn reads_the_recorded_attributes_and_skips_values_without_a_name() {
        let recorded: Json =
            include_str!("../../tests/fixtures/salesforce/ui-api-stagename-attributes.json").parse().unwrap();
        let alone = read(&answer(&recorded["body"])).unwrap().stages;
        assert_eq!(alone.len(), 1);
        assert_eq!(alone[0].value, "New");
        assert_eq!(alone[0].probability, "0".parse().ok());
        assert_eq!(alone[0].forecast_category.as_deref(), Some("Pipeline"));
        let among_all = read(&answer(&stages(recorded["body"]["values"].clone()))).unwrap();
        assert_eq!(among_all, Picklists { stages: alone, fields: Vec::new() });
    }

    #[test]
    fn unescapes_ampersands() {
        let path =
            "GET /services/data/v66.0/ui-api/object-info/Opportunity/picklist-values/012TR000004hIFVYA2";
        let lists = read(&answer(&recorded(path))).unwrap();
        let drivers = lists.of(&FieldName::new("Value_Drivers__c").unwrap()).unwrap();
        let held = "Maximize Speed & Efficiency of Safe Software Delivery";
        assert_eq!((drivers[0].value.as_str(), drivers[0].label.as_str()), (held, held));
        assert_eq!(drivers[0].valid_for, None, "no field controls it");
        let stage = read(&answer(&stages(json!([{ "value": "A &amp; B" }])))).unwrap().stages.remove(0);
        assert_eq!((stage.value.as_str(), stage.probability), ("A & B", None));
    }

    #[test]
    fn decodes_the_recorded_dependent_picklist() {
        let path = "GET /services/data/v66.0/ui-api/object-info/Contact/picklist-values/012000000000000AAA";
        let lists = read(&answer(&recorded(path))).unwrap();
        let reasons = lists.of(&FieldName::new("Disqualification_Reason__c").unwrap()).unwrap();
        assert_eq!(reasons[3].value, "Bad Fit");
        assert_eq!(reasons[3].valid_for.as_deref(), Some(&["Disqualified".to_owned()][..]));
    }

    #[test]
    fn rejects_another_shape() {
        let problem = read(&answer(&json!({"eTag": "x"}))).unwrap_err();
        assert_eq!(problem.code, crate::base::error::Code::UnreadableAnswer);
    }

    proptest! {
        /// Any dependency, encoded with indices as Salesforce does, decodes to names.
        #[test]
        fn decodes_every_dependency(
            controllers in prop::collection::btree_set("[A-Za-z &<']{1,6}", 1..6),
            dependents in prop::collection::vec(prop::collection::vec(any::<prop::sample::Index>(), 0..5), 0..6),
        ) {
            let controllers: Vec<_> = controllers.into_iter().collect();
            let escape = |text: &str| {
                text.replace('&', "&amp;").replace('<', "&lt;").replace('\'', "&#39;")
            };
            let indices: Json =
                controllers.iter().enumerate().map(|(index, name)| (escape(name), json!(index))).collect();
            let chosen: Vec<BTreeSet<usize>> = dependents
                .iter()
                .map(|picks| picks.iter().map(|pick| pick.index(controllers.len())).collect())
                .collect();
            let values: Vec<_> = chosen
                .iter()
                .enumerate()
                .map(|(n, indices)| json!({ "value": format!("v{n}"), "label": "L", "validFor": indices.iter().collect::<Vec<_>>() }))
                .collect();
            let body = json!({ "picklistFieldValues": {
                "StageName": { "values": [] },
                "D__c": { "controllerValues": indices, "values": values },
            } });
            let lists = read(&answer(&body)).unwrap();
            let read = lists.of(&FieldName::new("D__c").unwrap()).unwrap();
            prop_assert_eq!(read.len(), chosen.len());
            for (entry, indices) in read.iter().zip(&chosen) {
                let found: BTreeSet<_> = entry.valid_for.iter().flatten().collect();
                let expected: BTreeSet<_> = indices.iter().filter_map(|index| controllers.get(*index)).collect();
                prop_assert_eq!(found, expected);
            }
        }
    }
}
