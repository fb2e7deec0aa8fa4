//! Transition rules over records of the host.

mod batch;
mod computed;
mod document;
mod exempt;
mod flow;
mod follows;
mod knowledge;
mod org_rules;
mod picklists;
mod positions;
mod table;
mod untold;
mod variables;
mod verdicts;
mod world;
