//! Rules of transitions, over records that the host has.

mod batch;
mod document;
mod exempt;
mod flow;
mod knowledge;
mod org_rules;
mod picklists;
mod table;
mod untold;
mod verdicts;
mod world;
