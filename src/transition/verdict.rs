//! The result of a check: violations, warnings, and undecided rules.

use serde::Serialize;

use super::help::Advice;
use super::parameters::Parameters;
use crate::base::FieldName;
use crate::base::codes::codes;
use crate::org::Stage;

codes! {
    /// The reason for a denial.
    ViolationCode:
    /// The words match several stages.
    StageAmbiguous = "stage_ambiguous";
    /// The words match no stage.
    StageUnknown = "stage_unknown";
    /// The stage is inactive.
    StageInactive = "stage_inactive";
    /// The stage belongs to another sales process.
    StageNotInProcess = "stage_not_in_process";
    /// The user may not edit the field.
    FieldReadOnly = "field_read_only";
    /// The field may not be empty.
    ValueRequired = "value_required";
    /// The text has too many characters.
    ValueTooLong = "value_too_long";
    /// The number has too many digits.
    ValueOutOfRange = "value_out_of_range";
    /// The value is not in its picklist, or not valid for its controlling value.
    ValueNotInPicklist = "value_not_in_picklist";
    /// The move skips open stages.
    StagesSkipped = "stages_skipped";
    /// The move goes back.
    MovesBack = "moves_back";
    /// A closed opportunity stays closed.
    ClosedIsFinal = "closed_is_final";
    /// The move is not one of the allowed transitions.
    TransitionNotAllowed = "transition_not_allowed";
    /// The move is forbidden.
    TransitionForbidden = "transition_forbidden";
    /// The field is required.
    FieldRequired = "field_required";
    /// The loss reason is required.
    LossReasonRequired = "loss_reason_required";
    /// An open opportunity cannot close in the past.
    CloseDatePast = "close_date_past";
    /// An approval was granted.
    ApprovalRequired = "approval_required";
    /// A rule of the portal's owner.
    Rule = "rule";
    /// A validation rule of the org refused the save.
    OrgRule = "org_rule";
}

codes! {
    /// The kind of a warning.
    WarningCode:
    /// Salesforce moves the close date to today in UTC.
    CloseDateMoves = "close_date_moves";
    /// A closed opportunity becomes an open one.
    ReopensOpportunity = "reopens_opportunity";
    /// Salesforce computes the amount from the products and ignores other values.
    AmountIgnored = "amount_ignored";
    /// The value is not in its picklist, which accepts other values too.
    ValueNotInPicklist = "value_not_in_picklist";
    /// Salesforce refused an update to this stage before.
    RefusedBefore = "refused_before";
    /// The move skips open stages.
    StagesSkipped = "stages_skipped";
    /// The move goes back.
    MovesBack = "moves_back";
    /// The opportunity is closed.
    ClosedIsFinal = "closed_is_final";
    /// The move is not one of the intended transitions.
    TransitionNotAllowed = "transition_not_allowed";
    /// The move is not intended.
    TransitionForbidden = "transition_forbidden";
    /// The field should be filled in.
    FieldRequired = "field_required";
    /// The loss reason should be filled in.
    LossReasonRequired = "loss_reason_required";
    /// The close date of an open opportunity is in the past.
    CloseDatePast = "close_date_past";
    /// An approval is recommended first.
    ApprovalRequired = "approval_required";
    /// A rule of the portal's owner.
    Rule = "rule";
}

codes! {
    /// The reason why a rule is undecided.
    UndecidedReason:
    /// A field or a global variable is unknown.
    UnknownField = "unknown_field";
    /// A function is unknown.
    UnknownFunction = "unknown_function";
    /// The value of a field was not read.
    MissingValue = "missing_value";
    /// The clock, the time zone, regular expressions, exchange rates or other records are not available.
    MissingAnswer = "missing_answer";
    /// The evaluation fails, for example with a division by zero.
    Failed = "failed";
    /// The rule's formula cannot be parsed.
    UnreadableRule = "unreadable_rule";
    /// The stage's position in the sales process is unknown.
    UnknownPosition = "unknown_position";
    /// The rule's name is known, but Salesforce withholds its formula.
    OnlySalesforce = "only_salesforce";
}

impl ViolationCode {
    /// Returns true if the user has to choose the stage first.
    #[must_use]
    pub fn asks_for_a_stage(self) -> bool {
        matches!(
            self,
            Self::StageAmbiguous | Self::StageUnknown | Self::StageInactive | Self::StageNotInProcess
        )
    }
}

/// A reason for a denial.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Violation {
    /// The stable code.
    pub code: ViolationCode,
    /// The rule's id, if it is a rule of the document or of the org.
    pub rule: Option<Box<str>>,
    /// A sentence for the user.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// The code of the help; `None` if the portal's owner wrote it.
    #[serde(rename = "helpCode")]
    pub help_code: Option<&'static str>,
    /// The field.
    pub field: Option<FieldName>,
    /// The message parameters, for the host's own texts.
    pub parameters: Parameters,
    /// True if the portal's owner or the org wrote the message.
    pub authored: bool,
    /// The stages that the words could mean, or all that are available.
    pub stages: Vec<Stage>,
}

impl Violation {
    /// Creates a violation without a rule.
    #[must_use]
    pub fn new(code: ViolationCode, message: impl Into<String>) -> Self {
        Self {
            code,
            rule: None,
            message: message.into(),
            help: None,
            help_code: None,
            field: None,
            parameters: Parameters::default(),
            authored: matches!(code, ViolationCode::Rule | ViolationCode::OrgRule),
            stages: Vec::new(),
        }
    }

    /// Adds advice.
    #[must_use]
    pub(super) fn with_help(mut self, advice: Advice) -> Self {
        self.help = Some(advice.text(&self.parameters));
        self.help_code = Some(advice.code);
        self
    }
}

