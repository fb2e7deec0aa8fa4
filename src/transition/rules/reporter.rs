//! Turns fired rules into findings of a verdict.

use super::case::Case;
use super::compile::OrgRule;
use super::document::{Document, Rule, Severity, Test};
use super::standard::PastCloseDate;
use crate::base::text::embedded;
use crate::base::{Date, FieldName};
use crate::org::Stage;
use crate::transition::help::{self, Advice};
use crate::transition::kind::Skipped;
use crate::transition::parameters::Parameters;
use crate::transition::verdict::{
    ApprovalState, ExemptedRule, NeededApproval, UndecidedReason, UndecidedRule, Verdict, Violation,
    ViolationCode, Warning, WarningCode,
};

/// Adds findings to a verdict.
pub(super) struct ViolationReporter<'a, 'v> {
    pub(super) case: &'a Case<'a>,
    pub(super) document: &'a Document,
    pub(super) verdict: &'v mut Verdict,
}

/// A finding, before the rule's severity is applied.
struct Finding {
    codes: (ViolationCode, WarningCode),
    message: String,
    help: Option<Advice>,
    field: Option<FieldName>,
    parameters: Parameters,
    stages: Vec<Stage>,
}

impl ViolationReporter<'_, '_> {
    /// Reports a rule that fired, if it is not about a single missing field.
    pub(super) fn report(&mut self, rule: &Rule) {
        let transition = self.case.transition;
        let (from, to) = (embedded(&transition.from.label), embedded(&transition.to.label));
        let labels = self.case.names.info.labels();
        let (object, an_object) = (labels.object_in_sentence(), labels.an_object());
        // A sentence begins with a capital letter.
        let an_object = an_object.replacen('a', "A", 1);
        let (object, an_object) = (embedded(&object), embedded(&an_object));
        let mut stages = Vec::new();
        let mut parameters = self.names_of_stages();
        let (codes, message, help) = match &rule.test {
            Test::NoSkipping { .. } => {
                stages = transition.skipped.map(Skipped::stages).into_iter().flatten().cloned().collect();
                let labels: Vec<_> = stages.iter().map(|stage| stage.label.as_str()).collect();
                let (list, next) =
                    (labels.join(", "), labels.first().copied().unwrap_or_default().to_owned());
                let shown: Vec<_> = labels.iter().map(|label| embedded(label)).collect();
                let message = format!("Going from {from} to {to} skips {}.", shown.join(", "));
                parameters = parameters.with("skipped", list).with("next", next);
                let codes = (ViolationCode::StagesSkipped, WarningCode::StagesSkipped);
                (codes, message, Some(help::MOVE_TO_NEXT))
            }
            Test::NoMovingBack(_) => (
                (ViolationCode::MovesBack, WarningCode::MovesBack),
                format!("It cannot go from {from} back to an earlier stage."),
                Some(help::CHOOSE_LATER_STAGE),
            ),
            Test::ClosedIsFinal(_) => (
                (ViolationCode::ClosedIsFinal, WarningCode::ClosedIsFinal),
                format!("This {object} is closed, and {from} is final."),
                Some(help::ASK_TO_REOPEN),
            ),
            Test::Allowed(_) => (
                (ViolationCode::TransitionNotAllowed, WarningCode::TransitionNotAllowed),
                format!("{an_object} cannot go from {from} to {to}."),
                Some(help::CHOOSE_FOLLOWING_STAGE),
            ),
            Test::Forbidden => (
                (ViolationCode::TransitionForbidden, WarningCode::TransitionForbidden),
                format!("{an_object} cannot go from {from} to {to}."),
                Some(help::CHOOSE_OTHER_STAGE),
            ),
            Test::Approval(name) => {
                let state = self.case.input.approval(name);
                parameters = parameters.with("approval", &**name).with("state", state.as_str());
                let (message, help) = match state {
                    ApprovalState::Pending => ("is pending", help::AWAIT_APPROVAL),
                    ApprovalState::Rejected => ("was rejected", help::ASK_APPROVER),
                    ApprovalState::Needed | ApprovalState::Granted => ("is required", help::REQUEST_APPROVAL),
                };
                let message = format!("The approval “{}” {message}.", embedded(name));
                let codes = (ViolationCode::ApprovalRequired, WarningCode::ApprovalRequired);
                (codes, message, Some(help))
            }
            Test::Required(_) | Test::LossReason(_) | Test::CloseDate | Test::Condition => {
                ((ViolationCode::Rule, WarningCode::Rule), String::new(), None)
            }
        };
        self.add(rule, Finding { codes, message, help, field: None, parameters, stages });
    }

    /// Reports an empty required field.
    pub(super) fn needs(&mut self, rule: &Rule, name: &FieldName) {
        let name_of_field = self.case.names.label(name);
        let label = embedded(&name_of_field);
        let object = self.case.names.info.labels().object_in_sentence();
        let object = embedded(&object);
        let (codes, message) = if matches!(rule.test, Test::LossReason(_)) {
            let codes = (ViolationCode::LossReasonRequired, WarningCode::LossReasonRequired);
            (codes, format!("{label} is required: it says why the {object} was lost."))
        } else {
            let codes = (ViolationCode::FieldRequired, WarningCode::FieldRequired);
            (codes, format!("{label} is required at {}.", embedded(&self.case.transition.to.label)))
        };
        let finding = Finding {
            codes,
            message,
            help: Some(help::FILL_IN),
            field: Some(name.clone()),
            parameters: self
                .names_of_stages()
                .with("field", name.as_str())
                .with("label", name_of_field.clone()),
            stages: Vec::new(),
        };
        self.add(rule, finding);
    }

