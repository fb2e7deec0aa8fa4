//! One change over thousands of records. Names are resolved once; a record costs its values and nothing by rule.

use std::rc::Rc;

use super::Desk;
use crate::error::Problem;
use crate::org::ObjectInfo;
use crate::org::Stage;
use crate::record::{FieldValue, FieldValues};
use crate::transition::check::{amount_ignored, find_stage, warnings_of_move};
use crate::transition::consequence::Today;
use crate::transition::input::{ProposalInput, read_fields};
use crate::transition::kind::Transition;
use crate::transition::rules::{Case, Globals, Names, Ruleset};
use crate::transition::user::User;
use crate::transition::values::check_value;
use crate::transition::verdict::{Verdict, Violation};

/// A change that is to be judged for many records.
#[derive(Debug)]
pub struct Batch<'a> {
    desk: &'a Desk,
    user: Rc<User>,
    today: Today,
    input: &'a ProposalInput,
    given: Option<&'a [Stage]>,
    info: ObjectInfo,
    writes: FieldValues,
    globals: Globals,
    /// What the values are wrong about, whatever the record.
    wrong: Vec<Violation>,
    /// The sales processes of the record types that came up.
    processes: Vec<(Option<String>, Vec<Stage>)>,
}

impl Desk {
    /// Prepares a change.
    ///
    /// # Errors
    /// A name or a value cannot be what it is given for.
    pub fn batch<'a>(
        &'a self,
        input: &'a ProposalInput,
        given: Option<&'a [Stage]>,
        user: Rc<User>,
        today: Today,
    ) -> Result<Batch<'a>, Problem> {
        let info = self.info(&FieldValues::new(), input.fields.keys().map(String::as_str));
        let editable: Vec<_> = info.fields.keys().cloned().collect();
        let writes = read_fields(&input.fields, &editable, &info)?;
        let fields = writes.iter().filter_map(|(name, value)| Some((info.field(name)?, value)));
        let wrong = fields.flat_map(|(field, value)| check_value(field, value)).collect();
        let globals = self.ruleset.globals(&user);
        Ok(Batch {
            desk: self,
            user,
            today,
            input,
            given,
            info,
            writes,
            globals,
            wrong,
            processes: Vec::new(),
        })
    }
}

impl Batch<'_> {
    /// The rules that judge.
    #[must_use]
    pub fn ruleset(&self) -> &Ruleset {
        &self.desk.ruleset
    }

    /// The verdict for a record. `values` stand in the order of [`Ruleset::paths`]; `read` gives what is rarely asked.
    pub fn judge(
        &mut self,
        stage: &str,
        record_type: Option<&str>,
        values: &[Option<FieldValue>],
        read: &dyn Fn(&str) -> Option<FieldValue>,
    ) -> Verdict {
        let place = self.process(record_type);
        let process = self.processes.get(place).map(|(_, process)| process.as_slice()).unwrap_or_default();
        let rules = &self.desk.ruleset;
        let from = process.iter().find(|known| known.value == stage);
        // Most records stand in a stage of their process: those cost no copy.
        let elsewhere = if from.is_none() { Some(self.desk.current(stage, process, read)) } else { None };
        let Some(from) = from.or(elsewhere.as_ref()) else { return Verdict::default() };
        let mut verdict = Verdict { violations: self.wrong.clone(), ..Verdict::default() };
        let wanted = self.input.stage.as_deref();
        let exact = wanted.and_then(|words| process.iter().find(|known| known.value == words));
        let found = match (exact, wanted) {
            (None, Some(words)) => find_stage(words, from, process, &self.desk.org_stages).map(Some),
            _ => Ok(None),
        };
        let found = match found {
            Ok(found) => found,
            Err(violation) => {
                verdict.violations.insert(0, *violation);
                rules.reword(&mut verdict);
                verdict.settle();
                return verdict;
            }
        };
        let to = exact.or(found.as_ref()).unwrap_or(from);
        let moved = (to.value != from.value).then_some(to);
        let plan = rules.plan(moved, &self.writes);
        let sheet =
            rules.sheet(&self.globals, &plan, &mut |slot, _| values.get(slot).and_then(Option::as_ref));
        if moved.is_some() {
            let date_moves = to.won && rules.close_date_moves(&sheet, self.today.utc);
            verdict.warnings = warnings_of_move(from, to, date_moves, self.today);
        }
        if self.writes.keys().any(|name| name.as_str() == "Amount")
            && read("HasOpportunityLineItem") == Some(FieldValue::Bool(true))
        {
            verdict.warnings.push(amount_ignored());
        }
        let case = Case {
            transition: &Transition::new(from, to, process, &self.desk.org_stages),
            sheet: &sheet,
            saves: moved.is_some() || !self.writes.is_empty(),
            user: &self.user,
            today: self.today,
            input: self.input,
            names: Names { info: &self.info, editable: None },
        };
        rules.judge(&case, &mut verdict);
        verdict
    }

    /// The place of a record type's sales process.
    fn process(&mut self, record_type: Option<&str>) -> usize {
        // What the host gives holds for all records.
        let record_type = record_type.filter(|_| self.given.is_none());
        let known = self.processes.iter().position(|(name, _)| name.as_deref() == record_type);
        known.unwrap_or_else(|| {
            let process = self.desk.process(record_type, self.given);
            self.processes.push((record_type.map(Into::into), process));
            self.processes.len() - 1
        })
    }
}
