//! Evaluates the rules for one move of one record.

use super::case::Case;
use super::compile::{Bound, Condition, Ruleset};
use super::document::{Rule, Test};
use super::environment::RuleEnvironment;
use super::interface::{BoundRules, Globals, LaidOut, Move};
use super::offered::KeyFields;
use super::record_state::RecordState;
use super::reporter::ViolationReporter;
use super::texts;
use crate::base::Snapshot;
use crate::base::Today;
use crate::org::OrgDocument;
use crate::transition::kind::{PossibleMove, Transition, TransitionKind};
use crate::transition::user::User;
use crate::transition::verdict::{RequiredField, UndecidedReason, Verdict};
use salesforce_formula::{Outcome, Reason, Record, Undecided, Value};

/// Whether a rule applies, before its condition is evaluated.
pub(super) enum Applicability {
    /// It does not fire.
    Passes,
    /// It fires if its condition is true.
    Fires,
    /// It is undecided.
    Undecided(UndecidedReason, String),
}

impl BoundRules for Ruleset {
    fn org(&self) -> &OrgDocument {
        self.rules.org()
    }

    fn key_fields(&self, record_type: Option<&str>, stage: &str) -> KeyFields {
        self.rules.key_fields(record_type, stage)
    }

    fn globals(&self, user: &User) -> Globals {
        Self::globals(self, user)
    }

    fn lay_out<'a>(
        &'a self,
        globals: &'a Globals,
        record: &'a Snapshot,
        today: Today,
    ) -> Box<dyn LaidOut + 'a> {
        let state = self.unchanged(globals, today, &mut |_, path| record.value_across(path));
        Box::new(LaidOutRecord { ruleset: self, state })
    }

    fn reword(&self, verdict: &mut Verdict) {
        Self::reword(self, verdict);
    }
}

struct LaidOutRecord<'a> {
    ruleset: &'a Ruleset,
    state: RecordState<'a>,
}

impl LaidOut for LaidOutRecord<'_> {
    fn judge(&self, change: &Move<'_>, verdict: &mut Verdict) {
        let changes = self.ruleset.plan(change.stage, change.writes);
        let state: &RecordState<'_> = &self.state;
        let case = Case {
            transition: change.transition,
            record_state: &state.changed(&changes, change.today),
            saves: !change.writes.is_empty(),
            user: change.user,
            today: change.today,
            input: change.input,
            names: change.names,
        };
        self.ruleset.judge(&case, verdict);
    }
}

impl Ruleset {
    /// Adds the findings of all rules to a verdict.
    pub fn judge(&self, case: &Case<'_>, verdict: &mut Verdict) {
        let document = &self.rules.document;
        for (rule, bound) in document.rules.iter().zip(&self.bound) {
            self.judge_rule(rule, bound, &mut ViolationReporter { case, document, verdict });
        }
        if case.saves {
            for (rule, condition) in self.rules.org_rules.iter().zip(&self.org) {
                let reporter = &mut ViolationReporter { case, document, verdict };
                match evaluate_condition(condition, case) {
                    Applicability::Passes => {}
                    Applicability::Fires => reporter.org(rule),
                    Applicability::Undecided(reason, why) => {
                        reporter.undecided(
                            &rule.name,
                            reason,
                            why,
                            rule.message.to_string(),
                            rule.field.as_ref(),
                        );
                    }
                }
            }
        }
        self.reword(verdict);
        verdict.settle();
    }

    /// Returns true if the document has rules for this move, which may depend on every value.
    pub(crate) fn speaks_of(&self, transition: &Transition<'_>) -> bool {
        let holds = |rule: &Rule| {
            transition.possible_moves.iter().any(|possible| rule.scope.holds(transition, *possible))
        };
        self.rules.document.rules.iter().any(holds)
    }

    /// Replaces our texts with the host's.
    pub fn reword(&self, verdict: &mut Verdict) {
        texts::replace(&self.rules.document.texts, verdict);
    }

    fn judge_rule(&self, rule: &Rule, bound: &Bound, reporter: &mut ViolationReporter<'_, '_>) {
        let case = reporter.case;
        // The cheap part first: most rules do not apply, so their formula is not evaluated.
        let Some(applicability) = self.evaluate_scope(rule, bound, case) else { return };
        if let Applicability::Passes = applicability
            && !matches!(rule.test, Test::Required(_) | Test::LossReason(_) | Test::Approval(_))
        {
            return;
        }
        match (evaluate_condition(&bound.when, case), applicability) {
            (Applicability::Passes, _) => {}
            (Applicability::Fires, applicability) => {
                self.list_required(rule, bound, reporter);
                match applicability {
                    Applicability::Passes => {}
                    Applicability::Fires => self.report(rule, bound, reporter),
                    Applicability::Undecided(reason, why) => reporter.report_undecided(rule, reason, why),
                }
            }
            (Applicability::Undecided(..), Applicability::Passes) => {}
            (Applicability::Undecided(reason, why), _) => reporter.report_undecided(rule, reason, why),
        }
    }

