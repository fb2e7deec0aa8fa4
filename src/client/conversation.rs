//! The conversation as a state machine: find, choose, show the stage, propose, confirm, done.

mod abandon;
mod answers;
mod event;
mod find;
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
mod understanding;
mod view;

use std::rc::Rc;

use super::effect::{Effect, EffectId};
use super::session::Session;
use super::task::{Outcome, Task};
use crate::base::Clock;
use crate::transition::ProposalInput;
pub use event::{Keep, Resolve, UserEvent};
use find::words_of;
pub use intent::{Criteria, Interpretation, Lexicons, Question, StageWish, Wanting, Wish};
pub use messages::{ButtonCode, CardRowCode, StepCode, SuggestionCode, Text, TextCode};
pub use predict::{Prediction, Writing};
use state::{Draft, FailedStep, Message, State, Subject, Wanted};
pub use suggest::Suggestion;
pub use understanding::Understanding;
use view::StepStatus;
pub use view::{Reading, View, ViewStep};

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

    /// Returns what the user can type next: first what completes the text that was typed so far, then whole sentences.
    #[must_use]
    pub fn suggest(&self, typed: &str) -> Vec<Suggestion> {
        self.understanding
            .as_ref()
            .map(|understanding| understanding.suggest(self, typed))
            .unwrap_or_default()
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

    /// Handles a user event. `None` if it has no effect in this state, for example a repeated one.
    pub fn user(&mut self, session: &mut Session, event: UserEvent, clock: Clock) -> Option<Vec<Effect>> {
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
