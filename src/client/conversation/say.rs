//! What a sentence means where the conversation stands.

use super::{Conversation, Effect, Keep, Note, Resolve, State};
use crate::client::session::{Clock, Session};
use crate::client::utterance::{Utterance, ordinal, understand};
use crate::record::FieldValue;
use crate::text::fold;
use crate::transition::ProposalInput;

impl Conversation {
    pub(super) fn say(&mut self, session: &mut Session, text: &str, clock: Clock) -> Option<Vec<Effect>> {
        match understand(text) {
            Utterance::Ask { words: Some(words) } => Some(self.search(session, words, None)),
            // What was written is known, but not what it has set off since.
            Utterance::Ask { words: None } if matches!(self.state, State::Done { .. }) => {
                self.read_again(session, None)
            }
            Utterance::Ask { words: None } => match self.focus().cloned() {
                Some(focus) => Some(self.enter(State::Current { focus, note: Note::Stage })),
                None => self.not_understood(),
            },
            Utterance::SmallTalk => self.not_understood(),
            Utterance::Update { words: Some(words), stage, next_step } => {
                Some(self.search(session, words, Some(said(ProposalInput::default(), stage, next_step))))
            }
            Utterance::Update { words: None, stage, next_step } => {
                let input = said(self.input(), stage, next_step);
                self.propose(session, input, clock).or_else(|| self.not_understood())
            }
            Utterance::Confirm => self.confirm(session, clock),
            Utterance::Edit => self.edit(),
            Utterance::Cancel => self.cancel(),
            Utterance::Mine => self.resolve(&Resolve { keep: Keep::Mine, fields: Vec::new() }, clock),
            Utterance::Theirs => self.resolve(&Resolve { keep: Keep::Theirs, fields: Vec::new() }, clock),
            Utterance::Retry => self.retry(session, clock),
            Utterance::Undo => self.undo(session, clock),
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
            | State::Conflict(_)
            | State::Undoing { .. }
            | State::Done { .. }
            | State::Failed { .. } => Some(self.search(session, words, None)),
        }
    }

    fn not_understood(&mut self) -> Option<Vec<Effect>> {
        matches!(self.state, State::Idle { .. })
            .then(|| self.enter(State::Idle { note: Note::NotUnderstood }))
    }

    /// The input that is being worked on, with another stage.
    fn with_stage(&self, stage: String) -> ProposalInput {
        said(self.input(), Some(stage), None)
    }

    /// The input that is being worked on.
    fn input(&self) -> ProposalInput {
        match &self.state {
            State::ChoosingStage(draft) | State::Preview(draft) => draft.input.clone(),
            State::Editing { input, .. } => input.clone(),
            State::Conflict(clash) => clash.wish.clone(),
            State::Idle { .. }
            | State::Finding { .. }
            | State::Choosing { .. }
            | State::Opening { .. }
            | State::Current { .. }
            | State::Applying { .. }
            | State::Undoing { .. }
            | State::Done { .. }
            | State::Failed { .. } => ProposalInput::default(),
        }
    }
}

/// The same with what a sentence said.
fn said(mut input: ProposalInput, stage: Option<String>, next_step: Option<String>) -> ProposalInput {
    input.stage = stage.or(input.stage);
    input.fields.extend(next_step.map(|step| ("NextStep".to_owned(), FieldValue::Text(step))));
    input
}

fn stage_alone(stage: String) -> ProposalInput {
    ProposalInput { stage: Some(stage), ..ProposalInput::default() }
}