/// A warning.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Warning {
    /// The stable code.
    pub code: WarningCode,
    /// The rule's id, if it is a rule of the document.
    pub rule: Option<Box<str>>,
    /// A sentence for the user.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// The code of the help; `None` if the portal's owner wrote it.
    #[serde(rename = "helpCode")]
    pub help_code: Option<&'static str>,
    /// The field.
    pub field: Option<FieldName>,
    /// The message parameters, for the host's own texts.
    pub parameters: Parameters,
    /// True if the portal's owner wrote the message.
    pub authored: bool,
    /// True if the user still has to acknowledge it before the change can be made.
    pub acknowledge: bool,
}

impl Warning {
    /// Creates a warning without a rule.
    #[must_use]
    pub fn new(code: WarningCode, message: impl Into<String>) -> Self {
        Self {
            code,
            rule: None,
            message: message.into(),
            help: None,
            help_code: None,
            field: None,
            parameters: Parameters::default(),
            authored: matches!(code, WarningCode::Rule),
            acknowledge: false,
        }
    }

    /// Adds advice.
    #[must_use]
    pub(super) fn with_help(mut self, advice: Advice) -> Self {
        self.help = Some(advice.text(&self.parameters));
        self.help_code = Some(advice.code);
        self
    }
}

/// A rule that cannot be decided here. Salesforce has the last word.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct UndecidedRule {
    /// The rule's id.
    pub rule: Box<str>,
    /// The reason.
    pub reason: UndecidedReason,
    /// The reason as a sentence.
    pub message: String,
    /// The message of the rule if it fires.
    pub about: String,
    /// The field.
    pub field: Option<FieldName>,
}

/// A field that the move requires.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RequiredField {
    /// The field.
    pub field: FieldName,
    /// The field's label.
    pub label: String,
    /// The id of the rule that requires it.
    pub rule: Box<str>,
    /// True if it is filled in; `None` if its value was not read.
    pub filled: Option<bool>,
    /// True if this user can edit it here.
    pub editable: bool,
}

/// An approval that the move requires.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NeededApproval {
    /// The host's name of the approval.
    pub approval: Box<str>,
    /// The id of the rule that requires it.
    pub rule: Box<str>,
    /// Its state.
    pub state: ApprovalState,
}

codes! {
    /// The state of an approval.
    ApprovalState:
    /// Approval was not requested.
    Needed = "needed";
    /// Approval was requested.
    Pending = "pending";
    /// The approval was granted.
    Granted = "granted";
    /// The approval was rejected.
    Rejected = "rejected";
}

impl ApprovalState {
    /// Parses the name that JavaScript uses.
    #[must_use]
    pub fn new(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|state| state.as_str() == name)
    }
}

/// A rule from which this user is exempt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ExemptedRule {
    /// The rule's id.
    pub rule: Box<str>,
    /// The reason that the user gave, if one is recorded.
    pub reason: Option<Box<str>>,
}

/// The kind of a verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum VerdictType {
    /// There are no violations.
    Allowed,
    /// There are violations.
    Denied,
    /// Only Salesforce can decide.
    Undecided,
}

/// The result of a check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// The kind.
    #[serde(rename = "type")]
    pub kind: VerdictType,
    /// The violations.
    pub violations: Vec<Violation>,
    /// The warnings.
    pub warnings: Vec<Warning>,
    /// The rules that cannot be decided here.
    pub undecided: Vec<UndecidedRule>,
    /// The fields that the move requires, filled in or not.
    pub required: Vec<RequiredField>,
    /// The approvals that the move requires, granted or not.
    pub approvals: Vec<NeededApproval>,
    /// The rules that would have denied the move if this user were not exempt.
    pub exemptions: Vec<ExemptedRule>,
}

impl Default for Verdict {
    fn default() -> Self {
        Self {
            kind: VerdictType::Allowed,
            violations: Vec::new(),
            warnings: Vec::new(),
            undecided: Vec::new(),
            required: Vec::new(),
            approvals: Vec::new(),
            exemptions: Vec::new(),
        }
    }
}

impl Verdict {
    /// Derives the kind from the findings.
    pub(super) fn settle(&mut self) {
        self.kind = if !self.violations.is_empty() {
            VerdictType::Denied
        } else if !self.undecided.is_empty() {
            VerdictType::Undecided
        } else {
            VerdictType::Allowed
        };
    }

    /// Returns the first warning that still has to be acknowledged.
    #[must_use]
    pub fn unacknowledged(&self) -> Option<&Warning> {
        self.warnings.iter().find(|warning| warning.acknowledge)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::codes::typescript_union;
    use crate::transition::TransitionKind;

    #[test]
    fn codes_match_typescript() {
        let union = |name| typescript_union(include_str!("../../pkg-template/types/verdict.d.ts"), name);
        let kinds =
            typescript_union(include_str!("../../pkg-template/types/opportunity.d.ts"), "TransitionKind");
        let names = |all: &mut dyn Iterator<Item = &'static str>| all.collect::<Vec<_>>();
        assert_eq!(names(&mut ViolationCode::ALL.iter().map(|code| code.as_str())), union("ViolationCode"));
        assert_eq!(names(&mut WarningCode::ALL.iter().map(|code| code.as_str())), union("WarningCode"));
        assert_eq!(
            names(&mut UndecidedReason::ALL.iter().map(|code| code.as_str())),
            union("UndecidedReason")
        );
        assert_eq!(names(&mut TransitionKind::ALL.iter().map(|code| code.as_str())), kinds);
    }
}
