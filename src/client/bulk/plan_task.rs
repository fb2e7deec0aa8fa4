//! Reads the records and checks them.
//!
//! One record of each record type is opened like any other. Its stages, fields and rules then check the other
//! records, which are read in thousands with only the necessary fields.

use std::cell::RefCell;
use std::rc::Rc;

use super::item::State;
use super::judge::judge;
use super::plan::Plan;
use super::retries::{may_pass, passes, retry_delay};
use crate::base::error::{Code, Problem};
use crate::base::json::Value as Json;
use crate::base::{Clock, FieldName, RecordId};
use crate::client::OpenTask;
use crate::client::columns::leave_out;
use crate::client::effect::{Answer, Effect, EffectId, Event};
use crate::client::session::Session;
use crate::client::task::{Step, Task};
use crate::rest::record_rows::{self, Pages};
use crate::transition::Opportunity;

/// The number of records checked in one slice.
const SLICE: usize = 50;

/// The number of chunks in flight, including the one that is being checked.
const AHEAD: usize = 2;

/// Reads and checks the records of a plan. It starts with its first slice of work.
#[derive(Debug)]
pub struct PlanTask {
    plan: Rc<RefCell<Plan>>,
    reads: Reads,
}

/// The records that are being read and checked.
#[derive(Debug, Default)]
struct Reads {
    started: bool,
    /// The first record that was not requested yet.
    next: usize,
    chunks: Vec<Chunk>,
    opening: Option<Open>,
    /// An opportunity of each record type so far. The type is the row's own; the opened record may have another
    /// one.
    opened: Vec<(RecordId, Opportunity)>,
    fields: Vec<FieldName>,
    retries: u32,
}

/// A record that is opened for its record type.
#[derive(Debug)]
struct Open {
    id: RecordId,
    record_type: Option<RecordId>,
    doing: Result<OpenTask, EffectId>,
}

/// Records that are requested together.
#[derive(Debug)]
struct Chunk {
    indices: Vec<u32>,
    waiting: Option<EffectId>,
    asks: Asks,
    pages: Pages,
    rows: Vec<Json>,
    retries: u32,
    /// The number of fields that were requested.
    fields: usize,
}

/// What a chunk waits for.
#[derive(Clone, Debug)]
enum Asks {
    /// The id of one record that exists.
    One,
    Rows,
    /// The current one of `pages`.
    Page,
}

impl PlanTask {
    /// Creates it; nothing has been read.
    #[must_use]
    pub fn new(plan: Rc<RefCell<Plan>>) -> Self {
        Self { plan, reads: Reads::default() }
    }
}

impl Reads {
    fn send(plan: &Plan, fields: &[FieldName], chunk: &mut Chunk, session: &mut Session) -> Effect {
        let version = session.settings.version;
        let ids = plan.ids(&chunk.indices);
        let request = match &chunk.asks {
            Asks::One => record_rows::request(version, &ids, &[], 1),
            Asks::Rows => record_rows::request(version, &ids, fields, ids.len()),
            Asks::Page => match chunk.pages.request(version) {
                Some(page) => page,
                None => record_rows::request(version, &ids, fields, ids.len()),
            },
        };
        let send = session.send(request);
        (chunk.waiting, chunk.fields) = (Some(send.id), fields.len());
        Effect::Send(send)
    }

    /// Sends requests up to the limit.
    fn fill(&mut self, plan: &Plan, session: &mut Session) -> Step<()> {
        let mut effects = Vec::new();
        // The first record determines the fields, so nothing else is requested at the same time.
        let room = if self.opened.is_empty() { 1 } else { AHEAD };
        while self.chunks.len() < room && self.opening.is_none() {
            let mut indices = Vec::new();
            while indices.len() < record_rows::MOST
                && let Some(item) = plan.item(self.next)
            {
                if item.state == State::Unread {
                    indices.extend(u32::try_from(self.next));
                }
                self.next += 1;
            }
            if indices.is_empty() {
                break;
            }
            let asks = if self.opened.is_empty() { Asks::One } else { Asks::Rows };
            let (pages, rows) = (Pages::default(), Vec::new());
            let mut chunk = Chunk { indices, waiting: None, asks, pages, rows, retries: 0, fields: 0 };
            effects.push(Self::send(plan, &self.fields, &mut chunk, session));
            self.chunks.push(chunk);
        }
        if self.chunks.is_empty() { Step::Done(Ok(())) } else { Step::Waiting(effects) }
    }

    fn open(&mut self, session: &mut Session, id: RecordId, record_type: Option<RecordId>) -> Step<()> {
        let (task, effects) = OpenTask::start(session, &id);
        self.opening = Some(Open { id, record_type, doing: Ok(task) });
        Step::Waiting(effects)
    }

