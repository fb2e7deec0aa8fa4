//! What is done in which order: tasks that span several requests, and the conversation.
//!
//! Nothing here sends. A task gives [`Send`]s out and takes their answers in; the clock is an argument.

mod apply;
pub mod bulk;
mod columns;
mod confirm;
mod conflict;
mod conversation;
mod current;
mod exchange;
mod find;
mod history;
mod metadata;
mod metadata_store;
mod notice;
mod open;
mod receipt;
mod record_read;
mod session;
mod task;
mod undo;
mod view;
mod wording;

pub use apply::Applying;
pub use confirm::Confirming;
pub use conversation::{Conversation, Effect, Event, Keep, Lexicons, Resolve, UserEvent, Writing};
pub use current::{CurrentOpportunity, editable_fields};
pub use exchange::{Exchange, Heard, Next};
pub use find::Finding;
pub use history::Recalling;
pub use notice::Notice;
pub use open::Opening;
pub use receipt::{ConfirmedBy, Receipt};
pub use session::{Clock, Session, Settings};
pub use task::{Answer, EffectId, Outcome, Send, Step, Task, Waiting};
pub use undo::{Undoable, Undoing};
pub use view::{Reading, View, ViewStep};
pub use wording::{ButtonCode, CardRowCode, StepCode, Text, TextCode};
