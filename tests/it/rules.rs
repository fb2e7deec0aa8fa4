//! Rules of transitions, over records that the host has.

mod batch;
mod document;
mod exempt;
mod flow;
mod org_rules;
mod table;
mod verdicts;
mod world;