    fn opened(
        &mut self,
        plan: &mut Plan,
        session: &mut Session,
        open: Open,
        result: Result<Opportunity, Problem>,
        wait: Option<u32>,
    ) -> Step<()> {
        match (result, wait) {
            (Ok(opportunity), _) => {
                self.fields = fields(plan, session, &opportunity);
                let record_type = open.record_type.unwrap_or_else(|| opportunity.record.record_type.clone());
                self.opened.push((record_type, opportunity));
            }
            (Err(problem), Some(milliseconds)) if may_pass(&problem) => {
                let wait = session.effect();
                self.opening = Some(Open { doing: Err(wait), ..open });
                self.retries += 1;
                return Step::Waiting(vec![Effect::Wait(wait, milliseconds)]);
            }
            // It existed a moment ago.
            (Err(problem), _) if problem.code == Code::NotFound => {
                if let Some(index) = plan.find(open.id.as_str()) {
                    plan.settle(index, State::Invalid, Some(problem));
                }
            }
            (Err(problem), _) => return Step::Done(Err(problem)),
        }
        // The first chunk was only requested for one id.
        let mut effects = Vec::new();
        for chunk in &mut self.chunks {
            if let Asks::One = chunk.asks {
                chunk.asks = if self.opened.is_empty() { Asks::One } else { Asks::Rows };
                effects.push(Self::send(plan, &self.fields, chunk, session));
            }
        }
        Step::Waiting(effects)
    }

    fn answered(
        &mut self,
        plan: &mut Plan,
        session: &mut Session,
        index: usize,
        answer: &Answer,
        clock: Clock,
    ) -> Step<()> {
        let Some(chunk) = self.chunks.get_mut(index) else { return Step::Waiting(Vec::new()) };
        let page = match answer {
            Ok(response) => record_rows::read(response),
            Err(reason) => Err(session.no_answer(reason)),
        };
        let page = match page {
            Ok(page) => page,
            Err(problem)
                if problem.code == Code::FieldNotFound
                    && (chunk.fields > self.fields.len() || leave_out(&mut self.fields, &problem)) =>
            {
                let send = Self::send(plan, &self.fields, chunk, session);
                return Step::Waiting(vec![send]);
            }
            Err(problem) => {
                let delay = retry_delay(answer, chunk.retries, clock).filter(|_| passes(answer, &problem));
                let Some(milliseconds) = delay else { return Step::Done(Err(problem)) };
                let wait = session.effect();
                chunk.waiting = Some(wait);
                chunk.retries += 1;
                return Step::Waiting(vec![Effect::Wait(wait, milliseconds)]);
            }
        };
        if let Asks::One = chunk.asks {
            let id = page.rows.first().and_then(|row| RecordId::new(row["Id"].as_str()?).ok());
            return match id {
                Some(id) => self.open(session, id, None),
                None => {
                    self.missing(plan, index);
                    self.fill(plan, session)
                }
            };
        }
        let more = match chunk.pages.turn(&page) {
            Ok(more) => more,
            Err(problem) => return Step::Done(Err(problem)),
        };
        chunk.rows.extend(page.rows);
        let mut effects = Vec::new();
        if more {
            chunk.asks = Asks::Page;
            effects.push(Self::send(plan, &self.fields, chunk, session));
        }
        Step::Waiting(effects)
    }

    /// Ends a chunk: records that are still unread do not exist.
    fn missing(&mut self, plan: &mut Plan, index: usize) {
        let chunk = self.chunks.remove(index);
        for index in plan.standing(&chunk.indices, State::Unread) {
            let problem = Problem::new(Code::NotFound, "no such record, or not for this user");
            plan.settle(index, State::Invalid, Some(problem));
        }
    }

    fn handle(
        &mut self,
        plan: &mut Plan,
        session: &mut Session,
        id: EffectId,
        event: Event,
        clock: Clock,
    ) -> Step<()> {
        match self.opening.take() {
            Some(Open { id: record, record_type, doing: Err(wait) }) if wait == id => {
                return self.open(session, record, record_type);
            }
            Some(Open { id: record, record_type, doing: Ok(mut task) })
                if task.outstanding().contains(&id) =>
            {
                let wait = match &event {
                    Event::Answer(answer) => retry_delay(answer, self.retries, clock),
                    Event::Waited => None,
                };
                let step = task.handle(session, id, event, clock);
                let open = Open { id: record, record_type, doing: Ok(task) };
                return match step {
                    Step::Waiting(effects) => {
                        self.opening = Some(open);
                        Step::Waiting(effects)
                    }
                    Step::Done(result) => self.opened(plan, session, open, result, wait),
                };
            }
            other => self.opening = other,
        }
        let mut chunks = self.chunks.iter_mut().enumerate();
        let Some((index, chunk)) = chunks.find(|(_, chunk)| chunk.waiting == Some(id)) else {
            return Step::Waiting(Vec::new());
        };
        chunk.waiting = None;
        match event {
            Event::Answer(answer) => self.answered(plan, session, index, &answer, clock),
            Event::Waited => Step::Waiting(vec![Self::send(plan, &self.fields, chunk, session)]),
        }
    }

