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
use crate::base::json::{Node, Value as Json, json, read_document};
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

    fn read(root: &Node<'_>, instance: &InstanceUrl) -> Option<Self> {
        root.object(&[
            "version",
            "instanceUrl",
            "conflicts",
            "bulkAbove",
            "concurrency",
            "reason",
            "acknowledge",
            "approvals",
            "texts",
            "changes",
            "odd",
            "problems",
            "jobs",
        ])?;
        if root.need("version")?.json.as_u64() != Some(VERSION) {
            root.wrong_at("version", "is not supported by this version of the package");
            return None;
        }
        if root.need_text("instanceUrl")? != instance.as_str() {
            root.wrong_at("instanceUrl", "belongs to another org");
            return None;
        }
        let (bulk_above, concurrency) = (root.count("bulkAbove"), root.count("concurrency"));
        let options = PlanOptions {
            check_conflicts: root.flag_or("conflicts", false),
            bulk_above: root.need("bulkAbove").and(bulk_above).unwrap_or_default(),
            concurrency: root.need("concurrency").and(concurrency).unwrap_or_default(),
            reason: root.maybe_text("reason").map(Into::into),
            acknowledge: root.all_texts("acknowledge"),
            approvals: pairs(root, "approvals", |name, state| {
                Some((name.as_str()?.into(), ApprovalState::new(state.as_str()?)?))
            }),
        };
        let mut plan = Self::new(options);
        plan.changes.texts = root.all_texts("texts").into_iter().map(Into::into).collect();
        plan.changes.list = root.items("changes").iter().filter_map(read_change).collect();
        plan.odd = pairs(root, "odd", |index, text| Some((index_of(index)?, text.as_str()?.into())));
        plan.problems = root.items("problems").iter().filter_map(read_problem).collect();
        for node in root.items("jobs") {
            match node.json.as_str().map(RecordId::new) {
                Some(Ok(job)) => plan.jobs.push((job, Vec::new())),
                _ => node.wrong("is not a job id"),
            }
        }
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
        let plan = read_document(&stored.document, NAME, |root| Plan::read(root, instance))?;
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

fn read_problem(node: &Node<'_>) -> Option<Problem> {
    node.object(&["code", "message", "help", "fields", "errors", "status"])?;
    let name = node.need_text("code")?;
    let Some(code) = Code::ALL.iter().copied().find(|code| code.as_str() == name) else {
        node.wrong_at("code", "is not a problem code");
        return None;
    };
    let mut problem = Problem::new(code, node.need_text("message")?);
    problem.help = node.maybe_text("help").map(Into::into);
    problem.fields = node.all_texts("fields");
    problem.status = node.count("status").and_then(|status| u16::try_from(status).ok());
    problem.errors = node.items("errors").iter().filter_map(read_detail).collect();
    Some(problem)
}

fn read_detail(node: &Node<'_>) -> Option<Detail> {
    node.object(&["code", "message", "fields"])?;
    let (code, message) = (node.need_text("code")?.into(), node.need_text("message")?.into());
    Some(Detail { code, message, fields: node.all_texts("fields") })
}

fn read_change(node: &Node<'_>) -> Option<Change> {
    let read = || {
        let (stage, fields) = node.json.as_array()?.split_first()?;
        let field = |pair: &[Json]| match pair {
            [name, value] => index_of(name).zip(FieldValue::from_json(value)),
            _ => None,
        };
        let fields = fields.chunks(2).map(field).collect::<Option<_>>()?;
        Some(Change { stage: index_of(stage), fields })
    };
    let change = read();
    if change.is_none() {
        node.wrong("is malformed");
    }
    change
}

/// Reads a list of which every two items belong together.
fn pairs<T>(root: &Node<'_>, key: &str, read: impl Fn(&Json, &Json) -> Option<T>) -> Vec<T> {
    let list = root.maybe(key).and_then(|node| node.json.as_array()).map(Vec::as_slice).unwrap_or_default();
    let pair = |pair: &[Json]| match pair {
        [first, second] => read(first, second),
        _ => None,
    };
    let read: Vec<Option<T>> = list.chunks(2).map(pair).collect();
    if read.iter().any(Option::is_none) {
        root.wrong_at(key, "is malformed");
    }
    read.into_iter().flatten().collect()
}

fn index_of(json: &Json) -> Option<u32> {
    json.as_u64().and_then(|index| u32::try_from(index).ok())
}

fn strings<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<Json> {
    texts.map(Into::into).collect()
}
