//! Bulk updates against a small org that loses responses, refuses, locks and is overloaded.

mod model;
mod outcomes;
mod planning;
mod stored;