    fn outstanding(&self) -> Vec<EffectId> {
        let opening = match &self.opening {
            None => Vec::new(),
            Some(Open { doing: Ok(task), .. }) => task.outstanding(),
            Some(Open { doing: Err(wait), .. }) => vec![*wait],
        };
        self.chunks.iter().filter_map(|chunk| chunk.waiting).chain(opening).collect()
    }

    fn has_work(&self) -> bool {
        let ready = |chunk: &Chunk| chunk.waiting.is_none() || !chunk.rows.is_empty();
        self.opening.is_none() && !self.opened.is_empty() && self.chunks.first().is_some_and(ready)
    }

    /// Checks some of the records that were read.
    fn check_rows(&mut self, plan: &mut Plan, session: &mut Session, clock: Clock) -> Step<()> {
        let Some(today) = clock.today() else {
            return Step::Done(Err(Problem::new(Code::Internal, "the clock is out of range")));
        };
        for _ in 0..SLICE {
            let Some(chunk) = self.chunks.first_mut() else { break };
            let Some(row) = chunk.rows.pop() else {
                if chunk.waiting.is_none() {
                    self.missing(plan, 0);
                }
                break;
            };
            let Some(record) = record_rows::snapshot(&row) else { continue };
            let unread =
                |index: &u32| plan.items.get(*index as usize).is_some_and(|it| it.state == State::Unread);
            let Some(index) = plan.find(record.id.as_str()).filter(unread) else { continue };
            let like = self.opened.iter().find(|(known, _)| *known == record.record_type);
            match like {
                Some((_, like)) => judge(plan, index, like, record, today),
                None => {
                    chunk.rows.push(row);
                    return self.open(session, record.id, Some(record.record_type));
                }
            }
        }
        self.fill(plan, session)
    }
}

impl Task for PlanTask {
    type Output = ();

    fn handle(&mut self, session: &mut Session, id: EffectId, event: Event, clock: Clock) -> Step<()> {
        self.reads.handle(&mut self.plan.borrow_mut(), session, id, event, clock)
    }

    fn outstanding(&self) -> Vec<EffectId> {
        self.reads.outstanding()
    }

    fn work(&mut self, session: &mut Session, clock: Clock) -> Option<Step<()>> {
        let plan = &mut self.plan.borrow_mut();
        if !std::mem::replace(&mut self.reads.started, true) {
            return Some(self.reads.fill(plan, session));
        }
        self.reads.has_work().then(|| self.reads.check_rows(plan, session, clock))
    }
}

/// Returns the fields that a check needs, as far as this user can see them.
fn fields(plan: &Plan, session: &Session, opportunity: &Opportunity) -> Vec<FieldName> {
    const ALWAYS: [&str; 7] = [
        "StageName",
        "RecordTypeId",
        "LastModifiedDate",
        "IsClosed",
        "IsWon",
        "CloseDate",
        "HasOpportunityLineItem",
    ];
    let info = &opportunity.info;
    let mut names: Vec<FieldName> = Vec::new();
    let mut add = |name: FieldName| {
        // The lookup itself is described, the record behind it is not.
        let first = name.as_str().split('.').next().unwrap_or_default();
        let lookup = match first.strip_suffix("__r") {
            _ if !name.crosses_relationship() => name.as_str().to_owned(),
            Some(stem) => [stem, "__c"].concat(),
            None => [first, "Id"].concat(),
        };
        let there = FieldName::new(&lookup).is_some_and(|lookup| info.field(&lookup).is_some());
        let known = |known: &FieldName| known.as_str().eq_ignore_ascii_case(name.as_str());
        let always = matches!(name.as_str(), "StageName" | "LastModifiedDate");
        if (there || always) && !names.iter().any(known) {
            names.push(name);
        }
    };
    ALWAYS.iter().filter_map(|name| FieldName::new(name)).for_each(&mut add);
    session.metadata.fields(&session.settings.fields).into_iter().for_each(&mut add);
    let mut last = None;
    for change in &plan.changes.list {
        for (name, _) in &change.fields {
            if last.replace(*name) != Some(*name)
                && let Some(name) = FieldName::new(plan.changes.name(*name))
            {
                add(name);
            }
        }
    }
    names
}
