//! Many records at once against a small org that loses answers, refuses, locks and is overloaded.

mod model;
mod outcomes;
mod planning;
mod stored;