    /// Evaluates the scope and the test for every possible kind of move; `None` if the rule is not about such
    /// moves.
    fn evaluate_scope(&self, rule: &Rule, bound: &Bound, case: &Case<'_>) -> Option<Applicability> {
        let transition = case.transition;
        let mut found: Option<Option<Applicability>> = None;
        for possible in &transition.possible_moves {
            let holds = rule.scope.holds(transition, *possible);
            let applicability = holds.then(|| self.evaluate_rule(rule, bound, case, *possible));
            found = Some(match (found, applicability) {
                (None, applicability)
                | (Some(Some(Applicability::Passes)), applicability @ (None | Some(Applicability::Passes))) => {
                    applicability
                }
                (Some(None), None | Some(Applicability::Passes)) => None,
                (Some(Some(Applicability::Fires)), Some(Applicability::Fires)) => Some(Applicability::Fires),
                (
                    Some(Some(undecided @ Applicability::Undecided(..))),
                    Some(Applicability::Undecided(..)),
                ) => Some(undecided),
                _ => {
                    let stage = if transition.to.flags_unknown { transition.to } else { transition.from };
                    let why = if stage.value.is_empty() {
                        "the value of `StageName` is not loaded".to_owned()
                    } else {
                        format!("the position of `{}` in the sales process is unknown", stage.value)
                    };
                    return Some(Applicability::Undecided(UndecidedReason::UnknownPosition, why));
                }
            });
        }
        found.flatten()
    }

    /// Evaluates the test, without the condition, for one possible kind of move.
    fn evaluate_rule(
        &self,
        rule: &Rule,
        bound: &Bound,
        case: &Case<'_>,
        possible: PossibleMove,
    ) -> Applicability {
        let transition = case.transition;
        let fires_if = |it: bool| if it { Applicability::Fires } else { Applicability::Passes };
        let listed =
            |stages: &[Box<str>]| stages.is_empty() || possible.is_among(stages, &transition.from.value);
        match &rule.test {
            Test::NoSkipping { excuse_lost } => {
                fires_if(possible.skips && !(*excuse_lost && possible.kind == TransitionKind::CloseLost))
            }
            Test::NoMovingBack(stages) => fires_if(possible.kind == TransitionKind::Back && listed(stages)),
            Test::ClosedIsFinal(stages) => fires_if(possible.from_closed && listed(stages)),
            Test::Allowed(drawn) => {
                let mut found = Applicability::Fires;
                for (_, when) in
                    drawn.iter().zip(&bound.drawn).filter(|((scope, _), _)| scope.holds(transition, possible))
                {
                    match evaluate_condition(when, case) {
                        Applicability::Fires => return Applicability::Passes,
                        Applicability::Passes => {}
                        undecided @ Applicability::Undecided(..) => found = undecided,
                    }
                }
                found
            }
            Test::Required(_) | Test::LossReason(_) => {
                let mut found = Applicability::Passes;
                for slot in &bound.needs {
                    match filled(case.record_state, *slot) {
                        Some(true) => {}
                        Some(false) => return Applicability::Fires,
                        None => found = missing(rule, bound, case),
                    }
                }
                found
            }
            Test::CloseDate => match self.close_date.and_then(|slot| case.record_state.value(slot)) {
                _ if possible.to_closed || !(possible.moves() || self.close_date_changes(case)) => {
                    Applicability::Passes
                }
                Some(Value::Date(date)) => fires_if(date < case.today.local),
                Some(_) => Applicability::Passes,
                None => Applicability::Undecided(
                    UndecidedReason::MissingValue,
                    "the value of `CloseDate` is not loaded".to_owned(),
                ),
            },
            Test::Approval(name) => fires_if(!case.input.is_granted(name)),
            Test::Forbidden | Test::Condition => Applicability::Fires,
        }
    }

    fn close_date_changes(&self, case: &Case<'_>) -> bool {
        self.close_date.is_some_and(|slot| case.record_state.value(slot) != case.record_state.prior(slot))
    }

