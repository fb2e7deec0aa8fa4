//! Finds stages that no rule lets a record leave.

use std::cell::Cell;

use super::{Finding, Linter, Ready, Severity};
use crate::org::Stage;
use salesforce_formula::{Nowhere, Outcome, Row, Slots, Value};

/// The most evaluations of rules: those of fifty rules for the moves of twenty record types with thirty stages each.
const MOST_EVALUATIONS: usize = 1_000_000;

impl Linter<'_> {
    /// Evaluates the active rules on each move with only the stages and the record type known. A rule that
    /// fires then always fires.
    pub(super) fn check_exits(&mut self, rules: &[Ready<'_>], slots: &Slots) {
        let settled: Vec<_> = slots.iter().map(|(path, _)| settled(path)).collect();
        let active = || rules.iter().filter(|rule| rule.active);
        let mut always = Vec::new();
        let mut by_stage = Vec::new();
        for rule in active() {
            let row = Row::updated(vec![None; slots.len()]);
            if rule.compiled.outcome(&row, &Nowhere) == Outcome::Fires {
                always.push(rule.name);
            } else if rule.compiled.slots().any(|slot| matches!(settled.get(slot), Some(Some(_)))) {
                by_stage.push(rule);
            }
        }
        for name in &always {
            self.add("always_fires", "rule", name, "it refuses every save".into());
        }
        if !always.is_empty() || by_stage.is_empty() {
            return;
        }
        let document = self.document;
        let mut types: Vec<_> = document.record_types.iter().filter(|kind| kind.active).map(Some).collect();
        if types.is_empty() {
            types.push(None);
        }
        let left = Cell::new(MOST_EVALUATIONS);
        for kind in types {
            let name = kind.map(|kind| &*kind.developer_name);
            let stages: Vec<_> = document.stages_of(name).collect();
            for from in &stages {
                let label = kind.map(|kind| &*kind.label);
                let context = Context { settled: &settled, name, label, from, left: &left };
                if let Some(blocking) = context.blocked(&stages, &by_stage) {
                    let of = name.map(|name| format!(" with record type `{name}`")).unwrap_or_default();
                    let list = blocking.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
                    let message =
                        format!("no opportunity{of} can leave it: for every other stage one of {list} fires");
                    self.add("stage_without_exit", "stage", &from.value, message);
                }
            }
        }
    }

    fn add(&mut self, code: &'static str, subject: &'static str, name: &str, message: String) {
        let severity = Severity::Warning;
        self.findings.push(Finding { code, severity, subject, name: name.into(), message, at: None });
    }
}

/// The values that follow from the stage and the record type. Salesforce sets these itself, whatever else is
/// saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Settled {
    Stage,
    Closed,
    Won,
    TypeName,
    TypeLabel,
}

fn settled(path: &str) -> Option<Settled> {
    let path = path.to_ascii_lowercase();
    Some(match path.strip_prefix("opportunity.").unwrap_or(&path) {
        "stagename" => Settled::Stage,
        "isclosed" => Settled::Closed,
        "iswon" => Settled::Won,
        "$recordtype.developername" | "recordtype.developername" => Settled::TypeName,
        "$recordtype.name" | "recordtype.name" => Settled::TypeLabel,
        _ => return None,
    })
}

struct Context<'a> {
    settled: &'a [Option<Settled>],
    name: Option<&'a str>,
    label: Option<&'a str>,
    from: &'a Stage,
    /// How many rules may still be evaluated.
    left: &'a Cell<usize>,
}

impl<'a> Context<'a> {
    /// Returns the rules that together forbid every other stage; `None` if an exit is, or may be, left.
    fn blocked(&self, stages: &[&'a Stage], rules: &[&Ready<'a>]) -> Option<Vec<&'a str>> {
        let mut blocking: Vec<&str> = Vec::new();
        let mut targets = stages.iter().filter(|to| to.value != self.from.value).peekable();
        targets.peek()?;
        for to in targets {
            // What is not looked at is not reported.
            self.left.set(self.left.get().checked_sub(rules.len())?);
            let row = self.row(to);
            let rule = rules.iter().find(|rule| rule.compiled.outcome(&row, &Nowhere) == Outcome::Fires)?;
            if !blocking.contains(&rule.name) {
                blocking.push(rule.name);
            }
        }
        Some(blocking)
    }

    fn row(&self, to: &'a Stage) -> Row<'a> {
        let values = |stage| self.settled.iter().map(|what| self.value((*what)?, stage)).collect::<Vec<_>>();
        let mut row = Row::updated(values(self.from));
        for (slot, value) in values(to).into_iter().enumerate() {
            if let Some(value) = value {
                row.set(slot, value);
            }
        }
        row
    }

    fn value(&self, what: Settled, stage: &'a Stage) -> Option<Value<'a>> {
        Some(match what {
            Settled::Stage => Value::text(&stage.value),
            Settled::Closed => Value::Boolean(stage.closed),
            Settled::Won => Value::Boolean(stage.won),
            Settled::TypeName => Value::text(self.name?),
            Settled::TypeLabel => Value::text(self.label?),
        })
    }
}
