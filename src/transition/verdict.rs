//! The answer of a check: all that speaks against a change, all that is to be known, all that stays open.

use serde::Serialize;

use super::parameters::Parameters;
use crate::base::FieldName;
use crate::org::Stage;

macro_rules! codes {
    ($(#[doc = $about:literal])+ $name:ident: $($(#[doc = $doc:literal])+ $variant:ident = $text:literal;)+) => {
        $(#[doc = $about])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name { $($(#[doc = $doc])+ $variant,)+ }

        impl $name {
            /// All of them, in the order of the TypeScript union.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The name that JavaScript sees.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }
        }

        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
    };
}
pub(super) use codes;

codes! {
    /// Why a proposal is denied.
    ViolationCode:
    /// The words fit several stages.
    StageAmbiguous = "stage_ambiguous";
    /// The words fit no stage.
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
    /// The value is not in its picklist, or not under its controlling value.
    ValueNotInPicklist = "value_not_in_picklist";
    /// The move passes over open stages.
    StagesSkipped = "stages_skipped";
    /// The move goes back.
    MovesBack = "moves_back";
    /// The opportunity is closed, and stays so.
    ClosedIsFinal = "closed_is_final";
    /// The move is not one of those that are allowed.
    TransitionNotAllowed = "transition_not_allowed";
    /// The move is forbidden.
    TransitionForbidden = "transition_forbidden";
    /// The field has to be filled in first.
    FieldRequired = "field_required";
    /// The reason of the loss has to be given first.
    LossReasonRequired = "loss_reason_required";
    /// An open opportunity cannot close in the past.
    CloseDatePast = "close_date_past";
    /// An approval is required first.
    ApprovalRequired = "approval_required";
    /// A rule of the portal's owner.
    Rule = "rule";
    /// A validation rule of the org.
    OrgRule = "org_rule";
}

codes! {
    /// What to know without being stopped by it.
    WarningCode:
    /// Salesforce moves the close date to today in UTC.
    CloseDateMoves = "close_date_moves";
    /// A closed opportunity becomes an open one.
    ReopensOpportunity = "reopens_opportunity";
    /// The amount is the sum of the products, and Salesforce ignores another.
    AmountIgnored = "amount_ignored";
    /// The value is not in its picklist, which accepts other values too.
    ValueNotInPicklist = "value_not_in_picklist";
    /// Salesforce refused an update to this stage before.
    RefusedBefore = "refused_before";
    /// The move passes over open stages.
    StagesSkipped = "stages_skipped";
    /// The move goes back.
    MovesBack = "moves_back";
    /// The opportunity is closed.
    ClosedIsFinal = "closed_is_final";
    /// The move is not one of those that are intended.
    TransitionNotAllowed = "transition_not_allowed";
    /// The move is not meant to be made.
    TransitionForbidden = "transition_forbidden";
    /// The field should be filled in.
    FieldRequired = "field_required";
    /// The reason of the loss should be given.
    LossReasonRequired = "loss_reason_required";
    /// The close date of an open opportunity lies in the past.
    CloseDatePast = "close_date_past";
    /// An approval is recommended first.
    ApprovalRequired = "approval_required";
    /// A rule of the portal's owner.
    Rule = "rule";
}

codes! {
    /// Why a rule cannot be decided here.
    UndecidedReason:
    /// Nothing is known of a field or a global variable.
    UnknownField = "unknown_field";
    /// Nothing is known of a function.
    UnknownFunction = "unknown_function";
    /// The value of a field is not there.
    MissingValue = "missing_value";
    /// The clock, the user's zone, regular expressions, exchange rates or other records are not there.
    MissingAnswer = "missing_answer";
    /// The evaluation fails, as a division by zero does.
    Failed = "failed";
    /// The rule's formula cannot be read.
    UnreadableRule = "unreadable_rule";
    /// The stage's position in the sales process is unknown.
    UnknownPosition = "unknown_position";
    /// The rule is known by its name, and Salesforce keeps its formula to itself.
    OnlySalesforce = "only_salesforce";
}

impl ViolationCode {
    /// Whether the stage that is meant has to be said first.
    #[must_use]
    pub fn asks_for_a_stage(self) -> bool {
        matches!(
            self,
            Self::StageAmbiguous | Self::StageUnknown | Self::StageInactive | Self::StageNotInProcess
        )
    }
}

/// A reason against a proposal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Violation {
    /// The stable code.
    pub code: ViolationCode,
    /// The id of the rule, where it is one of the rules document or of the org.
    pub rule: Option<Box<str>>,
    /// A sentence for people.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// The field that it is about.
    pub field: Option<FieldName>,
    /// What the message is made of, for texts of the host's own.
    pub parameters: Parameters,
    /// The portal's owner or the org wrote the message.
    pub authored: bool,
    /// The stages that the words could mean, or those that there are.
    pub stages: Vec<Stage>,
}

impl Violation {
    /// A reason of the record or the stage model.
    #[must_use]
    pub fn new(code: ViolationCode, message: impl Into<String>) -> Self {
        Self {
            code,
            rule: None,
            message: message.into(),
            help: None,
            field: None,
            parameters: Parameters::default(),
            authored: matches!(code, ViolationCode::Rule | ViolationCode::OrgRule),
            stages: Vec::new(),
        }
    }
}

/// Something to know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Warning {
    /// The stable code.
    pub code: WarningCode,
    /// The id of the rule, where it is one of the rules document.
    pub rule: Option<Box<str>>,
    /// A sentence for people.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// The field that it is about.
    pub field: Option<FieldName>,
    /// What the message is made of, for texts of the host's own.
    pub parameters: Parameters,
    /// The portal's owner wrote the message.
    pub authored: bool,
    /// It has to be acknowledged before the change can be made, and has not been yet.
    pub acknowledge: bool,
}

