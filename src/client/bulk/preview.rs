//! The summary of a plan, and its progress.

use serde::Serialize;

use super::item::State;
use super::plan::Plan;
use crate::transition::VerdictType;

/// The expected result in numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Preview {
    /// All records.
    pub total: u32,
    /// Those that are allowed.
    pub allowed: u32,
    /// Those that only Salesforce can decide; they are sent.
    pub undecided: u32,
    /// Those that have the values already; they are not sent.
    pub unchanged: u32,
    /// Those that rules deny; they are not sent.
    pub denied: u32,
    /// Those that cannot be sent: no such record, no such field.
    pub invalid: u32,
    /// Those with warnings; they count among the others too.
    pub warned: u32,
    /// The reasons, each once.
    pub groups: Vec<Group>,
}

/// Records with the same reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Group {
    /// The kind of reason: `denied`, `undecided`, `invalid` or `warning`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The code of the violation, warning or problem, or the reason why the rule is undecided.
    pub code: &'static str,
    /// The rule's id.
    pub rule: Option<String>,
    /// The first record's message.
    pub message: String,
    /// The number of records.
    pub count: u32,
    /// The indices of the first ones in the list of changes.
    pub first: Vec<u32>,
}

impl Preview {
    fn add(&mut self, kind: &'static str, code: &'static str, rule: Option<&str>, message: &str, index: u32) {
        const SHOWN: usize = 10;
        let same =
            |group: &&mut Group| group.kind == kind && group.code == code && group.rule.as_deref() == rule;
        let group = match self.groups.iter_mut().find(same) {
            Some(group) => group,
            None => {
                let rule = rule.map(Into::into);
                let (message, first) = (message.into(), Vec::new());
                self.groups.push(Group { kind, code, rule, message, count: 0, first });
                let Some(group) = self.groups.last_mut() else { return };
                group
            }
        };
        group.count += 1;
        if group.first.len() < SHOWN {
            group.first.push(index);
        }
    }
}

/// The number of records in each state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Progress {
    /// The phase: `reading` or `writing`.
    pub phase: &'static str,
    /// All records.
    pub total: u32,
    /// Those that are finished in this phase.
    pub done: u32,
    /// Those that were written.
    pub updated: u32,
    /// Those that had the values already.
    pub unchanged: u32,
    /// Those that were not sent: denied or invalid.
    pub refused: u32,
    /// Those that were sent but not written, or whose outcome is unknown.
    pub failed: u32,
}

impl Plan {
    /// Returns the expected result.
    #[must_use]
    pub fn preview(&self) -> Preview {
        let mut preview = Preview::default();
        for (item, index) in self.items.iter().zip(0..) {
            preview.total += 1;
            let verdict = self.verdicts.get(item.verdict as usize);
            let undecided = verdict.is_some_and(|verdict| verdict.kind == VerdictType::Undecided);
            match item.state {
                State::Unchanged => preview.unchanged += 1,
                State::Denied => preview.denied += 1,
                State::Invalid => preview.invalid += 1,
                State::Unread
                | State::Ready
                | State::Sent
                | State::Updated
                | State::Confirmed
                | State::Failed
                | State::Conflict
                | State::Unknown => {
                    *(if undecided { &mut preview.undecided } else { &mut preview.allowed }) += 1;
                }
            }
            let problem = self.problems.get(item.problem as usize);
            if let Some(problem) = problem.filter(|_| item.state == State::Invalid) {
                preview.add("invalid", problem.code.as_str(), None, &problem.message, index);
            }
            let Some(verdict) = verdict else { continue };
            preview.warned += u32::from(!verdict.warnings.is_empty());
            for it in &verdict.violations {
                preview.add("denied", it.code.as_str(), it.rule.as_deref(), &it.message, index);
            }
            for it in &verdict.undecided {
                preview.add("undecided", it.reason.as_str(), Some(&it.rule), &it.message, index);
            }
            for it in &verdict.warnings {
                preview.add("warning", it.code.as_str(), it.rule.as_deref(), &it.message, index);
            }
        }
        preview
    }

    /// Returns the progress of the plan.
    #[must_use]
    pub fn progress(&self, writing: bool) -> Progress {
        let mut progress =
            Progress { phase: if writing { "writing" } else { "reading" }, ..Progress::default() };
        for item in &self.items {
            progress.total += 1;
            progress.done += u32::from(match item.state {
                State::Unread => false,
                State::Ready | State::Sent => !writing,
                State::Updated
                | State::Confirmed
                | State::Unchanged
                | State::Denied
                | State::Invalid
                | State::Failed
                | State::Conflict
                | State::Unknown => true,
            });
            let count = match item.state {
                State::Unread | State::Ready | State::Sent => continue,
                State::Updated | State::Confirmed => &mut progress.updated,
                State::Unchanged => &mut progress.unchanged,
                State::Denied | State::Invalid => &mut progress.refused,
                State::Failed | State::Conflict | State::Unknown => &mut progress.failed,
            };
            *count += 1;
        }
        progress
    }
}
