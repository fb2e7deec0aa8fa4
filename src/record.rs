//! The vocabulary: record ids, field names and values.

mod date;

pub use date::Date;
