//! Checks a record that was read.

use super::changes::Changes;
use super::item::{NONE, State};
use super::plan::{Plan, PlanOptions};
use crate::base::error::{Code, Detail, Problem};
use crate::base::map::Map;
use crate::base::{FieldName, Snapshot, Timestamp, Today};
use crate::org::Stage;
use crate::transition::{Opportunity, Proposal, ProposalInput, Verdict, VerdictType, check};

/// Checks a record as `open` and `propose` would. `like` is an opportunity of the same record type.
pub(super) fn judge(plan: &mut Plan, index: u32, like: &Opportunity, record: Snapshot, today: Today) {
    let Some(change) = plan.items.get(index as usize).map(|item| item.change) else { return };
    let input = input(&plan.changes, &plan.options, change);
    let modified = record.last_modified.parse::<Timestamp>().map_or(0, |it| it.0);
    let opportunity = Opportunity { stage: stage_of(like, &record), record, ..like.clone() };
    let Proposal { verdict, writes, .. } = match check(&opportunity, &input, today) {
        Ok(proposal) => proposal,
        Err(problem) => return plan.settle(index, State::Invalid, Some(problem)),
    };
    let against = stands_against(&verdict);
    let state = match (&against, writes.is_empty()) {
        (Some(_), _) => State::Denied,
        (None, true) => State::Unchanged,
        (None, false) => State::Ready,
    };
    let (mut stage, mut bits) = (NONE, 0);
    for (name, value) in writes {
        if name.as_str() == "StageName" {
            stage = value.as_text().map_or(NONE, |value| plan.changes.text(value));
            continue;
        }
        // As it will be written: the org's spelling, and a value of the field's type.
        let spelled = plan.changes.text(name.as_str());
        let Changes { texts, list } = &mut plan.changes;
        let fields = list.get_mut(change as usize).map(|change| &mut *change.fields).unwrap_or_default();
        for (bit, (known, given)) in fields.iter_mut().enumerate() {
            if texts.get(*known as usize).is_some_and(|text| text.eq_ignore_ascii_case(name.as_str())) {
                (*known, *given) = (spelled, value.clone());
                bits |= 1 << bit;
            }
        }
    }
    let verdict = plan.keep_verdict(verdict);
    if let Some(item) = plan.at(index) {
        (item.stage, item.fields, item.modified, item.verdict) = (stage, bits, modified, verdict);
    }
    plan.settle(index, state, against);
}

fn input(changes: &Changes, options: &PlanOptions, change: u32) -> ProposalInput {
    let change = changes.list.get(change as usize);
    let mut fields = Map::new();
    for (name, value) in change.map(|change| &*change.fields).unwrap_or_default() {
        fields.insert(changes.name(*name).to_owned(), value.clone());
    }
    ProposalInput {
        stage: change.and_then(|change| change.stage).map(|words| changes.name(words).into()),
        fields,
        reason: options.reason.clone(),
        acknowledge: options.acknowledge.clone(),
        approvals: options.approvals.clone(),
    }
}

fn stage_of(like: &Opportunity, record: &Snapshot) -> Stage {
    let value = record.text("StageName").unwrap_or_default();
    Stage::of_record(value, &like.process, &like.org_stages, &|name| record.value(name).cloned())
}

/// Returns why it is not written.
fn stands_against(verdict: &Verdict) -> Option<Problem> {
    let mut details = Vec::new();
    let mut add = |code: &str, rule: &Option<Box<str>>, message: &str, field: &Option<FieldName>| {
        let fields = field.iter().map(|name| name.as_str().into()).collect();
        details.push(Detail {
            code: rule.as_deref().unwrap_or(code).into(),
            message: message.into(),
            fields,
        });
    };
    let denied = verdict.kind == VerdictType::Denied;
    for it in &verdict.violations {
        add(it.code.as_str(), &it.rule, &it.message, &it.field);
    }
    for it in verdict.warnings.iter().filter(|warning| warning.acknowledge && !denied) {
        add(it.code.as_str(), &it.rule, &it.message, &it.field);
    }
    let first = details.first()?;
    let mut problem = if denied {
        Problem::new(Code::NotAllowed, ["the change is denied: ", &first.message].concat())
    } else {
        Problem::new(Code::NotAllowed, ["a warning was not acknowledged: ", &first.message].concat())
            .with_help("plan it again with the rule's id in `acknowledge`")
    };
    problem.errors = details;
    Some(problem)
}