    /// Reports a close date in the past.
    pub(super) fn close_date(&mut self, rule: &Rule, date: Date) {
        let past = PastCloseDate::new(date, self.case.today, self.case.names, self.case.transition);
        let finding = Finding {
            codes: (ViolationCode::CloseDatePast, WarningCode::CloseDatePast),
            message: past.message,
            help: Some(help::CHOOSE_LATER_DATE),
            field: FieldName::new("CloseDate"),
            parameters: past.parameters,
            stages: Vec::new(),
        };
        self.add(rule, finding);
    }

    /// Reports a validation rule of the org. No user is exempt from these.
    pub(super) fn org(&mut self, rule: &OrgRule) {
        let mut violation = Violation::new(ViolationCode::OrgRule, &*rule.message);
        violation.rule = Some(rule.name.clone());
        violation.field = rule.field.clone();
        violation.parameters = self.names_of_stages();
        if let Some(field) = &rule.field
            && let Some(way_out) = self.case.names.way_out(field)
        {
            violation.parameters = violation.parameters.with("label", self.case.names.label(field));
            violation = violation.with_help(way_out);
        }
        self.verdict.violations.push(violation);
    }

    /// Reports an undecided rule of the document.
    pub(super) fn report_undecided(&mut self, rule: &Rule, reason: UndecidedReason, why: String) {
        let exempt =
            self.exemption(rule).is_some_and(|needs_reason| !needs_reason || self.reason().is_some());
        // A warning that may not apply would only be noise.
        if rule.severity != Severity::Warning && !exempt {
            let about = rule.message.as_deref().map(|message| self.names_of_stages().fill(message));
            self.undecided(&rule.id, reason, why, about.unwrap_or_default(), rule.field.as_ref());
        }
    }

    /// Reports an undecided rule.
    pub(super) fn undecided(
        &mut self,
        rule: &str,
        reason: UndecidedReason,
        message: String,
        about: String,
        field: Option<&FieldName>,
    ) {
        let (rule, field) = (rule.into(), field.cloned());
        self.verdict.undecided.push(UndecidedRule { rule, reason, message, about, field });
    }

    /// Lists an approval, whether it was granted or not.
    pub(super) fn approval(&mut self, rule: &Rule, name: &str) {
        let state = self.case.input.approval(name);
        self.verdict.approvals.push(NeededApproval { approval: name.into(), rule: rule.id.clone(), state });
    }

    fn names_of_stages(&self) -> Parameters {
        self.case.transition.parameters()
    }

    fn reason(&self) -> Option<&str> {
        self.case.input.reason.as_deref().map(str::trim).filter(|reason| !reason.is_empty())
    }

    /// Returns whether the user is exempt from the rule, and then whether the exemption needs a reason.
    fn exemption(&self, rule: &Rule) -> Option<bool> {
        let mut found = None;
        for exemption in &self.document.exemptions {
            let about = exemption.from.is_empty() || exemption.from.contains(&rule.id);
            if about && exemption.who.means(self.case.user) {
                // If several exemptions apply, the least demanding one counts.
                found = Some(exemption.reason && found.unwrap_or(true));
            }
        }
        found
    }

    fn add(&mut self, rule: &Rule, mut finding: Finding) {
        finding.field = finding.field.or_else(|| rule.field.clone());
        if let Some(message) = &rule.message {
            finding.message = finding.parameters.fill(message);
        }
        if let Some(field) = &finding.field
            && let Some(way_out) = self.case.names.way_out(field)
        {
            if finding.parameters.get("label").is_none() {
                finding.parameters = finding.parameters.with("label", self.case.names.label(field));
            }
            finding.help = Some(way_out);
        }
        match rule.severity {
            Severity::Acknowledge | Severity::Warning => self.warn(rule, finding),
            Severity::Error => self.deny(rule, finding),
        }
    }

    /// Returns the help of a finding with its code; the rule's own help takes precedence.
    fn help(rule: &Rule, finding: &Finding) -> (Option<String>, Option<&'static str>) {
        if let Some(own) = &rule.help {
            return (Some(finding.parameters.fill(own)), None);
        }
        let advice = finding.help;
        (advice.map(|advice| advice.text(&finding.parameters)), advice.map(|advice| advice.code))
    }

    fn warn(&mut self, rule: &Rule, finding: Finding) {
        let seen = self.case.input.acknowledge.iter().any(|id| **id == *rule.id);
        let (help, help_code) = Self::help(rule, &finding);
        self.verdict.warnings.push(Warning {
            code: finding.codes.1,
            rule: Some(rule.id.clone()),
            message: finding.message,
            help,
            help_code,
            field: finding.field,
            parameters: finding.parameters,
            authored: rule.message.is_some(),
            acknowledge: rule.severity == Severity::Acknowledge && !seen,
        });
    }

    fn deny(&mut self, rule: &Rule, mut finding: Finding) {
        let (help, help_code) = match self.exemption(rule) {
            Some(needs_reason) if !needs_reason || self.reason().is_some() => {
                if self.verdict.exemptions.iter().all(|exempt| exempt.rule != rule.id) {
                    let reason = self.reason().map(Into::into);
                    self.verdict.exemptions.push(ExemptedRule { rule: rule.id.clone(), reason });
                }
                return;
            }
            Some(_) => {
                finding.parameters =
                    finding.parameters.with_value("reason", crate::base::FieldValue::Bool(true));
                (Some(help::GIVE_REASON.text(&finding.parameters)), Some(help::GIVE_REASON.code))
            }
            None => Self::help(rule, &finding),
        };
        self.verdict.violations.push(Violation {
            code: finding.codes.0,
            rule: Some(rule.id.clone()),
            message: finding.message,
            help,
            help_code,
            field: finding.field,
            parameters: finding.parameters,
            authored: rule.message.is_some(),
            stages: finding.stages,
        });
    }
}
