//! Checks an org document for problems before a portal relies on its rules.
//!
//! The lint reports only certain findings. A name counts as missing if the document lists its kind and does not
//! contain it. A stage counts as having no exit if rules fire whatever else the record holds.

mod exits;
mod names;
mod needs;

use crate::base::map::Map;
use serde::Serialize;

use super::OrgDocument;
use salesforce_formula::{Compiled, Formula, Slots};

pub use needs::{Decided, Need, NeedKind};

/// The result of the lint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LintReport {
    /// Every validation rule, with what it takes to decide it.
    pub rules: Vec<RuleReport>,
    /// The findings.
    pub findings: Vec<Finding>,
}

/// What it takes to decide a rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RuleReport {
    /// The rule's name.
    pub name: String,
    /// True if the org applies it.
    pub active: bool,
    /// What it takes to decide the rule for every record. Some records need less.
    pub decided: Decided,
    /// What the rule needs in addition to the record's own fields.
    pub needs: Vec<Need>,
}

/// The severity of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Severity {
    /// Something does not work.
    Error,
    /// Something is likely not what was meant.
    Warning,
    /// For information.
    Info,
}

/// Something that looks wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What kind of finding, as a stable name.
    pub code: &'static str,
    /// The severity.
    pub severity: Severity,
    /// The kind of thing that the finding is about: `rule`, `stage`, `salesProcess`, `recordType`, `path`.
    pub subject: &'static str,
    /// Its name.
    pub name: String,
    /// The message.
    pub message: String,
    /// Position in the rule's formula, in UTF-16 code units.
    pub at: Option<usize>,
}

/// A rule that compiles, active or not.
struct Ready<'a> {
    name: &'a str,
    active: bool,
    compiled: Compiled,
}

/// Lints a document.
#[must_use]
pub fn lint(document: &OrgDocument) -> LintReport {
    let stages = |name: fn(&super::DocumentStage) -> &str| {
        document.stages.iter().map(|stage| (name(stage), stage)).collect()
    };
    let mut linter = Linter {
        document,
        packages: names::packages(document),
        stages: stages(|stage| &stage.stage.value),
        labels: stages(|stage| &stage.stage.label),
        findings: Vec::new(),
    };
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
    /// The namespaces of its custom fields.
    packages: Map<String, ()>,
    /// Its stages by API name.
    stages: Map<&'a str, &'a super::DocumentStage>,
    /// Its stages by label.
    labels: Map<&'a str, &'a super::DocumentStage>,
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
