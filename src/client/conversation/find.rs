//! Searches opportunities, and opens the one that is chosen.

use super::messages::StepCode;
use super::state::{FailedStep, State, Wanted};
use super::{Conversation, UserEvent};
use crate::base::RecordId;
use crate::client::effect::Effect;
use crate::client::session::Session;
use crate::client::{OpenTask, SearchTask};
use crate::rest::query::OpportunityQuery;

impl Conversation {
    /// Returns the requested change from when the same search failed before.
    pub(super) fn wanted_before(&self, query: &OpportunityQuery) -> Option<Wanted> {
        if let State::Failed { after: FailedStep::Reading(UserEvent::Find { query: failed }, wanted), .. } =
            &self.state
            && failed == query
        {
            wanted.as_deref().cloned()
        } else {
            None
        }
    }

    pub(super) fn find(
        &mut self,
        session: &mut Session,
        query: OpportunityQuery,
        words: String,
        wanted: Option<Wanted>,
    ) -> Vec<Effect> {
        match SearchTask::start(session, query.clone()) {
            Ok((task, first)) => {
                let mut effects = self.enter(State::Finding { task, words, wanted, back: None });
                self.begin(StepCode::FindOpportunity);
                effects.extend(first);
                effects
            }
            Err(problem) => self.enter(State::Failed {
                problem,
                after: FailedStep::Reading(UserEvent::Find { query }, wanted.map(Box::new)),
            }),
        }
    }

    pub(super) fn choose(&mut self, session: &mut Session, id: &str) -> Option<Vec<Effect>> {
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
        let (task, first) = OpenTask::start(session, &id);
        let mut effects = self.enter(State::Opening { task, id, words, wanted, known });
        self.begin(StepCode::ReadOpportunity);
        effects.extend(first);
        effects
    }

    /// Reads the current opportunity again, and continues with the requested change.
    pub(super) fn read_again(
        &mut self,
        session: &mut Session,
        wanted: Option<Wanted>,
    ) -> Option<Vec<Effect>> {
        let focus = self.focus()?;
        let (id, words) = (focus.opportunity.record.id.clone(), focus.subject.clone());
        Some(self.open(session, id, Some(words), wanted))
    }
}

/// Returns the words of a search as the user gave them.
pub(super) fn words_of(query: &OpportunityQuery) -> Option<String> {
    let words: Vec<_> = [&query.account, &query.name, &query.search]
        .into_iter()
        .flatten()
        .map(|words| words.trim())
        .collect();
    if words.is_empty() { None } else { Some(words.join(", ")) }
}
