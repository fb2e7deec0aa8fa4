//! Handles sentences, depending on the state.

use std::rc::Rc;

use super::intent::{Candidate, Context, Intent, Interpretation, Lexicons, Phase, Wish, understand};
use super::rank::rank;
use super::reply::Reply;
use super::{
    Conversation, Effect, FailedStep, Keep, Message, Prediction, Resolve, State, Subject, Suggestion,
    Understanding, UserEvent, Wanted,
};
use crate::base::{Clock, FieldName};
use crate::client::session::Session;
use crate::org::FieldInfo;
use crate::rest::query::{Matches, OpportunityMatch, OpportunityQuery};
use crate::transition::{Opportunity, ProposalInput};

impl Understanding for Lexicons {
    fn with(&self, language: &str, lexicon: &str) -> Rc<dyn Understanding> {
        Rc::new(self.clone().and(language, lexicon))
    }

    fn for_language(&self, tag: &str) -> Rc<dyn Understanding> {
        Rc::new(self.in_language(tag))
    }

    fn predict(
        &self,
        conversation: &Conversation,
        session: &Session,
        event: &UserEvent,
        clock: Clock,
    ) -> Prediction {
        // The effect of a sentence is only known by handling it, on a copy.
        let mut then = conversation.clone();
        match then.user(&mut session.clone(), event.clone(), clock) {
            Some(_) => then.writing().map_or(Prediction::Effect, Prediction::Write),
            None => Prediction::Nothing,
        }
    }

    fn rank(&self, query: &OpportunityQuery, matches: &mut Matches) {
        rank(query, matches);
    }

    fn input(&self, wish: &Wish, input: ProposalInput, opportunity: &Opportunity) -> ProposalInput {
        wish.input(input, opportunity)
    }

    fn say(
        &self,
        conversation: &mut Conversation,
        session: &mut Session,
        text: &str,
        clock: Clock,
    ) -> Option<Vec<Effect>> {
        let understood = understand(text, &conversation.context(clock)?, self);
        conversation.act(session, understood.intent, text, clock)
    }

    fn interpreted(
        &self,
        conversation: &mut Conversation,
        session: &mut Session,
        text: &str,
        interpretation: Interpretation,
        clock: Clock,
    ) -> Option<Vec<Effect>> {
        let effects = conversation.act(session, interpretation.into(), text, clock);
        effects.or_else(|| conversation.not_understood())
    }

    fn understands(&self, conversation: &Conversation, text: &str, clock: Clock) -> bool {
        conversation.context(clock).is_some_and(|context| understand(text, &context, self).sure)
    }

    fn suggest(&self, conversation: &Conversation, typed: &str) -> Vec<Suggestion> {
        conversation.suggestions(self, typed)
    }
}

impl Conversation {
    fn act(
        &mut self,
        session: &mut Session,
        intent: Intent,
        text: &str,
        clock: Clock,
    ) -> Option<Vec<Effect>> {
        match intent {
            // A sentence confirms only in the preview. A failed update needs an explicit retry.
            Intent::Confirm if matches!(self.state, State::Preview(_)) => self.confirm(session, clock),
            Intent::Confirm | Intent::Unknown => self.not_understood(),
            Intent::Cancel => self.cancel().or_else(|| self.not_understood()),
            Intent::Edit => self.edit().or_else(|| self.not_understood()),
            Intent::Undo => self.undo(session, clock).or_else(|| self.not_understood()),
            Intent::Retry => self.retry(session, clock).or_else(|| self.not_understood()),
            Intent::Resolve(keep) => self.decide(keep, clock),
            Intent::Help => self.reply(Reply::Help(self.phase())),
            Intent::Bulk => self.reply(Reply::OneByOne),
            Intent::NoneOfThem => self.reply(Reply::NoneOfThem),
            Intent::NoValue(field) => {
                let label = self.focus().and_then(|focus| label(focus, &field)).unwrap_or(field);
                self.reply(Reply::NoValue { label })
            }
            Intent::Ask(super::intent::Question::Stage) if matches!(self.state, State::Done { .. }) => {
                // The written values are known, but not what the save has triggered.
                self.read_again(session, None)
            }
            Intent::Ask(question) => match self.answer_to(&question, clock) {
                Some(answer) => self.reply(Reply::Answer(answer)),
                None => self.not_understood(),
            },
            Intent::Change(wish) => self.change(session, &wish, clock),
            Intent::Choose(index, wish) => self.take(session, index, wish),
            Intent::Narrow(kept) => self.narrow(&kept),
            Intent::Open(words, wish) => Some(self.look_up(session, words, Wanted::of_wish(wish), true)),
            Intent::Perhaps(words) => Some(self.look_up(session, words, None, true)),
            Intent::List(query) => {
                let back = self.worth_keeping();
                Some(self.find_or_stay(session, query, text.trim().into(), None, back))
            }
            Intent::Find(query, wish) => {
                let back = self.worth_keeping();
                let label = match query.words.is_empty() {
                    true => text.trim().into(),
                    false => query.words.join(" "),
                };
                Some(self.find_or_stay(session, query, label, Wanted::of_wish(wish), back))
            }
        }
    }

    fn decide(&mut self, keep: Keep, clock: Clock) -> Option<Vec<Effect>> {
        self.resolve(&Resolve { keep, fields: Vec::new() }, clock)
    }

    /// Adds a requested change to the draft.
    fn change(&mut self, session: &mut Session, wish: &Wish, clock: Clock) -> Option<Vec<Effect>> {
        let focus = self.focus()?.clone();
        let input = wish.input(self.input(), &focus.opportunity);
        self.propose(session, input, clock).or_else(|| self.not_understood())
    }

