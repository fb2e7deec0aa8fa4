//! The plan: the requested change and the state of each record.

use super::changes::{Changes, MOST_FIELDS};
use super::item::{Item, NONE, State};
use super::order::Order;
use crate::base::error::{Code, Detail, Problem};
use crate::base::json::{Map, Value as Json};
use crate::base::{FieldValue, RecordId};
use crate::transition::{ApprovalState, Verdict};

/// The options of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanOptions {
    /// Refuse records that another user changed since they were checked; costs a request for each 25 records.
    pub check_conflicts: bool,
    /// More records than this are written with Bulk API 2.0.
    pub bulk_above: u32,
    /// The most concurrent requests.
    pub concurrency: u32,
    /// Reason given by a user who is exempt from rules.
    pub reason: Option<String>,
    /// The ids of the rules whose warnings were acknowledged.
    pub acknowledge: Vec<String>,
    /// The state of approvals.
    pub approvals: Vec<(String, ApprovalState)>,
}

impl Default for PlanOptions {
    fn default() -> Self {
        Self {
            check_conflicts: false,
            bulk_above: 2_000,
            concurrency: 3,
            reason: None,
            acknowledge: Vec::new(),
            approvals: Vec::new(),
        }
    }
}

/// A plan for many records. It holds no token, and of the records' values only those to write.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// The options.
    pub options: PlanOptions,
    pub(super) items: Vec<Item>,
    /// The indices of the items ordered by id.
    pub(super) order: Order,
    pub(super) changes: Changes,
    pub(super) problems: Vec<Problem>,
    pub(super) verdicts: Vec<Verdict>,
    /// Invalid ids as they were given, by index.
    pub(super) odd: Vec<(u32, String)>,
    /// The jobs that Salesforce has, and the indices of their records.
    pub(super) jobs: Vec<(RecordId, Vec<u32>)>,
}

impl Plan {
    /// Creates a plan without records.
    #[must_use]
    pub fn new(options: PlanOptions) -> Self {
        Self { options, ..Self::default() }
    }

    /// Adds a record. An invalid change is a problem of this record only.
    pub fn add(&mut self, id: &str, change: Result<(Option<String>, Map<String, FieldValue>), Problem>) {
        let index = u32::try_from(self.items.len()).unwrap_or(NONE);
        let read = RecordId::opportunity(id).map_err(|reason| {
            Problem::new(Code::InvalidRecordId, format!("`{id}` is not the id of an opportunity: {reason}"))
        });
        let bytes = read.as_ref().ok().and_then(|id| id.as_str().as_bytes().try_into().ok());
        if bytes.is_none() {
            self.odd.push((index, id.into()));
        }
        let mut item = Item::new(bytes.unwrap_or([b' '; 18]), NONE);
        let change = read.and(change).and_then(|(stage, fields)| {
            if fields.len() > MOST_FIELDS {
                let most = format!("`fields` has more than {MOST_FIELDS} keys");
                return Err(Problem::new(Code::InvalidOptions, most));
            }
            if stage.is_none() && fields.is_empty() {
                return Err(Problem::new(
                    Code::InvalidOptions,
                    "the change has neither `stage` nor `fields`",
                ));
            }
            Ok(self.changes.add(stage.as_deref(), fields))
        });
        match change {
            Ok(change) => item.change = change,
            Err(problem) => {
                item.problem = self.keep(problem);
                item.state = State::Invalid;
            }
        }
        self.push(item);
    }

    /// Adds an item, so that responses can be assigned by id.
    pub(super) fn push(&mut self, item: Item) {
        let index = u32::try_from(self.items.len()).unwrap_or(NONE);
        self.items.push(item);
        self.order.add(index, &by_id(&self.items));
    }

    /// Ends adding records.
    ///
    /// # Errors
    ///
    /// If a record occurs twice: only the host knows which change it means.
    pub fn seal(&mut self) -> Result<(), Problem> {
        self.order.finish(&by_id(&self.items));
        let mut details = Vec::new();
        for pair in self.order.indices().windows(2) {
            let [first, second] = *pair else { continue };
            let (Some(one), Some(other)) = (self.items.get(first as usize), self.items.get(second as usize))
            else {
                continue;
            };
            if one.id == other.id && !one.id().trim().is_empty() {
                details.push(Detail {
                    code: Code::InvalidOptions.as_str().into(),
                    message: format!("`{}` is at index {first} and at index {second}", one.id()),
                    fields: Vec::new(),
                });
            }
        }
        let Some(first) = details.first() else { return Ok(()) };
        let mut problem =
            Problem::new(Code::InvalidOptions, format!("`changes` names a record twice: {}", first.message))
                .with_help("give one change for each record");
        problem.errors = details;
        Err(problem)
    }

    /// Returns the number of records.
    #[must_use]
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Returns true if there are no records.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Returns a record, in the order of the changes.
    #[must_use]
    pub fn item(&self, index: usize) -> Option<&Item> {
        self.items.get(index)
    }

