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
use crate::transition::picklists::Choices;
use crate::transition::resolve::{Resolution, resolve};
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
    processes: Vec<Process>,
}

/// The sales process of a record type, and the stage that is wanted in it.
#[derive(Debug)]
struct Process {
    record_type: Option<String>,
    stages: Vec<Stage>,
    /// The place of the stage that the words mean, where they mean one.
    wanted: Option<usize>,
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
        let (process, meant) = match self.processes.get(place) {
            Some(process) => (process.stages.as_slice(), process.wanted),
            None => (&[][..], None),
        };
        let rules = &self.desk.ruleset;
        let from = process.iter().find(|known| known.value == stage);
        // Most records stand in a stage of their process: those cost no copy.
        let elsewhere = if from.is_none() { Some(self.desk.current(stage, process, read)) } else { None };
        let Some(from) = from.or(elsewhere.as_ref()) else { return Verdict::default() };
        let mut verdict = Verdict { violations: self.wrong.clone(), ..Verdict::default() };
        let words =
            self.input.stage.as_deref().filter(|words| **words != *from.value && **words != *from.label);
        let meant = meant.filter(|_| words.is_some()).and_then(|place| process.get(place));
        let found = match (meant, words) {
            (None, Some(words)) => find_stage(words, from, process, &self.desk.org_stages).map(Some),
            _ => Ok(None),
        };
        // The rules' own values are at hand; others are asked of the host.
        let held =
            |name: &str| if name == "StageName" { Some(FieldValue::Text(stage.into())) } else { read(name) };
        let choices = |stage| Choices {
            picklists: &self.desk.picklists,
            info: &self.info,
            org: Some(self.desk.rules.org()),
            writes: &self.writes,
            stage,
            read: &held,
        };
        let found = match found {
            Ok(found) => found,
            Err(violation) => {
                verdict.violations.insert(0, *violation);
                choices(&from.value).check(&mut verdict);
                rules.reword(&mut verdict);
                verdict.settle();
                return verdict;
            }
        };
        let to = meant.or(found.as_ref()).unwrap_or(from);
        choices(&to.value).check(&mut verdict);
        let moved = (to.value != from.value).then_some(to);
        let plan = rules.plan(moved, &self.writes);
        let sheet =
            rules.sheet(&self.globals, &plan, &mut |slot, _| values.get(slot).and_then(Option::as_ref));
        if moved.is_some() {
            let date_moves = to.won && rules.close_date_moves(&sheet, self.today.utc);
            verdict.warnings.extend(warnings_of_move(from, to, date_moves, self.today));
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
        let known = self.processes.iter().position(|known| known.record_type.as_deref() == record_type);
        known.unwrap_or_else(|| {
            let stages = self.desk.process(record_type, self.given);
            let words = self.input.stage.as_deref().unwrap_or_default();
            let wanted = match resolve(words, &stages, &[]) {
                Resolution::One(meant) => stages.iter().position(|stage| stage.value == meant.value),
                Resolution::Several(_) | Resolution::NotHere(_) | Resolution::None => None,
            };
            self.processes.push(Process { record_type: record_type.map(Into::into), stages, wanted });
            self.processes.len() - 1
        })
    }
}
