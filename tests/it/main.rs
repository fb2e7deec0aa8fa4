//! The integration tests, one binary: each further one would link everything again.

mod formula;
