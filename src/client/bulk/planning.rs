//! Reads the records and judges them.
//!
//! One record of each record type is opened as any other: its stages, fields and rules then judge the others, which
//! are read by the thousand with no more fields than that takes.

use super::item::State;
use super::judge::judge;
use super::machine::{BulkStep, Effect, Event, Machine, again, may_pass, passes};
use super::plan::Plan;
use crate::base::error::{Code, Problem};
use crate::base::json::Value as Json;
use crate::base::{Clock, FieldName, RecordId};
use crate::client::OpenTask;
use crate::client::columns::leave_out;
use crate::client::effect::{Answer, EffectId, Send};
use crate::client::session::Session;
use crate::client::task::{Step, Task};
use crate::rest::record_rows::{self, Pages};
use crate::transition::Opportunity;

/// How many records are judged in one go.
const SLICE: usize = 50;

/// How many chunks are read ahead, the one that is judged among them.
const AHEAD: usize = 2;

/// Records being read and judged.
#[derive(Debug, Default)]
pub struct Planning {
    /// The first record that has not been asked for.
    next: usize,
    chunks: Vec<Chunk>,
    opening: Option<Open>,
    /// An opportunity of each record type that came up. The type is the rows' own: what is opened may tell another.
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

/// Records that are asked for together.
#[derive(Debug)]
struct Chunk {
    places: Vec<u32>,
    waiting: Option<EffectId>,
    asks: Asks,
    pages: Pages,
    rows: Vec<Json>,
    retries: u32,
    /// With how many fields it was asked for.
    fields: usize,
}

/// What a chunk waits for.
#[derive(Clone, Debug)]
enum Asks {
    /// The id of one record that there is.
    One,
    Rows,
    /// The current one of `pages`.
    Page,
}

impl Planning {
    /// Nothing read yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn send(plan: &Plan, fields: &[FieldName], chunk: &mut Chunk, session: &mut Session) -> Send {
        let version = session.settings.version;
        let ids = plan.ids(&chunk.places);
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
        send
    }

    /// Asks for what there is room for.
    fn fill(&mut self, plan: &Plan, session: &mut Session) -> BulkStep {
        let mut asked = Effect::default();
        // The first record tells which fields there are: nothing is asked for beside it.
        let room = if self.opened.is_empty() { 1 } else { AHEAD };
        while self.chunks.len() < room && self.opening.is_none() {
            let mut places = Vec::new();
            while places.len() < record_rows::MOST
                && let Some(item) = plan.item(self.next)
            {
                if item.state == State::Unread {
                    places.extend(u32::try_from(self.next));
                }
                self.next += 1;
            }
            if places.is_empty() {
                break;
            }
            let asks = if self.opened.is_empty() { Asks::One } else { Asks::Rows };
            let (pages, rows) = (Pages::default(), Vec::new());
            let mut chunk = Chunk { places, waiting: None, asks, pages, rows, retries: 0, fields: 0 };
            asked.sends.push(Self::send(plan, &self.fields, &mut chunk, session));
            self.chunks.push(chunk);
        }
        if self.chunks.is_empty() { BulkStep::Done(Ok(())) } else { BulkStep::Going(asked) }
    }

    fn open(&mut self, session: &mut Session, id: RecordId, record_type: Option<RecordId>) -> BulkStep {
        let (task, sends) = OpenTask::start(session, &id);
        self.opening = Some(Open { id, record_type, doing: Ok(task) });
        BulkStep::Going(Effect { sends, ..Effect::default() })
    }