    /// Returns the id of a record, as it was given.
    #[must_use]
    pub fn id(&self, index: usize) -> &str {
        let odd = self.odd.iter().find(|(odd, _)| *odd as usize == index);
        match (odd, self.items.get(index)) {
            (Some((_, text)), _) => text,
            (None, Some(item)) => item.id(),
            (None, None) => "",
        }
    }

    /// Returns the index of a record's problem in [`Plan::problems`].
    #[must_use]
    pub fn problem_of(&self, index: usize) -> Option<usize> {
        let problem = self.items.get(index)?.problem;
        (problem != NONE).then_some(problem as usize)
    }

    /// Returns the index of a record's verdict in [`Plan::verdicts`].
    #[must_use]
    pub fn verdict_of(&self, index: usize) -> Option<usize> {
        let verdict = self.items.get(index)?.verdict;
        (verdict != NONE).then_some(verdict as usize)
    }

    /// Returns the distinct problems.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// Returns the distinct verdicts. A restored plan does not have them.
    #[must_use]
    pub fn verdicts(&self) -> &[Verdict] {
        &self.verdicts
    }

    /// Returns the index of the record with this id.
    pub(super) fn find(&self, id: &str) -> Option<u32> {
        let id = RecordId::new(id).ok()?;
        let key = |index: &u32| self.items.get(*index as usize).map_or(&[][..], |item| &item.id[..]);
        let indices = self.order.indices();
        let index = indices.binary_search_by(|index| key(index).cmp(id.as_str().as_bytes())).ok()?;
        indices.get(index).copied()
    }

    pub(super) fn at(&mut self, index: u32) -> Option<&mut Item> {
        self.items.get_mut(index as usize)
    }

    /// Settles a record.
    pub(super) fn settle(&mut self, index: u32, state: State, problem: Option<Problem>) {
        let problem = problem.map_or(NONE, |problem| self.keep(problem));
        if let Some(item) = self.at(index) {
            item.state = state;
            item.problem = problem;
        }
    }

    /// Returns the index of a problem; equal ones that follow each other closely share it.
    fn keep(&mut self, problem: Problem) -> u32 {
        // Not stored; it matters for the next step only.
        let problem = Problem { from_salesforce: false, ..problem };
        const LOOKED_AT: usize = 16;
        let from = self.problems.len().saturating_sub(LOOKED_AT);
        let known = self.problems.iter().skip(from).position(|known| *known == problem);
        let index = known.map_or(self.problems.len(), |index| from + index);
        if known.is_none() {
            self.problems.push(problem);
        }
        u32::try_from(index).unwrap_or(NONE)
    }

    /// Returns the index of a verdict.
    pub(super) fn keep_verdict(&mut self, verdict: Verdict) -> u32 {
        const LOOKED_AT: usize = 256;
        let from = self.verdicts.len().saturating_sub(LOOKED_AT);
        let known = self.verdicts.iter().skip(from).position(|known| *known == verdict);
        let index = known.map_or(self.verdicts.len(), |index| from + index);
        if known.is_none() {
            self.verdicts.push(verdict);
        }
        u32::try_from(index).unwrap_or(NONE)
    }

    /// Returns the values to write to a record, by name.
    pub(super) fn writes(&self, index: u32) -> Vec<(&str, FieldValue)> {
        let mut writes = Vec::new();
        let Some(item) = self.items.get(index as usize) else { return writes };
        if item.stage != NONE {
            writes.push(("StageName", FieldValue::Text(self.changes.name(item.stage).into())));
        }
        let Some(change) = self.changes.list.get(item.change as usize) else { return writes };
        for (bit, (name, value)) in change.fields.iter().enumerate() {
            if item.fields >> bit & 1 == 1 {
                writes.push((self.changes.name(*name), value.clone()));
            }
        }
        writes
    }

    /// Returns the ids of some records.
    pub(super) fn ids(&self, indices: &[u32]) -> Vec<&str> {
        let mut ids = Vec::with_capacity(indices.len());
        for index in indices {
            ids.push(self.items.get(*index as usize).map(Item::id).unwrap_or_default());
        }
        ids
    }

    /// Returns the values to write as a request body.
    pub(super) fn body(&self, index: u32) -> Json {
        let mut fields = Map::new();
        for (name, value) in self.writes(index) {
            fields.insert(name.into(), value.to_json());
        }
        Json::Object(fields)
    }

    /// Returns the records of a list that are in a state.
    pub(super) fn standing(&self, indices: &[u32], state: State) -> Vec<u32> {
        let mut standing = Vec::new();
        for index in indices {
            if self.items.get(*index as usize).is_some_and(|item| item.state == state) {
                standing.push(*index);
            }
        }
        standing
    }
}

/// Compares indices by the bytes of the ids. A million comparisons of strings would validate each as UTF-8.
fn by_id(items: &[Item]) -> impl Fn(u32, u32) -> bool {
    let key = |index: u32| items.get(index as usize).map(|item| (&item.id, index));
    move |one, other| key(one) < key(other)
}
