//! The conversation as a state machine: find, choose, see the stage, propose, confirm, done.

mod answers;
mod propose;
mod show;
mod state;

use serde::Serialize;

use super::session::{Clock, Session};
use super::task::{Answer, EffectId, Send, Task};
use super::utterance::{Utterance, ordinal, understand};
use super::view::{StepStatus, View, ViewStep};
use super::wording::StepCode;
use super::{Finding, Opening};
use crate::record::RecordId;
use crate::rest::query::OpportunityQuery;
use crate::text::fold;
use crate::transition::ProposalInput;
use state::{After, Draft, Focus, Note, State};

/// What a person does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum UserEvent {
    /// Says a sentence.
    Say {
        /// The sentence.
        text: String,
    },
    /// Looks for opportunities.
    Find {
        /// What to look for.
        query: OpportunityQuery,
    },
    /// Takes one of several opportunities, or names one by its id.
    Choose {
        /// Its id.
        id: String,
    },
    /// Wants something changed.
    Propose(ProposalInput),
    /// Confirms what is shown.
    Confirm,
    /// Wants to change the details.
    Edit,
    /// Wants nothing of it.
    Cancel,
}

/// What the machine takes in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A person did something.
    User(UserEvent),
    /// An answer came.
    Answered(EffectId, Answer),
}

/// What the machine wants done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Send a request.
    Send(Send),
    /// Nobody waits for the answer any more.
    Abort(EffectId),
}

/// The machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conversation {
    state: State,
    turn: u32,
    steps: Vec<ViewStep>,
}

impl Default for Conversation {
    fn default() -> Self {
        Self { state: State::Idle { note: Note::Greeting }, turn: 0, steps: Vec::new() }
    }
}

impl Conversation {
    /// Takes an event. `None` where it means nothing in this state: a late, repeated or unknown one changes nothing.
    pub fn handle(&mut self, session: &mut Session, event: Event, clock: Clock) -> Option<Vec<Effect>> {
        match event {
            Event::User(event) => self.user(session, event, clock),
            Event::Answered(id, answer) => self.answered(session, id, answer, clock),
        }
    }

    /// True where the event would do something now.
    #[must_use]
    pub fn can(&self, session: &Session, event: &UserEvent, clock: Clock) -> bool {
        self.clone().user(&mut session.clone(), event.clone(), clock).is_some()
    }

    /// What to show.
    #[must_use]
    pub fn view(&self, session: &Session) -> View {
        show::view(self, session)
    }

    /// The requests whose answers are awaited.
    #[must_use]
    pub fn outstanding(&self) -> Vec<EffectId> {
        match &self.state {
            State::Finding { task, .. } => task.outstanding(),
            State::Opening { task, .. } => task.outstanding(),
            State::Applying { task, .. } => task.outstanding(),
            State::Idle { .. }
            | State::Choosing { .. }
            | State::Current { .. }
            | State::ChoosingStage(_)
            | State::Preview(_)
            | State::Editing { .. }
            | State::Done { .. }
            | State::Failed { .. } => Vec::new(),
        }
    }

    fn user(&mut self, session: &mut Session, event: UserEvent, clock: Clock) -> Option<Vec<Effect>> {
        // Once a write is under way its outcome comes first.
        if matches!(self.state, State::Applying { .. }) {
            return None;
        }
        match event {
            UserEvent::Say { text } => self.say(session, &text, clock),
            UserEvent::Find { query } => {
                let words = words_of(&query)?;
                let wanted = self.wanted_before(&query);
                Some(self.find(session, query, words, wanted))
            }
            UserEvent::Choose { id } => self.choose(session, &id),
            UserEvent::Propose(input) => self.propose(session, input, clock),
            UserEvent::Confirm => self.confirm(session, clock),
            UserEvent::Edit => self.edit(),
            UserEvent::Cancel => self.cancel(),
        }
    }

    /// What was wanted of the opportunity when this very look-up failed.
    fn wanted_before(&self, query: &OpportunityQuery) -> Option<ProposalInput> {
        if let State::Failed { after: After::Reading(UserEvent::Find { query: failed }, wanted), .. } =
            &self.state
            && failed == query
        {
            wanted.as_deref().cloned()
        } else {
            None
        }
    }

