//! The conversation as a state machine: find, choose, show the stage, propose, confirm, done.

mod abandon;
mod answers;
mod event;
mod intent;
mod messages;
mod predict;
mod propose;
mod rank;
mod reply;
mod resolve;
mod say;
mod show;
mod state;
mod suggest;
mod view;

use std::fmt::Debug;
use std::rc::Rc;

use super::effect::{Answer, EffectId, Send};
use super::session::Session;
use super::task::{Outcome, Task};
use super::{OpenTask, SearchTask};
use crate::base::{Clock, RecordId};
use crate::rest::query::{Matches, OpportunityQuery};
use crate::transition::{Opportunity, ProposalInput};
pub use event::{Keep, Resolve, UserEvent};
pub use intent::{Criteria, Interpretation, Lexicons, Question, StageWish, Wanting, Wish};
pub use messages::{ButtonCode, CardRowCode, StepCode, SuggestionCode, Text, TextCode};
pub use predict::{Prediction, Writing};
use state::{Draft, FailedStep, Message, State, Subject, Wanted};
pub use suggest::Suggestion;
use view::StepStatus;
pub use view::{Reading, View, ViewStep};

/// An event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A user event.
    User(UserEvent),
    /// The response to a request.
    Answered(EffectId, Answer),
}

/// An effect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Send a request.
    Send(Send),
    /// Stop waiting for a response. Shared requests continue: see [`Session::is_shared`].
    Abort(EffectId),
}

/// The intent parser: a part of its own, which a page of clicks alone does not load.
pub trait Understanding: Debug {
    /// Returns a parser that knows one more language.
    fn with(&self, language: &str, lexicon: &str) -> Rc<dyn Understanding>;

    /// Returns the parser for a conversation in this language.
    fn for_language(&self, tag: &str) -> Rc<dyn Understanding>;

    /// Predicts what a sentence would do.
    fn predict(
        &self,
        conversation: &Conversation,
        session: &Session,
        event: &UserEvent,
        clock: Clock,
    ) -> Prediction;

    /// Keeps the best matches of a search for words.
    fn rank(&self, query: &OpportunityQuery, matches: &mut Matches);

    /// Adds what a sentence has requested to the input for an opportunity.
    fn input(&self, wish: &Wish, input: ProposalInput, opportunity: &Opportunity) -> ProposalInput;

    /// Does what a sentence asks for.
    fn say(
        &self,
        conversation: &mut Conversation,
        session: &mut Session,
        text: &str,
        clock: Clock,
    ) -> Option<Vec<Effect>>;

    /// Does what a model takes a sentence for.
    fn interpreted(
        &self,
        conversation: &mut Conversation,
        session: &mut Session,
        text: &str,
        interpretation: Interpretation,
        clock: Clock,
    ) -> Option<Vec<Effect>>;

    /// Returns true if most of a sentence is understood.
    fn understands(&self, conversation: &Conversation, text: &str, clock: Clock) -> bool;

    /// Returns what can be said next.
    fn suggest(&self, conversation: &Conversation, typed: &str) -> Vec<Suggestion>;
}

/// Compared by identity.
impl PartialEq for dyn Understanding {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::addr_eq(self, other)
    }
}

impl Eq for dyn Understanding {}

/// The state machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conversation {
    state: State,
    turn: u32,
    steps: Vec<ViewStep>,
    outcome: Outcome,
    /// The reply to a sentence that does not change the state.
    reply: Option<reply::Reply>,
    understanding: Option<Rc<dyn Understanding>>,
}

impl Default for Conversation {
    fn default() -> Self {
        Self {
            state: State::Idle { note: Message::Greeting },
            turn: 0,
            steps: Vec::new(),
            outcome: Outcome::NotSent,
            reply: None,
            understanding: None,
        }
    }
}

impl Conversation {
    /// Sets the intent parser. Without it no sentence is understood.
    pub fn set_lexicons(&mut self, understanding: Rc<dyn Understanding>) {
        self.understanding = Some(understanding);
    }

