//! The checks that need no rules: values, picklists and the move itself. One record and many are checked alike.

use std::rc::Rc;

use super::help;
use super::parameters::Parameters;
use super::picklists::Choices;
use super::target_stage::not_in_each;
use super::values::{check_value, read_only};
use super::verdict::{Verdict, Violation, Warning, WarningCode};
use crate::base::text::embedded;
use crate::base::{FieldName, FieldValue, FieldValues, Today};
use crate::org::{ObjectInfo, OrgDocument, Picklists, Stage};

/// A change, and what the org says of its fields.
pub(super) struct OrgChecks<'a> {
    pub(super) info: &'a ObjectInfo,
    pub(super) picklists: &'a Picklists,
    pub(super) org: Option<&'a OrgDocument>,
    /// The other sales processes that are possible for the record.
    pub(super) possible: &'a [Rc<Vec<Stage>>],
    /// The values to write, without the stage.
    pub(super) writes: &'a FieldValues,
    /// Reads the record's current value.
    pub(super) read: &'a dyn Fn(&str) -> Option<FieldValue>,
}

/// A record that leaves a stage, or stays in it.
#[derive(Clone, Copy)]
pub(super) struct StageMove<'a> {
    pub(super) from: &'a Stage,
    /// The target; `None` if the record stays.
    pub(super) to: Option<&'a Stage>,
}

impl<'a> StageMove<'a> {
    /// Creates it; the same stage is not a move.
    pub(super) fn new(from: &'a Stage, to: Option<&'a Stage>) -> Self {
        Self { from, to: to.filter(|to| to.value != from.value) }
    }

    /// Returns the stage after the change.
    pub(super) fn target(&self) -> &'a Stage {
        self.to.unwrap_or(self.from)
    }
}

impl OrgChecks<'_> {
    /// Returns the verdict on the values, the picklists and the target stage. `unknown` is the violation of a
    /// requested stage that was not found.
    pub(super) fn verdict(&self, move_: StageMove<'_>, unknown: Option<Box<Violation>>) -> Verdict {
        let mut verdict = Verdict::default();
        verdict.violations.extend(unknown.map(|violation| *violation));
        for (name, value) in self.writes {
            if let Some(field) = self.info.field(name) {
                verdict.violations.extend(check_value(field, value));
            }
        }
        let Self { info, picklists, org, writes, read, .. } = *self;
        Choices { picklists, info, org, writes, stage: &move_.target().value, read }.check(&mut verdict);
        if let Some(stage) = move_.to {
            let name = FieldName::known("StageName");
            if info.field(&name).is_some_and(|field| !field.updateable) {
                verdict.violations.push(read_only(&name, &info.label(&name)));
            }
            verdict.undecided.extend(not_in_each(stage, self.possible, info));
        }
        verdict
    }

    /// Adds the warnings about the change. `date_moves` is true if Salesforce moves the close date.
    pub(super) fn warn(&self, move_: StageMove<'_>, date_moves: bool, today: Today, verdict: &mut Verdict) {
        if let Some(stage) = move_.to {
            verdict.warnings.extend(warnings_of_move(move_.from, stage, date_moves, today, self.info));
        }
        if self.writes.keys().any(|name| name.as_str() == "Amount")
            && (self.read)("HasOpportunityLineItem") == Some(FieldValue::Bool(true))
        {
            verdict.warnings.push(amount_ignored(self.info));
        }
    }
}

/// Returns the warnings about a move; `date_moves` if Salesforce moves the close date.
fn warnings_of_move(
    from: &Stage,
    stage: &Stage,
    date_moves: bool,
    today: Today,
    info: &ObjectInfo,
) -> Vec<Warning> {
    let labels = info.labels();
    let (object, close_date) = (labels.object_in_sentence(), labels.close_date_in_sentence());
    let (object, close_date) = (embedded(&object), embedded(&close_date));
    let mut warnings = Vec::new();
    if from.closed && !stage.closed {
        let label = &from.label;
        warnings.push(Warning {
            field: FieldName::new("StageName"),
            parameters: Parameters::default().with("from", label).with("to", &stage.label),
            ..Warning::new(
                WarningCode::ReopensOpportunity,
                format!("This reopens the {object}: {} is a closed stage.", embedded(label)),
            )
        });
    }
    if date_moves {
        let utc = today.utc;
        let in_local_time = if today.local == utc {
            String::new()
        } else {
            format!(" In your time zone it is {}.", today.local)
        };
        let message =
            format!("Salesforce moves the {close_date} to {utc}, which is today in UTC.{in_local_time}");
        warnings.push(Warning {
            field: FieldName::new("CloseDate"),
            parameters: Parameters::default()
                .with("date", utc.to_string())
                .with("today", today.local.to_string()),
            ..Warning::new(WarningCode::CloseDateMoves, message)
        });
    }
    warnings
}

/// Warns that Salesforce computes the amount from the products.
fn amount_ignored(info: &ObjectInfo) -> Warning {
    let labels = info.labels();
    let (object, amount) = (labels.object_in_sentence(), labels.amount_in_sentence());
    let (object, amount) = (embedded(&object), embedded(&amount));
    Warning {
        field: FieldName::new("Amount"),
        ..Warning::new(
            WarningCode::AmountIgnored,
            format!("This {object} has products, so Salesforce ignores the {amount}."),
        )
    }
    .with_help(help::CHANGE_PRODUCTS)
}
