//! Stores and restores a plan, so that it can be resumed after an abort or by another page.
//!
//! Records that were not settled may have been sent after the plan was stored. They are restored as sent, and
//! read before anything is written. For records that were certainly not sent when the plan was stored, the read
//! only checks whether they already hold the values, because the plan may have been run since. Other changes by
//! other users then do not count as conflicts, unless conflicts are to be checked.

use super::changes::Change;
use super::item::{Item, NONE, State};
use super::plan::{Plan, PlanOptions};
use crate::base::error::{Code, Detail, Problem};
use crate::base::json::{self, Value as Json, json};
use crate::base::{FieldValue, RecordId};
use crate::rest::InstanceUrl;
use crate::transition::ApprovalState;

const VERSION: u64 = 1;
const NAME: &str = "plan";

/// A stored plan. The records are separate: JSON for that many records would take longer to write and read than
/// a page should wait.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stored {
    /// Everything except the records, as JSON. It names the org, and holds no token.
    pub document: String,
    /// The records, which become `items` in the host's object.
    pub items: String,
}

/// A plan that is being restored, a slice of records at a time.
#[derive(Debug)]
pub struct Restoring {
    plan: Plan,
    items: String,
    /// The offset of the next record.
    at: usize,
}

impl Plan {
    /// Returns the plan for storing. During a run, each record may be sent at the next moment.
    #[must_use]
    pub fn store(&self, instance: &InstanceUrl, under_way: bool) -> Stored {
        let options = &self.options;
        let mut approvals = Vec::new();
        for (name, state) in &options.approvals {
            approvals.extend([Json::String(name.clone()), state.as_str().into()]);
        }
        let change = |change: &Change| {
            let mut row = vec![change.stage.into()];
            for (name, value) in &change.fields {
                row.extend([(*name).into(), value.to_json()]);
            }
            Json::Array(row)
        };
        let texts = strings(self.changes.texts.iter().map(|text| &**text));
        let mut odd = Vec::new();
        for (index, text) in &self.odd {
            odd.extend([(*index).into(), Json::String(text.clone())]);
        }
        let jobs = strings(self.jobs.iter().map(|(job, _)| job.as_str()));
        let document = json!({
            "version": VERSION,
            "instanceUrl": instance.as_str(),
            "conflicts": options.check_conflicts,
            "bulkAbove": options.bulk_above,
            "concurrency": options.concurrency,
            "reason": options.reason,
            "acknowledge": options.acknowledge,
            "approvals": approvals,
            "texts": texts,
            "changes": self.changes.list.iter().map(change).collect::<Vec<_>>(),
            "odd": odd,
            "problems": self.problems.iter().map(problem_json).collect::<Vec<_>>(),
            "jobs": jobs,
        });
        Stored { document: document.to_string(), items: self.rows(under_way) }
    }

    /// Returns the records, each as `{id}{state}{numbers}`. JSON would be ten times as long.
    fn rows(&self, under_way: bool) -> String {
        let mut job_of = vec![0; self.items.len()];
        for ((_, indices), number) in self.jobs.iter().zip(1_u64..) {
            for index in indices {
                if let Some(job) = job_of.get_mut(*index as usize) {
                    *job = number;
                }
            }
        }
        let mut text = String::with_capacity(self.items.len() * 48);
        let index = |index: u32| u64::from(index.wrapping_add(1));
        for (item, job) in self.items.iter().zip(job_of) {
            text.push_str(item.id());
            text.push(item.state.letter());
            push(&mut text, index(item.problem), ',');
            if !item.state.is_final() {
                let unsent = item.unsent || item.state == State::Ready && !item.outcome_unknown && job == 0;
                let flags = u64::from(unsent && !under_way) * 16
                    + u64::from(item.outcome_unknown) * 8
                    + u64::from(item.locked) * 2
                    + u64::from(item.resent);
                let modified = u64::try_from(item.modified).unwrap_or_default();
                for number in [u64::from(item.change), index(item.stage), item.fields, modified, flags, job] {
                    push(&mut text, number, ',');
                }
            }
            text.push(';');
        }
        text
    }

    fn read_document(text: &str, instance: &InstanceUrl) -> Result<Self, Problem> {
        let document = json::parse(text, NAME)?;
        let wrong = |what: &str| Problem::new(Code::InvalidDocument, what);
        if document["version"].as_u64() != Some(VERSION) {
            return Err(wrong("`version` is not supported by this version of the package"));
        }
        if document["instanceUrl"].as_str() != Some(instance.as_str()) {
            return Err(wrong("`instanceUrl` belongs to another org"));
        }
        // People do not write plans, so the path of a fault does not matter.
        Self::read(&document).ok_or_else(|| wrong("the plan is malformed"))
    }

    fn read(document: &Json) -> Option<Self> {
        let approval = |pair: &[Json]| match pair {
            [name, state] => Some((text(name)?, ApprovalState::new(state.as_str()?)?)),
            _ => None,
        };
        let odd = |pair: &[Json]| match pair {
            [index, id] => Some((index_of(index)?, text(id)?)),
            _ => None,
        };
        let job = |job: &Json| Some((RecordId::new(job.as_str()?).ok()?, Vec::new()));
        let options = PlanOptions {
            check_conflicts: document["conflicts"].as_bool()?,
            bulk_above: index_of(&document["bulkAbove"])?,
            concurrency: index_of(&document["concurrency"])?,
            reason: text(&document["reason"]),
            acknowledge: list(&document["acknowledge"], text)?,
            approvals: document["approvals"].as_array()?.chunks(2).map(approval).collect::<Option<_>>()?,
        };
        let mut plan = Self::new(options);
        plan.changes.texts = list(&document["texts"], |text| Some(text.as_str()?.into()))?;
        plan.changes.list = list(&document["changes"], read_change)?;
        plan.odd = document["odd"].as_array()?.chunks(2).map(odd).collect::<Option<_>>()?;
        plan.problems = list(&document["problems"], read_problem)?;
        plan.jobs = list(&document["jobs"], job)?;
        Some(plan)
    }

