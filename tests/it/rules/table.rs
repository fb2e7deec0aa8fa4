//! The kinds of all moves between all stages of real orgs.

use std::collections::BTreeMap;

use opportunity_stage::org::Stage;
use opportunity_stage::transition::{Skipped, Transition};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Set {
    stages: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    value: String,
    label: String,
    closed: bool,
    won: bool,
    is_active: bool,
}

#[derive(Deserialize)]
struct Process {
    values: Vec<Value>,
}

#[derive(Deserialize)]
struct Value {
    value: String,
}

fn sets() -> Vec<Set> {
    serde_json::from_str(include_str!("../../fixtures/org/stages.json")).unwrap()
}

fn active(set: &Set) -> Vec<Stage> {
    let stage = |row: &Row| Stage {
        value: row.value.clone(),
        label: row.label.clone(),
        probability: None,
        forecast_category: None,
        closed: row.closed,
        won: row.won,
        flags_unknown: false,
    };
    set.stages.iter().filter(|row| row.is_active).map(stage).collect()
}

/// The definition in its simplest form: by the indices of the open stages.
fn expected(process: &[Stage], from: usize, to: usize) -> (&'static str, usize) {
    let (here, there) = (&process[from], &process[to]);
    let between = (from + 1..to).filter(|index| !process[*index].closed).count() * usize::from(!here.closed);
    let kind = match (here.closed, there.closed, there.won) {
        _ if from == to => "same",
        (_, true, true) => "close_won",
        (_, true, false) => "close_lost",
        (true, false, _) => "reopen",
        (false, false, _) if to < from => "back",
        (false, false, _) if between > 0 => "skip",
        (false, false, _) => "forward",
    };
    (kind, between)
}

fn tally(process: &[Stage]) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    for from in 0..process.len() {
        for to in 0..process.len() {
            let transition = Transition::new(&process[from], &process[to], process, &[]);
            let skipped = transition.skipped.map(Skipped::stages).unwrap().count();
            let found = (transition.kind.as_str(), skipped);
            assert_eq!(
                found,
                expected(process, from, to),
                "{} -> {}",
                process[from].value,
                process[to].value
            );
            *counts.entry(found.0).or_default() += 1;
        }
    }
    counts
}

#[test]
fn classifies_every_pair_of_every_org() {
    for set in sets() {
        let process = active(&set);
        let counts = tally(&process);
        let open = process.iter().filter(|stage| !stage.closed).count();
        let closed = process.len() - open;
        let won = process.iter().filter(|stage| stage.won).count();
        let count = |kind: &str| counts.get(kind).copied().unwrap_or_default();
        assert_eq!(count("same"), process.len());
        assert_eq!(count("back"), open * (open - 1) / 2);
        assert_eq!(count("forward") + count("skip"), open * (open - 1) / 2);
        assert_eq!(count("forward"), open - 1, "each open stage but the last has one that comes next");
        assert_eq!(count("reopen"), closed * open);
        assert_eq!(count("close_won"), won * (process.len() - 1));
        assert_eq!(count("close_lost"), (closed - won) * (process.len() - 1));
    }
}

#[test]
fn classifies_every_pair_of_every_sales_process() {
    let processes: Vec<Process> =
        serde_json::from_str(include_str!("../../fixtures/org/sales_processes.json")).unwrap();
    let mut seen = 0;
    for process in &processes {
        for set in sets() {
            let named = |stage: &Stage| process.values.iter().any(|it| it.value == stage.value);
            let stages: Vec<_> = active(&set).into_iter().filter(named).collect();
            seen += tally(&stages).values().sum::<usize>();
        }
    }
    assert!(seen > 1_000, "{seen}");
}
