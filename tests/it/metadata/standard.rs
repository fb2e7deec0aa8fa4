//! Without rules of the portal or the org, the close date is looked at by code that is there from the start. It says the
//! same as the standard document, read as any other.

use opportunity_stage::base::{FieldName, FieldValue};
use opportunity_stage::client::Session;
use opportunity_stage::org::OrgDocument;
use opportunity_stage::transition::{
    Document, Opportunity, ProposalInput, Rules, SharedRules, StandardRules, check, offers,
};

use super::open_with;
use crate::org::{CLOCK, Org, session};

fn opened(rules: SharedRules) -> Opportunity {
    let mut settings = session().settings;
    settings.rules = rules;
    let mut org = Org::new();
    open_with(&mut Session::new(settings), CLOCK, |send| org.answer(&send.request)).unwrap()
}

fn text(text: &str) -> FieldValue {
    FieldValue::Text(text.into())
}

#[test]
fn says_the_same_as_the_standard_document() {
    let read = || Rules::new(Document::standard(), OrgDocument::default()).into();
    let today = CLOCK.today().unwrap();
    let mut warned = 0;
    let dates = ["2020-01-01", &today.local.to_string(), "2100-12-31", "no date"].map(text);
    for held in dates.into_iter().chain([FieldValue::Null]).map(Some).chain([None]) {
        let [plain, whole] = [StandardRules::default().into(), read()].map(|rules| {
            let mut opportunity = opened(rules);
            let values = &mut opportunity.record.values;
            values.retain(|name, _| name.as_str() != "CloseDate");
            values.extend(held.clone().map(|value| (FieldName::new("CloseDate").unwrap(), value)));
            opportunity
        });
        assert_eq!(offers(&plain, today), offers(&whole, today), "{held:?}");
        for stage in plain.process.iter().map(|stage| Some(stage.value.clone())).chain([None]) {
            for date in [None, Some("2020-01-01"), Some("2100-01-01")] {
                let fields = date.map(|date| ("CloseDate".to_owned(), text(date)));
                let input = ProposalInput {
                    stage: stage.clone(),
                    fields: fields.into_iter().collect(),
                    ..ProposalInput::default()
                };
                let [plain, whole] = [&plain, &whole].map(|opportunity| check(opportunity, &input, today));
                assert_eq!(plain, whole, "{held:?}, {stage:?}, {date:?}");
                warned += plain.map_or(0, |proposal| proposal.verdict.warnings.len());
            }
        }
    }
    assert!(warned > 0, "the close date was never in the past");
}