    /// Returns the cell of a record's close date.
    pub(crate) fn close_date_cell(&self, cells: &[u32]) -> usize {
        self.close_date.and_then(|slot| cells.get(slot)).map_or(0, |cell| *cell as usize)
    }

    /// Returns true if Salesforce will move the close date when the record is won.
    pub(crate) fn close_date_moves(&self, record: &dyn Record, utc: crate::base::Date) -> bool {
        let date = self.close_date.and_then(|slot| record.value(slot));
        matches!(date, Some(Value::Date(date)) if date > utc)
    }

    /// Lists the fields that a rule requires, filled in or not, because forms ask for them.
    fn list_required(&self, rule: &Rule, bound: &Bound, reporter: &mut ViolationReporter<'_, '_>) {
        let case = reporter.case;
        if let Test::Approval(name) = &rule.test {
            reporter.approval(rule, name);
        }
        for (name, slot) in rule.needs().zip(&bound.needs) {
            reporter.verdict.required.push(RequiredField {
                field: name.clone(),
                label: case.names.label(name),
                rule: rule.id.clone(),
                filled: filled(case.record_state, *slot),
                editable: case.names.editable(name),
            });
        }
    }

    fn report(&self, rule: &Rule, bound: &Bound, reporter: &mut ViolationReporter<'_, '_>) {
        match &rule.test {
            Test::Required(_) | Test::LossReason(_) => {
                for (name, slot) in rule.needs().zip(&bound.needs) {
                    match filled(reporter.case.record_state, *slot) {
                        Some(true) => {}
                        Some(false) => reporter.needs(rule, name),
                        None => {
                            if let Applicability::Undecided(reason, why) = missing(rule, bound, reporter.case)
                            {
                                reporter.report_undecided(rule, reason, why);
                            }
                        }
                    }
                }
            }
            Test::CloseDate => {
                if let Some(Value::Date(date)) =
                    self.close_date.and_then(|slot| reporter.case.record_state.value(slot))
                {
                    reporter.close_date(rule, date);
                }
            }
            Test::NoSkipping { .. }
            | Test::NoMovingBack(_)
            | Test::ClosedIsFinal(_)
            | Test::Allowed(_)
            | Test::Forbidden
            | Test::Approval(_)
            | Test::Condition => reporter.report(rule),
        }
    }
}

/// Returns true if the field will be filled in; `None` if unknown.
fn filled(record_state: &RecordState<'_>, slot: Option<usize>) -> Option<bool> {
    Some(match record_state.value(slot?)? {
        // A required checkbox has to be checked.
        Value::Boolean(value) => value,
        value => !value.is_null(),
    })
}

/// Finds the required field that is empty.
fn missing(rule: &Rule, bound: &Bound, case: &Case<'_>) -> Applicability {
    let lacks = |(name, slot): (&crate::base::FieldName, &Option<usize>)| match slot {
        None => Some((UndecidedReason::UnknownField, format!("unknown field `{name}`"))),
        Some(slot) if case.record_state.value(*slot).is_none() => Some((
            UndecidedReason::MissingValue,
            salesforce_formula::missing(case.record_state, *slot, name.as_str()),
        )),
        Some(_) => None,
    };
    let found = rule.needs().zip(&bound.needs).find_map(lacks);
    found.map_or(Applicability::Passes, |(reason, why)| Applicability::Undecided(reason, why))
}

/// Evaluates a condition.
fn evaluate_condition(condition: &Condition, case: &Case<'_>) -> Applicability {
    match condition {
        Condition::Always => Applicability::Fires,
        Condition::Unreadable(why) => Applicability::Undecided(UndecidedReason::UnreadableRule, why.clone()),
        Condition::Unknown => Applicability::Undecided(
            UndecidedReason::OnlySalesforce,
            "the formula of this rule cannot be read by this user".to_owned(),
        ),
        Condition::Formula(formula) => match formula.outcome(case.record_state, &RuleEnvironment(case.today))
        {
            Outcome::Fires => Applicability::Fires,
            Outcome::Passes => Applicability::Passes,
            Outcome::Undecided(why) => undecided(why),
        },
    }
}

fn undecided(why: Undecided) -> Applicability {
    let reason = match why.reason {
        Reason::UnknownField => UndecidedReason::UnknownField,
        Reason::UnknownFunction => UndecidedReason::UnknownFunction,
        Reason::MissingValue => UndecidedReason::MissingValue,
        Reason::MissingAnswer => UndecidedReason::MissingAnswer,
        Reason::Failed => UndecidedReason::Failed,
    };
    Applicability::Undecided(reason, why.message)
}
