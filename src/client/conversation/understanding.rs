//! What a conversation asks of the intent parser.

use std::fmt::Debug;
use std::rc::Rc;

use super::{Conversation, Interpretation, Suggestion};
use crate::base::Clock;
use crate::client::effect::Effect;
use crate::client::session::Session;

/// The intent parser: a part of its own, which a page of clicks alone does not load.
pub trait Understanding: Debug {
    /// Returns a parser that knows one more language.
    fn with(&self, language: &str, lexicon: &str) -> Rc<dyn Understanding>;

    /// Returns the parser for a conversation in this language.
    fn for_language(&self, tag: &str) -> Rc<dyn Understanding>;

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
