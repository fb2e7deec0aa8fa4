//! What is worth knowing of an org's rules before a portal relies on them.
//!
//! Only what is certain is said: a name counts as lost where the document lists its kind and lacks it, and a
//! stage as without a way out where rules fire whatever else the record holds.

mod exits;
mod names;
mod needs;

use serde::Serialize;

use super::OrgDocument;
use salesforce_formula::{Compiled, Formula, Slots};

pub use needs::{Decided, Need, NeedKind};

/// What the lint found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LintReport {
    /// Every validation rule, and where it can be decided.
    pub rules: Vec<RuleReport>,
    /// What looks wrong.
    pub findings: Vec<Finding>,
}

/// Where a rule can be decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RuleReport {
    /// The rule's name.
    pub name: String,
    /// Whether the org applies it.
    pub active: bool,
    /// What it takes to decide it in every case. Some records need less: the rest of a rule may settle it.
    pub decided: Decided,
    /// What the rule needs in addition to the record's own fields.
    pub needs: Vec<Need>,
}

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Severity {
    /// Something does not work.
    Error,
    /// Something is likely not what was meant.
    Warning,
    /// Good to know.
    Info,
}

/// Something that looks wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What kind of finding, as a stable name.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What kind of thing it is about: `rule`, `stage`, `salesProcess`, `recordType`, `path`.
    pub subject: &'static str,
    /// Its name.
    pub name: String,
    /// What was found.
    pub message: String,
    /// Where in the rule's formula, in UTF-16 units.
    pub at: Option<usize>,
}

/// An active or inactive rule that compiles.
struct Ready<'a> {
    name: &'a str,
    active: bool,
    compiled: Compiled,
}

/// Looks through a document.
#[must_use]
pub fn lint(document: &OrgDocument) -> LintReport {
    let mut linter = Linter { document, findings: Vec::new() };
    let mut slots = Slots::new();
    let mut rules = Vec::new();
    let mut ready = Vec::new();
    for rule in &document.validation_rules {
        let (decided, needs) = match linter.read_rule(rule, &mut slots) {
            Some(compiled) => {
                let needs = needs::needs(&compiled, document);
                ready.push(Ready { name: &rule.name, active: rule.active, compiled });
                (needs::decided(&needs), needs)
            }
            None => (Decided::Broken, Vec::new()),
        };
        rules.push(RuleReport { name: rule.name.clone(), active: rule.active, decided, needs });
    }
    linter.check_structure();
    linter.check_exits(&ready, &slots);
    LintReport { rules, findings: linter.findings }
}

struct Linter<'a> {
    document: &'a OrgDocument,
    findings: Vec<Finding>,
}

impl Linter<'_> {
    fn read_rule(&mut self, rule: &super::ValidationRule, slots: &mut Slots) -> Option<Compiled> {
        let broken = |code, at, message: String| Finding {
            code,
            severity: if rule.active { Severity::Error } else { Severity::Info },
            subject: "rule",
            name: rule.name.clone(),
            message,
            at: Some(at),
        };
        let formula = match Formula::parse(&rule.formula) {
            Ok(formula) => formula,
            Err(error) => {
                self.findings.push(broken("formula_syntax", error.at, error.to_string()));
                return None;
            }
        };
        self.check_names(rule, &formula);
        match formula.compile_rule(self.document, slots) {
            Ok(compiled) => Some(compiled),
            Err(error) => {
                self.findings.push(broken("formula_type", error.at, error.message));
                None
            }
        }
    }
}
