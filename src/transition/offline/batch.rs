//! One change over thousands of records. Names are resolved once; equal records share a verdict.

use std::rc::Rc;

use super::RuleEngine;
use super::groups::{Group, grouped};
use crate::base::error::Problem;
use crate::base::{FieldValue, FieldValues, Today};
use crate::org::ObjectInfo;
use crate::org::Stage;
use crate::transition::input::{ProposalInput, read_fields};
use crate::transition::kind::Transition;
use crate::transition::org_checks::{OrgChecks, StageMove};
use crate::transition::resolve::{Resolution, resolve};
use crate::transition::rules::{Case, Frame, Names, TermCache};
use crate::transition::target_stage::find_stage;
use crate::transition::user::User;
use crate::transition::verdict::Verdict;
use salesforce_formula::Value;

/// A change that is judged for many records.
#[derive(Debug)]
pub struct Batch<'a> {
    engine: &'a RuleEngine,
    user: Rc<User>,
    today: Today,
    input: &'a ProposalInput,
    given: Option<&'a [Stage]>,
    info: Rc<ObjectInfo>,
    /// The given values. A record gets those that it does not hold already.
    writes: FieldValues,
    /// The sales processes of the record types seen so far.
    processes: Vec<Process>,
    /// The columns that are read in addition to the values of rules. Records with equal values are evaluated
    /// together.
    extra: Rc<[Box<str>]>,
    verdicts: Vec<Verdict>,
    recall: TermCache<'a>,
    /// The sales process and the target stage of the last evaluation in this table.
    last_evaluated: Option<(usize, Option<Box<str>>)>,
}

/// The sales process of a record type, and the requested stage in it.
#[derive(Clone, Debug)]
struct Process {
    record_type: Option<FieldValue>,
    stages: Rc<Vec<Stage>>,
    /// The alternatives for a record without a record type.
    possible: Vec<Rc<Vec<Stage>>>,
    /// The index of the requested stage, if there is one.
    wanted: Option<usize>,
}

impl RuleEngine {
    /// Prepares a change.
    ///
    /// # Errors
    ///
    /// If a name or a value is invalid, or no stages are known.
    pub fn batch<'a>(
        &'a self,
        input: &'a ProposalInput,
        given: Option<&'a [Stage]>,
        user: Rc<User>,
        today: Today,
    ) -> Result<Batch<'a>, Problem> {
        if input.stage.is_some() {
            self.has_stages(given)?;
        }
        let info = self.info(&FieldValues::new(), input.fields.keys().map(String::as_str));
        let editable: Vec<_> = info.fields.keys().cloned().collect();
        let writes = read_fields(&input.fields, &editable, &info, &self.picklists)?;
        // A picklist and its controlling field are checked together.
        let dependent = self.picklists.fields.iter().filter_map(|(name, _)| {
            let controller = info.field(name)?.controller.as_ref()?;
            Some([Box::from(name.as_str()), Box::from(controller.as_str())])
        });
        let extra = EXTRA.map(Box::from).into_iter().chain(dependent.flatten()).collect();
        Ok(Batch {
            extra,
            engine: self,
            user,
            today,
            input,
            given,
            info: info.into(),
            writes,
            processes: Vec::new(),
            verdicts: Vec::new(),
            recall: self.ruleset.term_cache(),
            last_evaluated: None,
        })
    }
}

/// The columns that are read in addition to the values of rules.
const EXTRA: [&str; 5] =
    ["StageName", "RecordType.DeveloperName", "IsClosed", "IsWon", "HasOpportunityLineItem"];

/// The values of some records, each distinct value of a column once.
#[derive(Clone, Copy, Debug)]
pub struct Table<'a> {
    /// The values, each with the index of its column.
    pub values: &'a [(u32, Option<FieldValue>)],
    /// Row by row, for each column of [`Batch::columns`], the index of its value, counted from one; zero for no
    /// value.
    pub cells: &'a [u32],
}

impl<'a> Table<'a> {
    fn value(self, cell: u32) -> Option<&'a FieldValue> {
        self.values.get(usize::try_from(cell).ok()?.checked_sub(1)?)?.1.as_ref()
    }

    fn text(self, cell: u32) -> Option<&'a str> {
        self.value(cell)?.as_text()
    }
}