impl Warning {
    /// Something to know of the record or the stage model.
    #[must_use]
    pub fn new(code: WarningCode, message: impl Into<String>) -> Self {
        Self {
            code,
            rule: None,
            message: message.into(),
            help: None,
            field: None,
            parameters: Parameters::default(),
            authored: matches!(code, WarningCode::Rule),
            acknowledge: false,
        }
    }
}

/// A rule that cannot be decided here: Salesforce has the last word.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct UndecidedRule {
    /// The id of the rule.
    pub rule: Box<str>,
    /// Why it cannot be decided, as a stable name.
    pub reason: UndecidedReason,
    /// The same in words.
    pub message: String,
    /// What the rule says where it stands in the way.
    pub about: String,
    /// The field that it is about.
    pub field: Option<FieldName>,
}

/// A field that the move asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RequiredField {
    /// The field.
    pub field: FieldName,
    /// What a person calls it.
    pub label: String,
    /// The id of the rule that asks for it.
    pub rule: Box<str>,
    /// Whether it is filled in; none where its value is not there.
    pub filled: Option<bool>,
    /// Whether this user can fill it in here.
    pub editable: bool,
}

/// An approval that the move needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NeededApproval {
    /// The name that the host keeps the approval by.
    pub approval: Box<str>,
    /// The id of the rule that asks for it.
    pub rule: Box<str>,
    /// How it stands.
    pub state: ApprovalState,
}

/// How an approval stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ApprovalState {
    /// Approval was not requested.
    Needed,
    /// Approval was requested.
    Pending,
    /// It was given.
    Granted,
    /// It was refused.
    Rejected,
}

impl ApprovalState {
    /// The name that JavaScript uses.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Needed => "needed",
            Self::Pending => "pending",
            Self::Granted => "granted",
            Self::Rejected => "rejected",
        }
    }

    /// Reads the name that JavaScript uses.
    #[must_use]
    pub fn new(name: &str) -> Option<Self> {
        Some(match name {
            "needed" => Self::Needed,
            "pending" => Self::Pending,
            "granted" => Self::Granted,
            "rejected" => Self::Rejected,
            _ => return None,
        })
    }
}

/// A rule that did not count for this user, who is entitled to that.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ExemptedRule {
    /// The id of the rule.
    pub rule: Box<str>,
    /// The reason that the user gave, where one is kept.
    pub reason: Option<Box<str>>,
}

/// The kind of a verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum VerdictType {
    /// Nothing speaks against it.
    Allowed,
    /// Something does.
    Denied,
    /// Something can be decided by Salesforce alone.
    Undecided,
}

/// The answer of a check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// The answer in a word.
    #[serde(rename = "type")]
    pub kind: VerdictType,
    /// All that speaks against it.
    pub violations: Vec<Violation>,
    /// All that is to be known.
    pub warnings: Vec<Warning>,
    /// The rules that cannot be decided here.
    pub undecided: Vec<UndecidedRule>,
    /// The fields that the move asks for, filled in or not.
    pub required: Vec<RequiredField>,
    /// The approvals that the move needs, given or not.
    pub approvals: Vec<NeededApproval>,
    /// The rules that this user is exempt from and that would have stood in the way.
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
    /// The answer in a word, from all that was found.
    pub(super) fn settle(&mut self) {
        self.kind = if !self.violations.is_empty() {
            VerdictType::Denied
        } else if !self.undecided.is_empty() {
            VerdictType::Undecided
        } else {
            VerdictType::Allowed
        };
    }

    /// The first warning that has still to be acknowledged.
    #[must_use]
    pub fn unacknowledged(&self) -> Option<&Warning> {
        self.warnings.iter().find(|warning| warning.acknowledge)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transition::TransitionKind;

    #[test]
    fn the_codes_are_those_of_typescript() {
        let types = include_str!("../wasm/bindings/types.d.ts");
        let union = |name: &str| {
            let start = types.find(&format!("export type {name} =")).expect("the union is declared");
            let body = types[start..].split(';').next().expect("the union ends");
            let quoted = |line: &'static str| line.trim().strip_prefix("| \"")?.strip_suffix('"');
            body.lines().filter_map(quoted).collect::<Vec<_>>()
        };
        let names = |all: &mut dyn Iterator<Item = &'static str>| all.collect::<Vec<_>>();
        assert_eq!(names(&mut ViolationCode::ALL.iter().map(|code| code.as_str())), union("ViolationCode"));
        assert_eq!(names(&mut WarningCode::ALL.iter().map(|code| code.as_str())), union("WarningCode"));
        assert_eq!(
            names(&mut UndecidedReason::ALL.iter().map(|code| code.as_str())),
            union("UndecidedReason")
        );
        assert_eq!(names(&mut TransitionKind::ALL.iter().map(|code| code.as_str())), union("TransitionKind"));
    }
}