    fn take(&mut self, session: &mut Session, index: usize, wish: Wish) -> Option<Vec<Effect>> {
        let State::Choosing { matches, wanted, .. } = &mut self.state else { return None };
        let id = matches.opportunities.get(index)?.id.to_string();
        if let Some(more) = Wanted::of_wish(wish) {
            *wanted = Some(more);
        }
        self.choose(session, &id)
    }

    fn narrow(&mut self, kept: &[usize]) -> Option<Vec<Effect>> {
        let State::Choosing { matches, words, wanted } = &self.state else { return None };
        let (mut matches, words, wanted) = (matches.clone(), words.clone(), wanted.clone());
        let mut index = 0..;
        matches.opportunities.retain(|_| index.next().is_some_and(|index: usize| kept.contains(&index)));
        Some(self.enter(State::Choosing { matches, words, wanted }))
    }

    fn look_up(
        &mut self,
        session: &mut Session,
        words: Vec<String>,
        wanted: Option<Wanted>,
        stay: bool,
    ) -> Vec<Effect> {
        let back = if stay { self.worth_keeping() } else { None };
        let label = words.join(" ");
        let query = OpportunityQuery { words, ..OpportunityQuery::default() };
        self.find_or_stay(session, query, label, wanted, back)
    }

    /// Returns the state to keep if a search finds nothing.
    fn worth_keeping(&self) -> Option<Box<State>> {
        match &self.state {
            State::Idle { .. } | State::Finding { .. } | State::Opening { .. } => None,
            State::Failed { after: FailedStep::Reading(..), .. } => None,
            state => Some(Box::new(state.clone())),
        }
    }

    fn find_or_stay(
        &mut self,
        session: &mut Session,
        query: OpportunityQuery,
        words: String,
        wanted: Option<Wanted>,
        stays: Option<Box<State>>,
    ) -> Vec<Effect> {
        let effects = self.find(session, query, words, wanted);
        if let State::Finding { back, .. } = &mut self.state {
            *back = stays;
        }
        effects
    }

    pub(super) fn not_understood(&mut self) -> Option<Vec<Effect>> {
        if let State::Idle { .. } = self.state {
            return Some(self.enter(State::Idle { note: Message::NotUnderstood }));
        }
        self.reply(Reply::NotUnderstood(self.phase()))
    }

    pub(super) fn phase(&self) -> Phase {
        match &self.state {
            State::Choosing { .. } => Phase::Choosing,
            State::Current { .. } => Phase::Current,
            State::ChoosingStage(_) => Phase::ChoosingStage,
            State::Preview(_) => Phase::Preview,
            State::Editing { .. } => Phase::Editing,
            State::Conflict(_) => Phase::Conflict,
            State::Done { .. } => Phase::Done,
            State::Failed { .. } => Phase::Failed,
            State::Idle { .. }
            | State::Finding { .. }
            | State::Opening { .. }
            | State::Applying { .. }
            | State::Undoing { .. } => Phase::Idle,
        }
    }

    /// Returns the context for understanding a sentence.
    pub(super) fn context(&self, clock: Clock) -> Option<Context<'_>> {
        let mut context = Context {
            phase: self.phase(),
            choices: Vec::new(),
            process: &[],
            offered: &[],
            proposed: None,
            drafted: Vec::new(),
            fields: Vec::new(),
            about: Vec::new(),
            by: None,
            today: clock.today()?.local,
        };
        if let Some(focus) = self.focus() {
            let opportunity = &*focus.opportunity;
            context.process = &opportunity.process;
            context.fields = opportunity
                .editable
                .iter()
                .filter_map(|name| opportunity.info.field(name))
                .collect::<Vec<&FieldInfo>>();
            context.about = [
                Some(focus.subject.as_str()),
                opportunity.record.text("Name"),
                opportunity.record.text("Account.Name"),
            ]
            .into_iter()
            .flatten()
            .collect();
        }
        match &self.state {
            State::Choosing { matches, .. } => {
                context.choices = matches.opportunities.iter().map(candidate).collect()
            }
            State::ChoosingStage(draft) => {
                context.offered =
                    draft.proposal.verdict.violations.first().map_or(&[], |first| first.stages.as_slice());
            }
            State::Preview(draft) => {
                context.proposed = draft.proposal.stage.as_ref().map(|stage| stage.value.as_str());
                context.drafted = draft.input.fields.keys().map(String::as_str).collect();
            }
            State::Editing { input, .. } => {
                context.drafted = input.fields.keys().map(String::as_str).collect()
            }
            State::Conflict(conflict_state) => context.by = conflict_state.conflict.by.as_deref(),
            _ => {}
        }
        Some(context)
    }

    /// Returns the current input.
    fn input(&self) -> ProposalInput {
        match &self.state {
            State::ChoosingStage(draft) | State::Preview(draft) => draft.input.clone(),
            State::Editing { input, .. } => input.clone(),
            State::Conflict(conflict_state) => conflict_state.requested.clone(),
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

fn candidate(found: &OpportunityMatch) -> Candidate<'_> {
    Candidate {
        name: &found.name,
        account: found.account.as_deref().unwrap_or_default(),
        owner: found.owner.as_deref().unwrap_or_default(),
        stage: &found.stage,
        closed: found.closed,
        won: found.won,
        amount: found.amount,
        close: found.close_date.as_deref().and_then(|day| day.parse().ok()),
    }
}

fn label(focus: &Subject, field: &str) -> Option<String> {
    let info = &focus.opportunity.info;
    let known =
        |name: &str| FieldName::new(name).and_then(|name| info.field(&name)).map(|field| field.label.clone());
    known(field).or_else(|| known(&format!("{field}__c")))
}
