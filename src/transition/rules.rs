//! What the portal's owner, and the org, demand of transitions.
//!
//! A [`Document`] is read once. With the org's validation rules it makes [`Rules`], and compiled for the fields
//! that there are, a [`Ruleset`] that judges many moves. The rest of the core knows them by the traits of `interface`.

mod compile;
mod computed;
mod document;
mod formula_text;
mod interface;
mod judge;
mod names;
mod offered;
mod read;
mod reader;
mod record_state;
mod regex;
mod reporter;
mod schema;
mod standard;
mod term_cache;
mod texts;

pub use compile::{Rules, Ruleset};
pub use document::{Document, Severity};
pub use interface::{BoundRules, Globals, LaidOut, Move, RuleReader, SharedRules, UnboundRules};
pub use judge::Case;
pub use names::Names;
pub use offered::KeyFields;
pub use record_state::{FieldChanges, RecordState};
pub use schema::OpportunitySchema;
pub use standard::StandardRules;
pub(crate) use term_cache::{Frame, TermCache};