    fn restore_row(&mut self, row: &str) -> Option<()> {
        let (id, rest) = row.split_at_checked(18)?;
        let mut numbers = rest.get(1..)?.split_terminator(',').map(|number| number.parse::<u64>().ok());
        let mut next = || numbers.next().flatten();
        let index = |number: u64| u32::try_from(number).ok().map(|number| number.wrapping_sub(1));
        let mut item = Item::new(id.as_bytes().try_into().ok()?, 0);
        if !id.trim().is_empty() {
            RecordId::opportunity(id).ok()?;
        }
        item.state = State::of_letter(rest.chars().next()?)?;
        item.problem = index(next()?)?;
        if !item.state.is_final() {
            item.change = u32::try_from(next()?).ok()?;
            (item.stage, item.fields) = (index(next()?)?, next()?);
            item.modified = i64::try_from(next()?).ok()?;
            let flags = next()?;
            (item.locked, item.resent) = (u8::try_from(flags / 2 % 4).ok()?, flags % 2 == 1);
            (item.outcome_unknown, item.unsent) = (flags / 8 % 2 == 1, flags / 16 == 1);
            let (job, own) = (next()?, u32::try_from(self.items.len()).ok()?);
            if let Some(job) = usize::try_from(job).ok()?.checked_sub(1) {
                self.jobs.get_mut(job)?.1.push(own);
            }
            let known = self.changes.list.get(item.change as usize).is_some();
            let known =
                known && (item.stage == NONE || self.changes.texts.get(item.stage as usize).is_some());
            // A plan whose records were never checked cannot be resumed.
            item.state = (known && item.state != State::Unread).then_some(State::Sent)?;
        }
        self.push(item);
        Some(())
    }
}

impl Restoring {
    /// Starts to restore a plan.
    ///
    /// # Errors
    ///
    /// If the text is not a plan, or a plan for another org.
    pub fn new(stored: Stored, instance: &InstanceUrl) -> Result<Self, Problem> {
        let plan = Plan::read_document(&stored.document, instance)?;
        Ok(Self { plan, items: stored.items, at: 0 })
    }

    /// Reads some records; returns false at the end.
    ///
    /// # Errors
    ///
    /// If the records are malformed.
    pub fn more(&mut self) -> Result<bool, Problem> {
        const AT_ONCE: usize = 64;
        for row in self.items.get(self.at..).unwrap_or_default().split_terminator(';').take(AT_ONCE) {
            self.plan
                .restore_row(row)
                .ok_or_else(|| Problem::new(Code::InvalidDocument, "`items` is malformed"))?;
            self.at += row.len() + 1;
        }
        Ok(self.at < self.items.len())
    }

    /// Returns the plan with all its records.
    ///
    /// # Errors
    ///
    /// If a record occurs twice.
    pub fn finish(mut self) -> Result<Plan, Problem> {
        self.plan.seal()?;
        Ok(self.plan)
    }
}

/// Appends a number and a separator. Without formatting machinery, because there are hundreds of thousands.
fn push(text: &mut String, mut number: u64, end: char) {
    let mut digits = [0_u8; 20];
    let mut length = 0;
    while number > 0 || length == 0 {
        if let Some(digit) = digits.get_mut(length) {
            *digit = b'0' + u8::try_from(number % 10).unwrap_or_default();
        }
        number /= 10;
        length += 1;
    }
    text.extend(digits.iter().take(length).rev().map(|digit| char::from(*digit)));
    text.push(end);
}

fn problem_json(problem: &Problem) -> Json {
    let errors: Vec<Json> = problem
        .errors
        .iter()
        .map(|error| json!({ "code": error.code, "message": error.message, "fields": error.fields }))
        .collect();
    json!({ "code": problem.code.as_str(), "message": problem.message, "help": problem.help,
        "fields": problem.fields, "errors": errors, "status": problem.status })
}

fn read_problem(json: &Json) -> Option<Problem> {
    let name = json["code"].as_str()?;
    let code = Code::ALL.iter().copied().find(|code| code.as_str() == name)?;
    let mut problem = Problem::new(code, text(&json["message"])?);
    problem.help = text(&json["help"]);
    problem.fields = list(&json["fields"], text)?;
    problem.status = index_of(&json["status"]).and_then(|status| u16::try_from(status).ok());
    problem.errors = list(&json["errors"], |json| {
        let (code, message) = (text(&json["code"])?, text(&json["message"])?);
        Some(Detail { code, message, fields: list(&json["fields"], text)? })
    })?;
    Some(problem)
}

fn read_change(json: &Json) -> Option<Change> {
    let (stage, fields) = json.as_array()?.split_first()?;
    let field = |pair: &[Json]| match pair {
        [name, value] => index_of(name).zip(FieldValue::from_json(value)),
        _ => None,
    };
    let fields = fields.chunks(2).map(field).collect::<Option<_>>()?;
    Some(Change { stage: index_of(stage), fields })
}

fn list<T>(json: &Json, read: impl FnMut(&Json) -> Option<T>) -> Option<Vec<T>> {
    json.as_array()?.iter().map(read).collect()
}

fn text(json: &Json) -> Option<String> {
    json.as_str().map(Into::into)
}

fn index_of(json: &Json) -> Option<u32> {
    json.as_u64().and_then(|index| u32::try_from(index).ok())
}

fn strings<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<Json> {
    texts.map(Into::into).collect()
}
