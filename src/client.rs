//! What is done in which order: tasks that span several requests, and the conversation.
//!
//! Nothing here sends. A task gives [`Send`]s out and takes their answers in; the clock is an argument.

pub mod bulk;
mod columns;
mod conflict;
mod conversation;
mod current;
mod exchange;
mod messages;
mod metadata;
mod metadata_store;
mod notice;
mod receipt;
mod record_read;
mod session;
mod task;
mod tasks;
mod view;

pub use conversation::{
    Conversation, Criteria, Effect, Event, Interpretation, Keep, Lexicons, Question, Resolve, StageWish,
    Suggestion, UserEvent, Wanting, Writing,
};
pub use current::{CurrentOpportunity, editable_fields};
pub use exchange::{Exchange, ExchangeEvent, ExchangeStep};
pub use messages::{ButtonCode, CardRowCode, StepCode, SuggestionCode, Text, TextCode};
pub use notice::Notice;
pub use receipt::{ConfirmedBy, Receipt};
pub use session::{Clock, Session, Settings};
pub use task::{Answer, EffectId, Outcome, Send, Step, Task, Waiting};
pub use tasks::{ConfirmTask, HistoryTask, OpenTask, SaveTask, SearchTask, UndoTask, Undoable};
pub use view::{Reading, View, ViewStep};
