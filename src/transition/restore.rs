//! Restores earlier values of a record.

use super::change::list_changes;
use super::check::Proposal;
use super::consequence::consequences;
use super::input::ProposalInput;
use super::opportunity::Opportunity;
use super::verdict::Verdict;
use crate::base::{FieldName, FieldValue, FieldValues, Today};
use crate::org::Stage;

/// Returns the proposal that restores these values, as far as they differ from the record.
///
/// Transition rules do not apply: the earlier values were allowed, and a rule against moving back is not about
/// undoing mistakes. Salesforce still applies the org's own rules.
///
/// `hold` has the final values of fields that the stage sets. With another stage Salesforce sets them anew
/// unless the request contains them, even if the record holds the value now.
#[must_use]
pub fn restore(
    opportunity: &Opportunity,
    values: &FieldValues,
    hold: &FieldValues,
    today: Today,
) -> Proposal {
    let record = &opportunity.record;
    let mut writes = values.clone();
    let stands = |name: &FieldName, value: &FieldValue| {
        let now = record.value(name.as_str());
        now.is_some_and(|now| opportunity.info.stores_the_same(name, value, now))
    };
    writes.retain(|name, value| !stands(name, value));
    let wanted = writes.get(&FieldName::known("StageName")).and_then(FieldValue::as_text).map(str::to_owned);
    let wanted = wanted.as_deref();
    let known = wanted.and_then(|value| known_stage(opportunity, value));
    if wanted.is_some() {
        for (name, value) in hold {
            let brings = known.as_ref().and_then(|stage| stage.brings(name.as_str()));
            if brings.unwrap_or(FieldValue::Null) != *value
                && opportunity.info.field(name).is_some_and(|field| field.updateable)
            {
                writes.insert(name.clone(), value.clone());
            }
        }
    }
    // Consequences are listed as for any other change.
    let follows =
        known.as_ref().map(|stage| consequences(record, stage, true, &writes, today)).unwrap_or_default();
    // The earlier stage may not exist in the org: Salesforce stores any text.
    let stage = known.or_else(|| Some(Stage::unknown(wanted?)));
    let kind = opportunity.transition(stage.as_ref().unwrap_or(&opportunity.stage)).kind;
    let mut changes = list_changes(opportunity, stage.as_ref(), &writes, follows);
    changes.retain(|change| change.from != change.to);
    let (verdict, input) = (Verdict::default(), ProposalInput::default());
    Proposal { stage, kind, verdict, changes, writes, input }
}

/// Returns the stage with this name, if the org has it.
#[must_use]
pub fn known_stage(opportunity: &Opportunity, value: &str) -> Option<Stage> {
    let offered = opportunity.process.iter().find(|stage| stage.value == value);
    let known = || opportunity.org_stages.iter().map(|row| &row.stage).find(|stage| stage.value == value);
    offered.or_else(known).cloned()
}
