//! Rules for transitions: those of the portal's owner and the org's validation rules.
//!
//! A [`Document`] is parsed once. Together with the org's validation rules it becomes [`Rules`]. Compiled for
//! the known fields, they become a [`Ruleset`] that judges many moves. The rest of the core uses them through the
//! traits of `interface`.

mod case;
mod compile;
mod computed;
mod document;
mod environment;
mod field_types;
mod formula_text;
mod interface;
mod judge;
mod names;
mod offered;
mod read;
mod record_state;
mod regex;
mod reporter;
mod source;
mod standard;
mod term_cache;
mod texts;

pub use case::Case;
pub use compile::{Rules, Ruleset};
pub use document::{Document, Severity};
pub use field_types::OpportunitySchema;
pub use interface::{BoundRules, Globals, LaidOut, Move, RuleReader, SharedRules, UnboundRules};
pub use names::Names;
pub use offered::KeyFields;
pub use record_state::{FieldChanges, RecordState};
pub use standard::StandardRules;
pub(crate) use term_cache::{Frame, TermCache};
