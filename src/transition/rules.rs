//! Rules for transitions: those of the portal's owner and the org's validation rules.
//!
//! A [`Document`] is parsed once. Together with the org's validation rules it becomes [`Rules`]. Compiled for
//! the known fields, they become a [`Ruleset`] that judges many moves.

mod case;
mod compile;
mod computed;
mod document;
mod environment;
mod formula_text;
mod judge;
mod names;
mod offered;
mod read;
mod reader;
mod record_state;
mod regex;
mod reporter;
mod schema;
mod source;
mod term_cache;
mod texts;

pub use case::Case;
pub use compile::{Rules, Ruleset};
pub use document::{Document, Severity};
pub use names::Names;
pub use offered::KeyFields;
pub use record_state::{FieldChanges, Globals, RecordState};
pub use schema::OpportunitySchema;
pub(crate) use term_cache::{Frame, TermCache};
