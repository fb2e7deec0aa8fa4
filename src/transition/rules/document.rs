//! The rules document, as it was read.

use super::standard::CLOSE_DATE;
use super::texts::Text;
use crate::base::{FieldName, FieldValue};
use crate::transition::kind::{PossibleMove, Transition, TransitionKind};
use crate::transition::user::Who;
use salesforce_formula::Formula;

/// The rules document. The default one demands nothing.
#[derive(Clone, Debug, Default)]
pub struct Document {
    pub(super) rules: Vec<Rule>,
    pub(super) exemptions: Vec<Exemption>,
    pub(super) texts: Vec<Text>,
    pub(super) key_fields: Vec<Guide>,
    /// Global variables that the host knows to be constant, such as `$Setup.Switches__c.Off__c`.
    pub(super) globals: Vec<(Box<str>, FieldValue)>,
}

impl Document {
    /// The default without a document: Salesforce's own refusals, and a warning about what is most likely
    /// a slip. Nothing is forbidden that Salesforce allows.
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

/// How much a rule weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// The move is denied.
    Error,
    /// The move can be made when the person has said to have seen the warning.
    Acknowledge,
    /// The warning is shown.
    Warning,
}

/// Which moves a rule is about; an empty list takes all.
#[derive(Clone, Debug, Default)]
pub(super) struct Scope {
    pub(super) from: Vec<Box<str>>,
    pub(super) to: Vec<Box<str>>,
    /// The stages that the record is in afterwards, whether it moves there or stays.
    pub(super) at: Vec<Box<str>>,
    pub(super) kinds: Vec<TransitionKind>,
    /// Also for records that stay where they are, whatever the stage.
    pub(super) staying: bool,
}

impl Scope {
    /// Whether the move is meant, if this is what it amounts to.
    pub(super) fn holds(&self, transition: &Transition<'_>, way: PossibleMove) -> bool {
        let any = |names: &[Box<str>], value: &str| names.is_empty() || way.is_among(names, value);
        let kind = self.kinds.contains(&way.kind);
        // Who stays makes no move, and is meant only where that is said.
        (way.moves() || kind || self.staying || !self.at.is_empty())
            && any(&self.from, &transition.from.value)
            && any(&self.to, &transition.to.value)
            && any(&self.at, &transition.to.value)
            && (self.kinds.is_empty() || kind)
    }
}

/// A rule. It speaks where its scope, its test and its condition hold.
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
    /// The fields that it wants filled in.
    pub(super) fn needs(&self) -> impl Iterator<Item = &FieldName> {
        let (list, one) = match &self.test {
            Test::Required(fields) => (fields.as_slice(), None),
            Test::LossReason(field) => (&[][..], Some(field)),
            _ => (&[][..], None),
        };
        list.iter().chain(one)
    }
}

/// What a rule checks in addition to its condition.
#[derive(Clone, Debug)]
pub(super) enum Test {
    /// No open stage is passed over.
    NoSkipping { excuse_lost: bool },
    /// No open stage is left for an earlier one; an empty list means every stage.
    NoMovingBack(Vec<Box<str>>),
    /// A closed stage is not left; an empty list means every closed stage.
    ClosedIsFinal(Vec<Box<str>>),
    /// The move is one of these, each under its condition.
    Allowed(Vec<(Scope, Option<Formula>)>),
    /// The move is not made.
    Forbidden,
    /// The fields are filled in.
    Required(Vec<FieldName>),
    /// The reason of a loss is given.
    LossReason(FieldName),
    /// The close date of an open opportunity does not lie in the past.
    CloseDate,
    /// An approval is required.
    Approval(Box<str>),
    /// The condition is all.
    Condition,
}

/// Who need not follow a rule.
#[derive(Clone, Debug)]
pub(super) struct Exemption {
    /// Rule ids; empty for all.
    pub(super) from: Vec<Box<str>>,
    pub(super) who: Who,
    /// The user has to say why.
    pub(super) reason: bool,
}

/// What is worth a look at a stage.
#[derive(Clone, Debug)]
pub(super) struct Guide {
    pub(super) stages: Vec<Box<str>>,
    pub(super) fields: Vec<FieldName>,
    pub(super) guidance: Option<Box<str>>,
}