    fn opened(
        &mut self,
        plan: &mut Plan,
        session: &mut Session,
        open: Open,
        result: Result<Opportunity, Problem>,
        wait: Option<u32>,
    ) -> BulkStep {
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
                return BulkStep::Going(Effect { waits: vec![(wait, milliseconds)], ..Effect::default() });
            }
            // It was there a moment ago.
            (Err(problem), _) if problem.code == Code::NotFound => {
                if let Some(place) = plan.find(open.id.as_str()) {
                    plan.settle(place, State::Invalid, Some(problem));
                }
            }
            (Err(problem), _) => return BulkStep::Done(Err(problem)),
        }
        // The first chunk was asked for one id alone.
        let mut asked = Effect::default();
        for chunk in &mut self.chunks {
            if let Asks::One = chunk.asks {
                chunk.asks = if self.opened.is_empty() { Asks::One } else { Asks::Rows };
                asked.sends.push(Self::send(plan, &self.fields, chunk, session));
            }
        }
        BulkStep::Going(asked)
    }

    fn answered(
        &mut self,
        plan: &mut Plan,
        session: &mut Session,
        place: usize,
        answer: &Answer,
        clock: Clock,
    ) -> BulkStep {
        let Some(chunk) = self.chunks.get_mut(place) else { return BulkStep::Going(Effect::default()) };
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
                return BulkStep::Going(Effect { sends: vec![send], ..Effect::default() });
            }
            Err(problem) => {
                let again = again(answer, chunk.retries, clock).filter(|_| passes(answer, &problem));
                let Some(milliseconds) = again else { return BulkStep::Done(Err(problem)) };
                let wait = session.effect();
                chunk.waiting = Some(wait);
                chunk.retries += 1;
                return BulkStep::Going(Effect { waits: vec![(wait, milliseconds)], ..Effect::default() });
            }
        };
        if let Asks::One = chunk.asks {
            let id = page.rows.first().and_then(|row| RecordId::new(row["Id"].as_str()?).ok());
            return match id {
                Some(id) => self.open(session, id, None),
                None => {
                    self.missing(plan, place);
                    self.fill(plan, session)
                }
            };
        }
        let more = match chunk.pages.turn(&page) {
            Ok(more) => more,
            Err(problem) => return BulkStep::Done(Err(problem)),
        };
        chunk.rows.extend(page.rows);
        let mut asked = Effect::default();
        if more {
            chunk.asks = Asks::Page;
            asked.sends.push(Self::send(plan, &self.fields, chunk, session));
        }
        BulkStep::Going(asked)
    }

    /// Ends a chunk: what is still unread is not there.
    fn missing(&mut self, plan: &mut Plan, place: usize) {
        let chunk = self.chunks.remove(place);
        for place in plan.standing(&chunk.places, State::Unread) {
            let problem = Problem::new(Code::NotFound, "no such record, or not for this user");
            plan.settle(place, State::Invalid, Some(problem));
        }
    }
}

impl Machine for Planning {
    fn start(&mut self, plan: &mut Plan, session: &mut Session, _: Clock) -> BulkStep {
        self.fill(plan, session)
    }

    fn hear(
        &mut self,
        plan: &mut Plan,
        session: &mut Session,
        id: EffectId,
        heard: Event,
        clock: Clock,
    ) -> BulkStep {
        let nothing = BulkStep::Going(Effect::default());
        match self.opening.take() {
            Some(Open { id: record, record_type, doing: Err(wait) }) if wait == id => {
                return self.open(session, record, record_type);
            }
            Some(Open { id: record, record_type, doing: Ok(mut task) })
                if task.outstanding().contains(&id) =>
            {
                let Event::Answer(answer) = heard else { return nothing };
                let wait = again(&answer, self.retries, clock);
                let step = task.answer(session, id, answer, clock);
                let open = Open { id: record, record_type, doing: Ok(task) };
                return match step {
                    Step::Waiting(sends) => {
                        self.opening = Some(open);
                        BulkStep::Going(Effect { sends, ..Effect::default() })
                    }
                    Step::Done(result) => self.opened(plan, session, open, result, wait),
                };
            }
            other => self.opening = other,
        }
        let Some(place) = self.chunks.iter().position(|chunk| chunk.waiting == Some(id)) else {
            return nothing;
        };
        if let Some(chunk) = self.chunks.get_mut(place) {
            chunk.waiting = None;
            if heard == Event::Waited {
                let send = Self::send(plan, &self.fields, chunk, session);
                return BulkStep::Going(Effect { sends: vec![send], ..Effect::default() });
            }
        }
        match heard {
            Event::Answer(answer) => self.answered(plan, session, place, &answer, clock),
            Event::Waited => nothing,
        }
    }

    fn has_work(&self) -> bool {
        let opening = self.opening.is_some();
        let ready = |chunk: &Chunk| chunk.waiting.is_none() || !chunk.rows.is_empty();
        !opening && !self.opened.is_empty() && self.chunks.first().is_some_and(ready)
    }

    fn work(&mut self, plan: &mut Plan, session: &mut Session, clock: Clock) -> BulkStep {
        let Some(today) = clock.today() else {
            return BulkStep::Done(Err(Problem::new(Code::Internal, "the clock shows no date")));
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
                |place: &u32| plan.items.get(*place as usize).is_some_and(|it| it.state == State::Unread);
            let Some(place) = plan.find(record.id.as_str()).filter(unread) else { continue };
            let like = self.opened.iter().find(|(known, _)| *known == record.record_type);
            match like {
                Some((_, like)) => judge(plan, place, like, record, today),
                None => {
                    chunk.rows.push(row);
                    return self.open(session, record.id, Some(record.record_type));
                }
            }
        }
        self.fill(plan, session)
    }
}

/// The fields that it takes to judge, as far as this user has them.
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
        // Whether there is a lookup is known, what it leads to is not.
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