    /// Returns true if most of a sentence is understood here. If not, more lexicons or a model may help.
    #[must_use]
    pub fn understands(&self, text: &str, clock: Clock) -> bool {
        self.understanding.as_ref().is_some_and(|understanding| understanding.understands(self, text, clock))
    }

    /// Returns what can be said next: first what completes the text that was typed so far, then whole sentences.
    #[must_use]
    pub fn suggest(&self, typed: &str) -> Vec<Suggestion> {
        self.understanding
            .as_ref()
            .map(|understanding| understanding.suggest(self, typed))
            .unwrap_or_default()
    }

    /// Handles an event. `None` if it has no effect in this state, for example a late or repeated one.
    pub fn handle(&mut self, session: &mut Session, event: Event, clock: Clock) -> Option<Vec<Effect>> {
        match event {
            Event::User(event) => self.user(session, event, clock),
            Event::Answered(id, answer) => self.answered(session, id, answer, clock),
        }
    }

    /// Returns the current view.
    #[must_use]
    pub fn view(&self, session: &Session) -> View {
        show::view(self, session)
    }

    /// Returns what is known about the last write, not counting a request in flight.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        self.outcome
    }

    /// Returns true while an update is being made or undone.
    #[must_use]
    pub fn is_writing(&self) -> bool {
        matches!(self.state, State::Applying { .. } | State::Undoing { .. })
    }

    /// Returns the turn, which grows with each user event.
    #[must_use]
    pub fn turn(&self) -> u32 {
        self.turn
    }

    /// Returns the requests whose responses are awaited.
    #[must_use]
    pub fn outstanding(&self) -> Vec<EffectId> {
        match &self.state {
            State::Finding { task, .. } => task.outstanding(),
            State::Opening { task, .. } => task.outstanding(),
            State::Applying { task, .. } => task.outstanding(),
            State::Undoing { task, .. } => task.outstanding(),
            State::Idle { .. }
            | State::Choosing { .. }
            | State::Current { .. }
            | State::ChoosingStage(_)
            | State::Preview(_)
            | State::Editing { .. }
            | State::Conflict(_)
            | State::Done { .. }
            | State::Failed { .. } => Vec::new(),
        }
    }

    fn user(&mut self, session: &mut Session, event: UserEvent, clock: Clock) -> Option<Vec<Effect>> {
        // During a write nothing else can start.
        if self.is_writing() {
            return None;
        }
        match event {
            UserEvent::Say { text } if text.trim().is_empty() => None,
            UserEvent::Say { text } => match self.understanding.clone() {
                Some(understanding) => understanding.say(self, session, &text, clock),
                None => self.not_understood(),
            },
            UserEvent::Interpreted { text, interpretation } => match self.understanding.clone() {
                Some(understanding) => {
                    understanding.interpreted(self, session, &text, *interpretation, clock)
                }
                None => self.not_understood(),
            },
            UserEvent::Find { query } => {
                query.check().ok()?;
                let words = words_of(&query).unwrap_or_else(|| query.words.join(" "));
                let wanted = self.wanted_before(&query);
                Some(self.find(session, query, words, wanted))
            }
            UserEvent::Choose { id } => self.choose(session, &id),
            UserEvent::Propose(input) => self.propose(session, input, clock),
            UserEvent::Confirm => self.confirm(session, clock),
            UserEvent::Edit => self.edit(),
            UserEvent::Cancel => self.cancel(),
            UserEvent::Retry => self.retry(session, clock),
            UserEvent::Resolve(how) => self.resolve(&how, clock),
            UserEvent::Undo => self.undo(session, clock),
        }
    }

    /// Returns the requested change from when the same search failed before.
    fn wanted_before(&self, query: &OpportunityQuery) -> Option<Wanted> {
        if let State::Failed { after: FailedStep::Reading(UserEvent::Find { query: failed }, wanted), .. } =
            &self.state
            && failed == query
        {
            wanted.as_deref().cloned()
        } else {
            None
        }
    }

    fn find(
        &mut self,
        session: &mut Session,
        query: OpportunityQuery,
        words: String,
        wanted: Option<Wanted>,
    ) -> Vec<Effect> {
        match SearchTask::start(session, query.clone()) {
            Ok((task, sends)) => {
                let mut effects = self.enter(State::Finding { task, words, wanted, back: None });
                self.begin(StepCode::FindOpportunity);
                effects.extend(sends.into_iter().map(Effect::Send));
                effects
            }
            Err(problem) => self.enter(State::Failed {
                problem,
                after: FailedStep::Reading(UserEvent::Find { query }, wanted.map(Box::new)),
            }),
        }
    }

    fn choose(&mut self, session: &mut Session, id: &str) -> Option<Vec<Effect>> {
        let id = RecordId::opportunity(id).ok()?;
        let (words, wanted) = match &self.state {
            State::Choosing { words, wanted, matches } => {
                // If it was chosen from several, its own name is used.
                let name =
                    matches.opportunities.iter().find(|found| found.id == id).map(|found| found.name.clone());
                (name.or_else(|| Some(words.clone())), wanted.clone())
            }
            State::Failed { after: FailedStep::Reading(UserEvent::Choose { .. }, wanted), .. } => {
                (None, wanted.as_deref().cloned())
            }
            State::Failed { after: FailedStep::Applying(draft), .. }
                if draft.focus.opportunity.record.id == id =>
            {
                (Some(draft.focus.subject.clone()), Some(draft.input.clone().into()))
            }
            State::Idle { .. }
            | State::Finding { .. }
            | State::Opening { .. }
            | State::Current { .. }
            | State::ChoosingStage(_)
            | State::Preview(_)
            | State::Editing { .. }
            | State::Applying { .. }
            | State::Conflict(_)
            | State::Undoing { .. }
            | State::Done { .. }
            | State::Failed { .. } => (None, None),
        };
        Some(self.open(session, id, words, wanted))
    }

    fn open(
        &mut self,
        session: &mut Session,
        id: RecordId,
        words: Option<String>,
        wanted: Option<Wanted>,
    ) -> Vec<Effect> {
        let known = self.focus().filter(|focus| focus.opportunity.record.id == id).cloned();
        let (task, sends) = OpenTask::start(session, &id);
        let mut effects = self.enter(State::Opening { task, id, words, wanted, known });
        self.begin(StepCode::ReadOpportunity);
        effects.extend(sends.into_iter().map(Effect::Send));
        effects
    }

    /// Reads the current opportunity again, and continues with the requested change.
    fn read_again(&mut self, session: &mut Session, wanted: Option<Wanted>) -> Option<Vec<Effect>> {
        let focus = self.focus()?;
        let (id, words) = (focus.opportunity.record.id.clone(), focus.subject.clone());
        Some(self.open(session, id, Some(words), wanted))
    }

    fn retry(&mut self, session: &mut Session, clock: Clock) -> Option<Vec<Effect>> {
        let State::Failed { problem, after } = &self.state else { return None };
        match after {
            FailedStep::Reading(event, _) => self.user(session, event.clone(), clock),
            FailedStep::Applying(_) if problem.retryable => self.confirm(session, clock),
            FailedStep::Undoing { .. } if problem.retryable => self.undo(session, clock),
            FailedStep::Applying(_) | FailedStep::Undoing { .. } => None,
        }
    }

    fn edit(&mut self) -> Option<Vec<Effect>> {
        let form = self.form()?;
        Some(self.enter(form))
    }

    /// Returns the state with the form.
    fn form(&self) -> Option<State> {
        let mut refused = None;
        let (focus, input) = match &self.state {
            State::Current { focus, .. } => (focus.clone(), ProposalInput::default()),
            State::ChoosingStage(draft) | State::Preview(draft) => (draft.focus.clone(), draft.input.clone()),
            State::Failed { problem, after: FailedStep::Applying(draft) } => {
                // Salesforce's errors stay at their fields until the values are sent again.
                refused = Some(problem.clone()).filter(|problem| problem.code.judges_the_change()).map(Err);
                (draft.focus.clone(), draft.input.clone())
            }
            State::Conflict(conflict_state) => {
                (conflict_state.remote.clone(), conflict_state.requested.clone())
            }
            State::Idle { .. }
            | State::Finding { .. }
            | State::Choosing { .. }
            | State::Opening { .. }
            | State::Editing { .. }
            | State::Applying { .. }
            | State::Undoing { .. }
            | State::Done { .. }
            | State::Failed { .. } => return None,
        };
        Some(State::Editing { focus, input, checked: refused })
    }

    fn cancel(&mut self) -> Option<Vec<Effect>> {
        let before = self.before()?;
        Some(self.enter(before))
    }

    /// Returns the state that a cancellation leads to.
    fn before(&self) -> Option<State> {
        let undoing = matches!(&self.state, State::Failed { after: FailedStep::Undoing { .. }, .. });
        let note = if undoing { Message::Stage } else { Message::Cancelled };
        let focus = match &self.state {
            State::Idle { .. }
            | State::Current { .. }
            | State::Done { .. }
            | State::Applying { .. }
            | State::Undoing { .. } => return None,
            State::ChoosingStage(draft)
            | State::Preview(draft)
            | State::Failed { after: FailedStep::Applying(draft), .. } => Some(draft.focus.clone()),
            State::Editing { focus, .. } | State::Failed { after: FailedStep::Undoing { focus, .. }, .. } => {
                Some(focus.clone())
            }
            State::Conflict(conflict_state) => Some(conflict_state.remote.clone()),
            State::Finding { .. }
            | State::Choosing { .. }
            | State::Opening { .. }
            | State::Failed { after: FailedStep::Reading(..), .. } => None,
        };
        Some(match focus {
            Some(focus) => State::Current { focus, note },
            None => State::Idle { note },
        })
    }

    /// Returns the current opportunity.
    fn focus(&self) -> Option<&Subject> {
        match &self.state {
            State::Current { focus, .. }
            | State::Editing { focus, .. }
            | State::Done { focus, .. }
            | State::Undoing { focus, .. }
            | State::Failed { after: FailedStep::Undoing { focus, .. }, .. } => Some(focus),
            State::Opening { known, .. } => known.as_ref(),
            State::Conflict(conflict_state) => Some(&conflict_state.remote),
            State::ChoosingStage(draft)
            | State::Preview(draft)
            | State::Applying { draft, .. }
            | State::Failed { after: FailedStep::Applying(draft), .. } => Some(&draft.focus),
            State::Idle { .. }
            | State::Finding { .. }
            | State::Choosing { .. }
            | State::Failed { after: FailedStep::Reading(..), .. } => None,
        }
    }

    /// Starts a new turn and aborts what is in flight.
    fn enter(&mut self, state: State) -> Vec<Effect> {
        let aborted = self.outstanding().into_iter().map(Effect::Abort).collect();
        self.state = state;
        if self.is_writing() {
            self.outcome = Outcome::NotSent;
        }
        self.reply = None;
        self.turn += 1;
        self.steps.clear();
        aborted
    }

    fn begin(&mut self, code: StepCode) {
        self.steps.push(ViewStep { code, label: code.english().into(), status: StepStatus::Pending });
    }

    fn end(&mut self, status: StepStatus) {
        if let Some(step) = self.steps.last_mut() {
            step.status = status;
        }
    }
}

fn words_of(query: &OpportunityQuery) -> Option<String> {
    let words: Vec<_> = [&query.account, &query.name, &query.search]
        .into_iter()
        .flatten()
        .map(|words| words.trim())
        .collect();
    if words.is_empty() { None } else { Some(words.join(", ")) }
}