    fn say(&mut self, session: &mut Session, text: &str, clock: Clock) -> Option<Vec<Effect>> {
        match understand(text) {
            Utterance::Ask { words: Some(words) } => Some(self.search(session, words, None)),
            Utterance::Ask { words: None } => match self.focus().cloned() {
                Some(focus) => Some(self.enter(State::Current { focus, note: Note::Stage })),
                None => self.not_understood(),
            },
            Utterance::SmallTalk => self.not_understood(),
            Utterance::Update { words: Some(words), stage } => {
                Some(self.search(session, words, Some(stage_alone(stage))))
            }
            Utterance::Update { words: None, stage } => {
                self.propose(session, self.with_stage(stage), clock).or_else(|| self.not_understood())
            }
            Utterance::Confirm => self.confirm(session, clock),
            Utterance::Edit => self.edit(),
            Utterance::Cancel => self.cancel(),
            Utterance::Other(words) => self.other(session, words, clock),
        }
    }

    /// Words without a verb: an answer to what was asked last, or the name of an opportunity.
    fn other(&mut self, session: &mut Session, words: String, clock: Clock) -> Option<Vec<Effect>> {
        if words.is_empty() {
            return None;
        }
        match &self.state {
            State::Choosing { matches, .. } => {
                let folded = fold(&words);
                let list = &matches.opportunities;
                let by_number = ordinal(&words).and_then(|place| list.get(place.checked_sub(1)?));
                let mut by_name = list.iter().filter(|found| fold(&found.name).contains(&folded));
                let by_name = by_name.next().filter(|_| by_name.next().is_none());
                match by_number.or(by_name).map(|found| found.id.to_string()) {
                    Some(id) => self.choose(session, &id),
                    None => Some(self.search(session, words, None)),
                }
            }
            State::ChoosingStage(draft) => {
                let stage = draft.offered(&words).unwrap_or(words);
                self.propose(session, self.with_stage(stage), clock)
            }
            State::Current { focus, .. } | State::Done { focus, .. } if focus.names_a_stage(&words) => {
                self.propose(session, stage_alone(words), clock)
            }
            State::Preview(draft) if draft.focus.names_a_stage(&words) => {
                self.propose(session, self.with_stage(words), clock)
            }
            State::Editing { focus, .. } if focus.names_a_stage(&words) => {
                self.propose(session, self.with_stage(words), clock)
            }
            State::Idle { .. }
            | State::Finding { .. }
            | State::Opening { .. }
            | State::Current { .. }
            | State::Preview(_)
            | State::Editing { .. }
            | State::Applying { .. }
            | State::Done { .. }
            | State::Failed { .. } => Some(self.search(session, words, None)),
        }
    }

    fn not_understood(&mut self) -> Option<Vec<Effect>> {
        matches!(self.state, State::Idle { .. })
            .then(|| self.enter(State::Idle { note: Note::NotUnderstood }))
    }

    fn search(&mut self, session: &mut Session, words: String, wanted: Option<ProposalInput>) -> Vec<Effect> {
        let query = OpportunityQuery { search: Some(words.clone()), ..OpportunityQuery::default() };
        self.find(session, query, words, wanted)
    }

    fn find(
        &mut self,
        session: &mut Session,
        query: OpportunityQuery,
        words: String,
        wanted: Option<ProposalInput>,
    ) -> Vec<Effect> {
        match Finding::start(session, query.clone()) {
            Ok((task, sends)) => {
                let mut effects = self.enter(State::Finding { task, words, wanted });
                self.begin(StepCode::FindOpportunity);
                effects.extend(sends.into_iter().map(Effect::Send));
                effects
            }
            Err(problem) => self.enter(State::Failed {
                problem,
                after: After::Reading(UserEvent::Find { query }, wanted.map(Box::new)),
            }),
        }
    }

    fn choose(&mut self, session: &mut Session, id: &str) -> Option<Vec<Effect>> {
        let id = RecordId::opportunity(id).ok()?;
        let (words, wanted) = match &self.state {
            State::Choosing { words, wanted, matches } => {
                // Of several, the one that was chosen goes by its own name.
                let name =
                    matches.opportunities.iter().find(|found| found.id == id).map(|found| found.name.clone());
                (name.or_else(|| Some(words.clone())), wanted.clone())
            }
            State::Failed { after: After::Reading(UserEvent::Choose { .. }, wanted), .. } => {
                (None, wanted.as_deref().cloned())
            }
            State::Failed { after: After::Applying(draft), .. }
                if draft.focus.opportunity.record.id == id =>
            {
                (Some(draft.focus.subject.clone()), Some(draft.input.clone()))
            }
            State::Idle { .. }
            | State::Finding { .. }
            | State::Opening { .. }
            | State::Current { .. }
            | State::ChoosingStage(_)
            | State::Preview(_)
            | State::Editing { .. }
            | State::Applying { .. }
            | State::Done { .. }
            | State::Failed { .. } => (None, None),
        };
        let (task, sends) = Opening::start(session, &id);
        let mut effects = self.enter(State::Opening { task, id, words, wanted });
        self.begin(StepCode::ReadOpportunity);
        effects.extend(sends.into_iter().map(Effect::Send));
        Some(effects)
    }

