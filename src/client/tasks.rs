//! The tasks.

mod confirm;
mod history;
mod open;
mod save;
mod search;
mod undo;

pub use confirm::ConfirmTask;
pub use history::HistoryTask;
pub use open::OpenTask;
pub use save::SaveTask;
pub use search::SearchTask;
pub use undo::{UndoTask, Undoable};
