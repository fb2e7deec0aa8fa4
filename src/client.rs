//! Tasks that take several requests, bulk updates, and the conversation.
//!
//! Nothing here sends. A task returns [`Send`]s and receives their responses; the clock is an argument.

pub mod bulk;
mod columns;
mod conflict;
mod conversation;
mod current;
mod effect;
mod exchange;
mod metadata;
mod notice;
mod receipt;
mod record_read;
mod session;
mod task;
mod tasks;

pub use conversation::{
    ButtonCode, CardRowCode, Conversation, Criteria, Interpretation, Keep, Lexicons, Prediction, Question,
    Reading, Resolve, StageWish, StepCode, Suggestion, SuggestionCode, Text, TextCode, Understanding,
    UserEvent, View, ViewStep, Wanting, Wish, Writing,
};
pub use current::{CurrentOpportunity, editable_fields};
pub use effect::{Answer, Effect, EffectId, Event, Send};
pub use exchange::{Exchange, ExchangeEvent, ExchangeStep};
pub use notice::Notice;
pub use receipt::{ConfirmedBy, Receipt};
pub use session::{Session, Settings};
pub use task::{Outcome, Step, Task, Waiting};
pub use tasks::{ConfirmTask, HistoryTask, OpenTask, SaveTask, SearchTask, UndoTask, Undoable};