impl Batch<'_> {
    /// The most verdicts that are kept across tables and compared with.
    pub const KNOWN: u32 = 64;

    /// Returns the columns to read: paths, or `None` if the value comes from elsewhere.
    pub fn columns(&self) -> impl Iterator<Item = Option<&str>> {
        let extra = self.extra.iter().map(|name| Some(&**name));
        self.engine.ruleset.paths().chain(extra).chain(self.writes.keys().map(|name| Some(name.as_str())))
    }

    /// Returns the verdicts that indices refer to. Those beyond [`KNOWN`](Self::KNOWN) are valid until the next
    /// table.
    #[must_use]
    pub fn verdicts(&self) -> &[Verdict] {
        &self.verdicts
    }

    /// Judges the records of a table and returns the index of each record's verdict.
    pub fn judge(&mut self, table: Table<'_>) -> Vec<u32> {
        self.verdicts.truncate(Self::KNOWN as usize);
        let slots = self.engine.ruleset.slots();
        let extra = slots..slots + self.extra.len();
        let rows: Vec<&[u32]> = table.cells.chunks_exact(extra.end + self.writes.len()).collect();
        let stands = self.stands(table);
        let held = |row: &[u32]| if self.writes.is_empty() { 0 } else { self.held(&stands, row) };
        let groups = grouped(&rows, &extra, &held);
        let typed = self.engine.ruleset.typed(table.values);
        self.recall.number(table.values);
        self.last_evaluated = None;
        let mut indices = vec![u32::MAX; rows.len()];
        for group in groups {
            self.judge_group(table, &rows, &group, &typed, &mut indices);
        }
        indices
    }

    /// Judges records in one stage of one sales process.
    fn judge_group(
        &mut self,
        table: Table<'_>,
        rows: &[&[u32]],
        group: &Group<'_>,
        typed: &[Option<Value<'_>>],
        indices: &mut [u32],
    ) {
        let engine = self.engine;
        let first = group.rows.first().and_then(|row| rows.get(*row).copied()).unwrap_or_default();
        let extra = first.get(engine.ruleset.slots()..).unwrap_or_default();
        let names = Rc::clone(&self.extra);
        let cell = |name: &str| {
            let index = names.iter().position(|known| **known == *name);
            index.and_then(|index| extra.get(index)).copied().unwrap_or_default()
        };
        let read = |name: &str| table.value(cell(name)).cloned();
        let stage = table.text(cell("StageName")).unwrap_or_default();
        let index = self.process(table.value(cell("RecordType.DeveloperName")));
        let Some(process) = self.processes.get(index).cloned() else { return };
        let elsewhere;
        let from = match process.stages.iter().find(|known| known.value == stage && !known.flags_unknown) {
            Some(from) => from,
            None => {
                elsewhere = engine.current(stage, &process.stages, &read);
                &elsewhere
            }
        };
        let info = Rc::clone(&self.info);
        let words = self.input.stage.as_deref();
        let words = words.filter(|words| **words != *from.value && **words != *from.label);
        let wanted = process.wanted.filter(|_| words.is_some()).and_then(|index| process.stages.get(index));
        let found = match (wanted, words) {
            (None, Some(words)) => {
                find_stage(words, from, &process.stages, &engine.org_stages, &info).map(Some)
            }
            _ => Ok(None),
        };
        let (found, unknown) = match found {
            Ok(found) => (found, None),
            Err(violation) => (None, Some(violation)),
        };
        let is_known = unknown.is_none();
        let writes = self.writes_of(group);
        let checks = OrgChecks {
            info: &info,
            picklists: &engine.picklists,
            org: Some(engine.rules.org()),
            possible: &process.possible,
            writes: &writes,
            read: &|name| match name {
                "StageName" => Some(FieldValue::Text(stage.into())),
                name => read(name),
            },
        };
        let move_ = StageMove::new(from, wanted.or(found.as_ref()));
        let mut blank = checks.verdict(move_, unknown);
        if is_known {
            let records = Records { rows, group, typed, process: (index, &process), move_ };
            self.judge_records(&records, &checks, &blank, indices);
        } else {
            engine.ruleset.reword(&mut blank);
            blank.settle();
            let verdict = self.keep(blank);
            group.rows.iter().for_each(|row| set(indices, *row, verdict));
        }
    }

    /// Returns the given values that the records of a group do not hold already.
    fn writes_of(&self, group: &Group<'_>) -> FieldValues {
        let writes = self.writes.iter().zip(0..).filter(|(_, bit)| group.held & bit_of(*bit) == 0);
        writes.map(|((name, value), _)| (name.clone(), value.clone())).collect()
    }

    /// Judges records that make the same move by their own values. `blank` is the verdict without warnings and
    /// rules.
    fn judge_records(
        &mut self,
        records: &Records<'_>,
        checks: &OrgChecks<'_>,
        blank: &Verdict,
        indices: &mut [u32],
    ) {
        let Records { rows, group, typed, process: (index, process), move_ } = *records;
        let engine = self.engine;
        let (rules, slots) = (&engine.ruleset, engine.ruleset.slots());
        let mut transition = Transition::new(move_.from, move_.target(), &process.stages, &engine.org_stages);
        transition.or_in(&process.possible, &engine.org_stages);
        let saves = move_.to.is_some() || !checks.writes.is_empty();
        let globals = rules.globals(&self.user);
        let plan = rules.plan(move_.to, checks.writes);
        let mut record_state = rules.blank_state(&globals, self.today);
        let frame = Frame::new(&record_state, &plan, typed);
        let last_evaluated = Some((index, move_.to.map(|stage| stage.value.as_str().into())));
        if self.last_evaluated != last_evaluated {
            self.recall.forget(&frame, rows.len());
            self.last_evaluated = last_evaluated;
        }
        let own = rules.speaks_of(&transition) || plan.computes();
        let (user, today, input) = (Rc::clone(&self.user), self.today, self.input);
        let records: Vec<&[u32]> =
            group.rows.iter().map(|row| rows.get(*row).copied().unwrap_or_default()).collect();
        let is_won = move_.to.is_some_and(|stage| stage.won);
        // Cached by the index of the date, as few records have a distinct one.
        let mut ahead = vec![None; typed.len() + 1];
        let mut date_moves = |cells: &[u32]| {
            let moves = || rules.close_date_moves(&frame.line(cells), today.utc);
            let known = ahead.get_mut(rules.close_date_cell(cells)).filter(|_| is_won);
            known.is_some_and(|known| *known.get_or_insert_with(moves))
        };
        // Records of a kind share a verdict. The document's rules and computed fields may depend on every
        // value.
        let mut kinds: Vec<_> =
            records.iter().map(|cells| (!own).then(|| usize::from(date_moves(cells)))).collect();
        let count = if own || !saves { 2 } else { self.recall.sort(&frame, &records, today, &mut kinds) };
        let mut judged: Vec<Option<u32>> = vec![None; count];
        for ((row, cells), kind) in group.rows.iter().zip(&records).zip(kinds) {
            let mut judged = kind.and_then(|kind| judged.get_mut(kind));
            let known = judged.as_ref().and_then(|judged| **judged);
            let index = known.unwrap_or_else(|| {
                record_state.fill(cells, slots, typed, &plan, today);
                let case = Case {
                    transition: &transition,
                    record_state: &record_state,
                    saves,
                    user: &user,
                    today,
                    input,
                    names: Names { info: checks.info, editable: None },
                };
                let mut verdict = blank.clone();
                checks.warn(move_, date_moves(cells), today, &mut verdict);
                rules.judge(&case, &mut verdict);
                self.keep(verdict)
            });
            if let Some(judged) = &mut judged {
                **judged = Some(index);
            }
            set(indices, *row, index);
        }
    }

    /// Returns the first column of the given values.
    fn first_written(&self) -> usize {
        self.engine.ruleset.slots() + self.extra.len()
    }

    /// Tells for each value of a table whether it equals the given value of its column.
    fn stands(&self, table: Table<'_>) -> Vec<bool> {
        let writes: Vec<_> = self.writes.iter().collect();
        let stands = |(column, value): &(u32, Option<FieldValue>)| {
            let written = usize::try_from(*column).ok()?.checked_sub(self.first_written())?;
            let (name, given) = writes.get(written)?;
            Some(self.info.stores_the_same(name, given, value.as_ref()?))
        };
        table.values.iter().map(|value| stands(value).unwrap_or_default()).collect()
    }

    /// Returns a bit for each given value that the record already holds.
    fn held(&self, stands: &[bool], row: &[u32]) -> u64 {
        let cells = row.get(self.first_written()..).unwrap_or_default();
        let holds = |cell: u32| stands.get(usize::try_from(cell).ok()?.checked_sub(1)?).copied();
        let held = cells.iter().zip(0..).filter(|(cell, _)| holds(**cell).unwrap_or_default());
        held.fold(0, |bits, (_, bit)| bits | bit_of(bit))
    }

    /// Returns the index of a verdict.
    fn keep(&mut self, verdict: Verdict) -> u32 {
        let known = (0..Self::KNOWN).zip(&self.verdicts).find(|(_, known)| **known == verdict);
        if let Some((index, _)) = known {
            return index;
        }
        self.verdicts.push(verdict);
        u32::try_from(self.verdicts.len() - 1).unwrap_or(u32::MAX)
    }

    /// Returns the index of a record type's sales process.
    fn process(&mut self, record_type: Option<&FieldValue>) -> usize {
        // Stages that the host supplies apply to all records.
        let record_type = record_type.filter(|_| self.given.is_none());
        let known = self.processes.iter().position(|known| known.record_type.as_ref() == record_type);
        known.unwrap_or_else(|| {
            let stages = self.engine.process(record_type.and_then(FieldValue::as_text), self.given);
            let possible = self.engine.possible(record_type, self.given);
            let words = self.input.stage.as_deref().unwrap_or_default();
            let wanted = match resolve(words, &stages, &[]) {
                Resolution::One(meant) => stages.iter().position(|stage| stage.value == meant.value),
                Resolution::Several(_) | Resolution::NotHere(_) | Resolution::None => None,
            };
            self.processes.push(Process { record_type: record_type.cloned(), stages, possible, wanted });
            self.processes.len() - 1
        })
    }
}

/// Returns the bit of a given value. Beyond 64 of them, values that a record already holds count as written.
fn bit_of(index: u32) -> u64 {
    1_u64.checked_shl(index).unwrap_or_default()
}

/// The records of a group, and the move that they make.
#[derive(Clone, Copy)]
struct Records<'a> {
    rows: &'a [&'a [u32]],
    group: &'a Group<'a>,
    typed: &'a [Option<Value<'a>>],
    /// The sales process, with its index.
    process: (usize, &'a Process),
    move_: StageMove<'a>,
}

fn set(indices: &mut [u32], row: usize, index: u32) {
    if let Some(free) = indices.get_mut(row) {
        *free = index;
    }
}
