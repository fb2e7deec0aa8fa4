//! What is done in which order: tasks that span several requests, and the conversation.
//!
//! Nothing here sends. A task gives [`Send`]s out and takes their answers in; the clock is an argument.

mod apply;
pub mod bulk;
mod conversation;
mod current;
mod find;
mod open;
mod receipt;
mod session;
mod task;
mod utterance;
mod view;
mod wording;

pub use apply::Applying;
pub use conversation::{Conversation, Effect, Event, UserEvent};
pub use current::{CurrentOpportunity, editable_fields};
pub use find::Finding;
pub use open::Opening;
pub use receipt::Receipt;
pub use session::{Clock, Session, Settings};
pub use task::{Answer, EffectId, Send, Step, Task};
pub use view::{Reading, View};
pub use wording::{ButtonCode, CardRowCode, StepCode, Text, TextCode};