    fn edit(&mut self) -> Option<Vec<Effect>> {
        let (focus, input) = match &self.state {
            State::Current { focus, .. } => (focus.clone(), ProposalInput::default()),
            State::ChoosingStage(draft)
            | State::Preview(draft)
            | State::Failed { after: After::Applying(draft), .. } => {
                (draft.focus.clone(), draft.input.clone())
            }
            State::Idle { .. }
            | State::Finding { .. }
            | State::Choosing { .. }
            | State::Opening { .. }
            | State::Editing { .. }
            | State::Applying { .. }
            | State::Done { .. }
            | State::Failed { .. } => return None,
        };
        Some(self.enter(State::Editing { focus, input, checked: None }))
    }

    fn cancel(&mut self) -> Option<Vec<Effect>> {
        let focus = match &self.state {
            State::Idle { .. } | State::Current { .. } | State::Done { .. } | State::Applying { .. } => {
                return None;
            }
            State::ChoosingStage(draft)
            | State::Preview(draft)
            | State::Failed { after: After::Applying(draft), .. } => Some(draft.focus.clone()),
            State::Editing { focus, .. } => Some(focus.clone()),
            State::Finding { .. }
            | State::Choosing { .. }
            | State::Opening { .. }
            | State::Failed { after: After::Reading(..), .. } => None,
        };
        let note = Note::Cancelled;
        Some(self.enter(match focus {
            Some(focus) => State::Current { focus, note },
            None => State::Idle { note },
        }))
    }

    /// The opportunity that is spoken of.
    fn focus(&self) -> Option<&Focus> {
        match &self.state {
            State::Current { focus, .. } | State::Editing { focus, .. } | State::Done { focus, .. } => {
                Some(focus)
            }
            State::ChoosingStage(draft)
            | State::Preview(draft)
            | State::Applying { draft, .. }
            | State::Failed { after: After::Applying(draft), .. } => Some(&draft.focus),
            State::Idle { .. }
            | State::Finding { .. }
            | State::Choosing { .. }
            | State::Opening { .. }
            | State::Failed { after: After::Reading(..), .. } => None,
        }
    }

    /// A new turn. What was under way is given up.
    fn enter(&mut self, state: State) -> Vec<Effect> {
        let aborted = self.outstanding().into_iter().map(Effect::Abort).collect();
        self.state = state;
        self.turn += 1;
        self.steps.clear();
        aborted
    }

    fn begin(&mut self, code: StepCode) {
        self.steps.push(ViewStep { code, label: code.english(), status: StepStatus::Pending });
    }

    fn end(&mut self, status: StepStatus) {
        if let Some(step) = self.steps.last_mut() {
            step.status = status;
        }
    }

    /// The input that is being worked on, with another stage.
    fn with_stage(&self, stage: String) -> ProposalInput {
        let input = match &self.state {
            State::ChoosingStage(draft) | State::Preview(draft) => draft.input.clone(),
            State::Editing { input, .. } => input.clone(),
            State::Idle { .. }
            | State::Finding { .. }
            | State::Choosing { .. }
            | State::Opening { .. }
            | State::Current { .. }
            | State::Applying { .. }
            | State::Done { .. }
            | State::Failed { .. } => ProposalInput::default(),
        };
        ProposalInput { stage: Some(stage), ..input }
    }
}

fn stage_alone(stage: String) -> ProposalInput {
    ProposalInput { stage: Some(stage), ..ProposalInput::default() }
}

fn words_of(query: &OpportunityQuery) -> Option<String> {
    let words: Vec<_> = [&query.account, &query.name, &query.search]
        .into_iter()
        .flatten()
        .map(|words| words.trim())
        .collect();
    if words.is_empty() { None } else { Some(words.join(", ")) }
}
