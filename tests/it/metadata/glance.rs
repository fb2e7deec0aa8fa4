//! Days in stage and push count.

use super::open;
use crate::org::{CLOCK, Org, session};
use opportunity_stage::client::CurrentOpportunity;
use serde_json::{Value as Json, json};

fn glance(fields: &[(&str, Json)]) -> (Option<i64>, Option<i64>) {
    let (mut session, mut org) = (session(), Org::new());
    for (name, value) in fields {
        org.record["fields"][name] = json!({ "value": value });
    }
    let opportunity = open(&mut session, &mut org, CLOCK);
    let current = CurrentOpportunity::of(&opportunity, &session);
    (current.days_in_stage, current.push_count)
}

#[test]
fn reports_days_and_pushes_if_the_org_does() {
    let created = ("CreatedDate", json!("2026-11-01T07:36:00.000Z"));
    let changed = |date: &str| ("LastStageChangeDate", json!(date));
    for (fields, expected) in [
        (vec![], (None, None)),
        (vec![created.clone()], (None, None)),
        (vec![changed("2026-11-20T07:36:00.000Z"), ("PushCount", json!(2.0))], (Some(2), Some(2))),
        (vec![changed("2026-11-20T07:36:00.001Z")], (Some(1), None)),
        (vec![changed("2026-11-23T00:00:00.000Z")], (Some(0), None)),
        (vec![("LastStageChangeDate", Json::Null), created.clone()], (Some(21), None)),
        (vec![changed("2026-11-20T07:36:00.000Z"), ("LastStageChangeInDays", json!(9))], (Some(9), None)),
        (vec![("PushCount", json!(0)), ("LastStageChangeInDays", Json::Null)], (None, Some(0))),
    ] {
        assert_eq!(glance(&fields), expected, "{fields:?}");
    }
}

#[test]
fn requests_them_as_optional_fields() {
    let (mut session, mut org) = (session(), Org::new());
    open(&mut session, &mut org, CLOCK);
    let (required, optional) = org.asked[0].path.split_once("&optionalFields=").unwrap();
    for name in ["LastStageChangeDate", "LastStageChangeInDays", "PushCount"] {
        let name = format!("Opportunity.{name}");
        assert!(optional.contains(&name) && !required.contains(&name));
    }
}
