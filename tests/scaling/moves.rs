//! Moves with growing input: fields of the change, stages of the process, rules.

use opportunity_stage::base::{DateTime, FieldName, FieldValue, FieldValues, TimeZone, Timestamp, Today};
use opportunity_stage::org::OrgDocument;
use opportunity_stage::transition::{Document, Opportunity, ProposalInput, RuleEngine, User, check, offers};
use serde_json::{Value as Json, json};

use super::{grows_linearly, readers::names};

fn today() -> Today {
    let now = DateTime::from_iso("2026-11-22T00:30:00Z").unwrap();
    Today::at(Timestamp(now.epoch_milliseconds()), TimeZone::of_offset(0)).unwrap()
}

fn opportunity(rules: &Json, stages: usize, edited: &[String]) -> Opportunity {
    opportunity_of(rules, stages, edited, User::default())
}

fn opportunity_of(rules: &Json, stages: usize, edited: &[String], user: User) -> Opportunity {
    let stage = |name: String| json!({ "value": name, "label": name, "probability": 10 });
    let mut all: Vec<Json> = names(stages).into_iter().map(stage).collect();
    all.push(json!({ "value": "Now", "probability": 20 }));
    all.push(json!({ "value": "Won", "closed": true, "won": true, "probability": 100 }));
    let org = OrgDocument::from_json(&json!({ "version": 1, "stages": all }).to_string()).unwrap();
    let engine = RuleEngine::new(Document::parse(&rules.to_string()).unwrap(), org);
    let text = |value: &str| FieldValue::Text(value.into());
    let values: FieldValues = [("StageName", text("Now")), ("CloseDate", text("2026-12-24"))]
        .into_iter()
        .map(|(name, value)| (FieldName::new(name).unwrap(), value))
        .collect();
    engine.opportunity(values, None, user.into(), edited.iter().map(String::as_str)).unwrap()
}

/// An opportunity whose user has a value for each global variable that the rules read, or constants for them.
fn with_globals(count: usize, constant: bool) -> Opportunity {
    let path = |name: &String| format!("$User.{name}");
    let value = |name: &String| (path(name), json!("x"));
    let rule =
        |name: &String| json!({ "id": name, "when": format!("ISBLANK({})", path(name)), "message": "No." });
    let names = names(count);
    let mut rules = json!({ "version": 1, "rules": names.iter().map(rule).collect::<Vec<_>>() });
    if constant {
        rules["globals"] = Json::Object(names.iter().map(value).collect());
    }
    let given = |name: &String| (path(name), FieldValue::Text("x".into()));
    let fields = if constant { Vec::new() } else { names.iter().map(given).collect() };
    opportunity_of(&rules, 0, &[], User { fields, ..User::default() })
}

fn input(fields: &[String]) -> ProposalInput {
    ProposalInput {
        stage: Some("Won".into()),
        fields: fields.iter().map(|name| (name.clone(), FieldValue::Text("x".into()))).collect(),
        ..ProposalInput::default()
    }
}

#[test]
fn fields_of_a_change() {
    // An object has at most a few hundred editable fields; a caller may pass any number of others.
    let known = |n| (opportunity(&json!({ "version": 1 }), 0, &names(n)), input(&names(n)));
    grows_linearly("fields of a change", 125, known, |(opportunity, input)| {
        let proposal = check(opportunity, input, today()).unwrap();
        assert!(proposal.changes.len() >= 125);
    });
    let unknown = |n| (opportunity(&json!({ "version": 1 }), 0, &names(5)), input(&names(n)));
    grows_linearly("unknown fields of a change", 5_000, unknown, |(opportunity, input)| {
        assert!(check(opportunity, input, today()).is_err());
    });
}

#[test]
fn stages_of_a_process() {
    let rules = json!({ "version": 1, "noSkipping": true, "noMovingBack": true, "closedIsFinal": true });
    let case = |n| opportunity(&rules, n, &[]);
    grows_linearly("a move among many stages", 1_000, case, |it| {
        check(it, &input(&[]), today()).unwrap();
    });
    grows_linearly("offers of many stages", 250, case, |it| {
        assert!(offers(it, today()).unwrap().len() >= 250);
    });
}

#[test]
fn rules_of_a_document() {
    let required = |n: usize| {
        let rule = |name: String| json!({ "fields": [name], "to": "Won" });
        json!({ "version": 1, "required": names(n).into_iter().map(rule).collect::<Vec<_>>() })
    };
    let case = |n| opportunity(&required(n), 0, &names(n));
    grows_linearly("rules of a document", 500, case, |it| {
        let proposal = check(it, &input(&[]), today()).unwrap();
        assert!(proposal.verdict.violations.len() + proposal.verdict.undecided.len() >= 500);
    });
}

#[test]
fn variables_of_the_user() {
    let case = |n| with_globals(n, false);
    grows_linearly("variables of the user", 250, case, |it| {
        assert!(check(it, &input(&[]), today()).unwrap().verdict.undecided.is_empty());
    });
    let sizes = |n: usize| n;
    grows_linearly("constants of a document", 250, sizes, |it| {
        let proposal = check(&with_globals(*it, true), &input(&[]), today()).unwrap();
        assert!(proposal.verdict.undecided.is_empty());
    });
}

#[test]
fn formula_fields_of_a_document() {
    // Each field reads the next one, so that the last slot is computed first.
    let org = |n: usize| {
        let names = names(n);
        let field = |(index, name): (usize, &String)| {
            let formula = names.get(index + 1).map_or("1".to_owned(), |next| format!("{next} + 1"));
            json!({ "name": name, "label": name, "type": "Double", "formula": formula })
        };
        let fields: Vec<_> = names.iter().enumerate().map(field).collect();
        let rule = json!({ "name": "R", "formula": format!("{} = {n}", names[0]), "message": "No." });
        json!({ "version": 1, "stages": [{ "value": "Now" }, { "value": "Won" }], "fields": fields, "validationRules": [rule] })
            .to_string()
    };
    grows_linearly("formula fields of a document", 1_000, org, |it| {
        let engine = RuleEngine::new(
            Document::parse(r#"{ "version": 1 }"#).unwrap(),
            OrgDocument::from_json(it).unwrap(),
        );
        let values = [("StageName", FieldValue::Text("Now".into()))];
        let values = values.into_iter().map(|(name, value)| (FieldName::new(name).unwrap(), value)).collect();
        let opportunity =
            engine.opportunity(values, None, User::default().into(), std::iter::empty()).unwrap();
        let verdict = check(&opportunity, &input(&[]), today()).unwrap().verdict;
        assert_eq!(verdict.violations.len(), 1, "{:?}", verdict.undecided);
    });
}
