//! A small org, its rules, and records to check.

use opportunity_stage::base::{DateTime, FieldName, FieldValue, FieldValues, TimeZone, Timestamp, Today};
use opportunity_stage::org::OrgDocument;
use opportunity_stage::transition::{
    Document, Proposal, ProposalInput, RuleEngine, User, Verdict, VerdictType, check,
};
use serde_json::{Value as Json, json};

/// Two won stages, one of them below 100 % and neither named so, a lost one, an inactive one, and a name in
/// Japanese.
pub fn org() -> Json {
    json!({
        "version": 1,
        "stages": [
            { "value": "New", "probability": 10, "forecastCategory": "Pipeline" },
            { "value": "Old", "probability": 20, "active": false },
            { "value": "提案", "label": "Proposal", "probability": 50, "forecastCategory": "Best Case" },
            { "value": "Review", "probability": 75, "forecastCategory": "Commit" },
            { "value": "Elsewhere", "probability": 80 },
            { "value": "Signed", "closed": true, "won": true, "probability": 95, "forecastCategory": "Closed" },
            { "value": "受注", "closed": true, "won": true, "probability": 100, "forecastCategory": "Closed" },
            { "value": "Gone", "closed": true, "probability": 0, "forecastCategory": "Omitted" },
        ],
        "salesProcesses": [
            { "name": "Business", "stages": ["New", "Old", "提案", "Review", "Signed", "受注", "Gone"] },
        ],
        "recordTypes": [{ "developerName": "Business", "salesProcess": "Business" }],
        "fields": [
            { "name": "Loss_Reason__c", "label": "Loss reason", "type": "Picklist" },
            { "name": "Budget__c", "label": "Budget", "type": "Currency", "precision": 18, "scale": 2 },
            { "name": "Checked__c", "label": "Checked", "type": "Boolean" },
            { "name": "Sum__c", "label": "Sum", "type": "Currency", "formula": "Amount * 2" },
        ],
        "paths": [{ "recordType": "Business", "steps": [
            { "stage": "Review", "fields": ["Budget__c"], "guidance": "Talk to finance." },
        ] }],
        "validationRules": [],
    })
}

pub fn engine(rules: &Json) -> RuleEngine {
    engine_of(rules, &org())
}

pub fn engine_of(rules: &Json, org: &Json) -> RuleEngine {
    let document = Document::parse(&rules.to_string()).unwrap_or_else(|error| panic!("{rules}: {error}"));
    RuleEngine::new(document, OrgDocument::from_json(&org.to_string()).unwrap())
}

/// 2026-11-22, half past midnight in UTC, for a user for whom it is still the day before.
pub fn today() -> Today {
    let now = DateTime::from_iso("2026-11-22T00:30:00Z").unwrap();
    Today::at(Timestamp(now.epoch_milliseconds()), TimeZone::of_offset(-300)).unwrap()
}

/// A record in this stage, with more fields as JSON.
pub fn record(stage: &str, more: &Json) -> FieldValues {
    let mut values =
        json!({ "StageName": stage, "CloseDate": "2026-12-24", "RecordType.DeveloperName": "Business" });
    values.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let value = |(name, value): (&String, &Json)| {
        (FieldName::new(name).unwrap(), FieldValue::from_json(&value.to_string().parse().unwrap()).unwrap())
    };
    values.as_object().unwrap().iter().map(value).collect()
}

/// The input as JavaScript would pass it.
pub fn input(stage: &str, more: &Json) -> ProposalInput {
    let text = |key: &str| more[key].as_str().map(Into::into);
    let fields = more["fields"].as_object().into_iter().flatten();
    ProposalInput {
        stage: Some(stage.into()),
        fields: fields
            .map(|(name, value)| {
                (name.clone(), FieldValue::from_json(&value.to_string().parse().unwrap()).unwrap())
            })
            .collect(),
        reason: text("reason"),
        acknowledge: text("acknowledge").into_iter().collect(),
        approvals: Vec::new(),
    }
}

pub fn propose(engine: &RuleEngine, values: FieldValues, user: &User, input: &ProposalInput) -> Proposal {
    let edited = input.fields.keys().map(String::as_str);
    let opportunity = engine.opportunity(values, None, user.clone().into(), edited).unwrap();
    check(&opportunity, input, today()).unwrap()
}

/// The verdict of a move by an unknown user.
pub fn verdict(rules: &Json, from: &str, to: &str, more: &Json) -> Verdict {
    propose(&engine(rules), record(from, more), &User::default(), &input(to, &Json::Null)).verdict
}

/// The verdict in short: `allowed`, or the codes with their rules.
pub fn short(verdict: &Verdict) -> String {
    let denied = verdict
        .violations
        .iter()
        .map(|it| format!("{}:{}", it.code.as_str(), it.rule.as_deref().unwrap_or("-")));
    let open = verdict.undecided.iter().map(|it| format!("{}?{}", it.reason.as_str(), it.rule));
    let warned = verdict.warnings.iter().filter_map(|it| {
        let rule = it.rule.as_deref()?;
        Some(format!("{}!{rule}{}", it.code.as_str(), if it.acknowledge { "!" } else { "" }))
    });
    let all: Vec<_> = denied.chain(open).chain(warned).collect();
    let kind = match verdict.kind {
        VerdictType::Allowed => "allowed",
        VerdictType::Denied => "denied",
        VerdictType::Undecided => "undecided",
    };
    [kind.to_owned()].into_iter().chain(all).collect::<Vec<_>>().join(" ")
}

/// Adds a record as a row of a table, and returns the indices of its values.
pub fn lay_out(
    record: &FieldValues,
    columns: &[Option<String>],
    values: &mut Vec<(u32, Option<FieldValue>)>,
) -> Vec<u32> {
    let mut cell = |(column, path): (u32, &Option<String>)| {
        let found = record.iter().find(|(known, _)| Some(known.as_str()) == path.as_deref());
        found.map_or(0, |(_, value)| {
            let value = (column, Some(value.clone()));
            let index = values.iter().position(|known| *known == value).unwrap_or_else(|| {
                values.push(value);
                values.len() - 1
            });
            u32::try_from(index).unwrap() + 1
        })
    };
    (0..).zip(columns).map(&mut cell).collect()
}
