//! The parsed rules document.

use super::standard::CLOSE_DATE;
use super::texts::Text;
use crate::base::map::Map;
use crate::base::{FieldName, FieldValue};
use crate::transition::kind::{PossibleMove, Transition, TransitionKind};
use crate::transition::user::Who;
use salesforce_formula::Formula;

/// The rules document. The default has no rules.
#[derive(Clone, Debug, Default)]
pub struct Document {
    pub(super) rules: Vec<Rule>,
    pub(super) exemptions: Vec<Exemption>,
    pub(super) texts: Vec<Text>,
    pub(super) key_fields: Vec<Guide>,
    /// Global variables that the host declares constant, such as `$Setup.Switches__c.Off__c`, by canonical name.
    pub(super) globals: Map<String, FieldValue>,
}

impl Document {
    /// Returns the default without a document: Salesforce's own refusals, and warnings about likely mistakes.
    /// It does not forbid anything that Salesforce allows.
    #[must_use]
    pub fn standard() -> Self {
        let close_date = Rule {
            id: CLOSE_DATE.into(),
            test: Test::CloseDate,
            scope: Scope { staying: true, ..Scope::default() },
            when: None,
            severity: Severity::Warning,
            field: None,
            message: None,
            help: None,
        };
        Self { rules: vec![close_date], ..Self::default() }
    }
}

/// The severity of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// Denies the move.
    Error,
    /// Allows the move once the user has acknowledged the warning.
    Acknowledge,
    /// Shows a warning.
    Warning,
}

/// The moves that a rule applies to. An empty list means all.
#[derive(Clone, Debug, Default)]
pub(super) struct Scope {
    pub(super) from: Vec<Box<str>>,
    pub(super) to: Vec<Box<str>>,
    /// The stages after the save, whether the record moves there or stays.
    pub(super) at: Vec<Box<str>>,
    pub(super) kinds: Vec<TransitionKind>,
    /// True if it also applies to records that stay in their stage.
    pub(super) staying: bool,
}

impl Scope {
    /// Returns true if the rule applies to this kind of move.
    pub(super) fn holds(&self, transition: &Transition<'_>, possible: PossibleMove) -> bool {
        let any = |names: &[Box<str>], value: &str| names.is_empty() || possible.is_among(names, value);
        let kind = self.kinds.contains(&possible.kind);
        // Staying is not a move. A rule applies to it only if it says so.
        (possible.moves() || kind || self.staying || !self.at.is_empty())
            && any(&self.from, &transition.from.value)
            && any(&self.to, &transition.to.value)
            && any(&self.at, &transition.to.value)
            && (self.kinds.is_empty() || kind)
    }
}

/// A rule. It fires if its scope, its test and its condition apply.
#[derive(Clone, Debug)]
pub(super) struct Rule {
    pub(super) id: Box<str>,
    pub(super) test: Test,
    pub(super) scope: Scope,
    pub(super) when: Option<Formula>,
    pub(super) severity: Severity,
    pub(super) field: Option<FieldName>,
    pub(super) message: Option<Box<str>>,
    pub(super) help: Option<Box<str>>,
}

impl Rule {
    /// Returns the fields that it requires.
    pub(super) fn needs(&self) -> impl Iterator<Item = &FieldName> {
        let (list, one) = match &self.test {
            Test::Required(fields) => (fields.as_slice(), None),
            Test::LossReason(field) => (&[][..], Some(field)),
            _ => (&[][..], None),
        };
        list.iter().chain(one)
    }
}

/// The test of a rule, in addition to its condition.
#[derive(Clone, Debug)]
pub(super) enum Test {
    /// The move does not skip open stages.
    NoSkipping { excuse_lost: bool },
    /// The move does not go back from these stages; empty for every open stage.
    NoMovingBack(Vec<Box<str>>),
    /// The move does not leave these closed stages; empty for every closed stage.
    ClosedIsFinal(Vec<Box<str>>),
    /// The move is one of these, each with its condition.
    Allowed(Vec<(Scope, Option<Formula>)>),
    /// The move is forbidden.
    Forbidden,
    /// The fields are filled in.
    Required(Vec<FieldName>),
    /// The loss reason is filled in.
    LossReason(FieldName),
    /// The close date of an open opportunity is not in the past.
    CloseDate,
    /// An approval was granted.
    Approval(Box<str>),
    /// Only the condition counts.
    Condition,
}

/// The users who are exempt from a rule.
#[derive(Clone, Debug)]
pub(super) struct Exemption {
    /// Rule ids; empty for all rules.
    pub(super) from: Vec<Box<str>>,
    pub(super) who: Who,
    /// True if the user has to give a reason.
    pub(super) reason: bool,
}

/// The key fields and guidance of a stage.
#[derive(Clone, Debug)]
pub(super) struct Guide {
    pub(super) stages: Vec<Box<str>>,
    pub(super) fields: Vec<FieldName>,
    pub(super) guidance: Option<Box<str>>,
}
