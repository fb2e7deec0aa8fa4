//! What a conversation asks of the intent parser.

use std::fmt::Debug;
use std::rc::Rc;

use super::{Conversation, Interpretation, Prediction, Suggestion, UserEvent, Wish};
use crate::base::Clock;
use crate::client::effect::Effect;
use crate::client::session::Session;
use crate::rest::query::{Matches, OpportunityQuery};
use crate::transition::{Opportunity, ProposalInput};

/// The intent parser: a separate part, which a page with buttons only does not load.
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

    /// Handles a model's interpretation of a sentence.
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

    /// Returns what the user can type next.
    fn suggest(&self, conversation: &Conversation, typed: &str) -> Vec<Suggestion>;
}

/// Compared by identity.
impl PartialEq for dyn Understanding {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::addr_eq(self, other)
    }
}

impl Eq for dyn Understanding {}
