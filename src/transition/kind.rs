//! What kind of move leads from one stage to another.

use std::rc::Rc;

use serde::Serialize;

use super::parameters::Parameters;
use super::verdict::codes;
use crate::org::{OrgStage, Stage};

codes! {
    /// The kind of a transition.
    TransitionKind:
    /// To the next open stage.
    Forward = "forward";
    /// To a later open stage, over others.
    Skip = "skip";
    /// To an earlier open stage.
    Back = "back";
    /// To a stage that ends the process well.
    CloseWon = "close_won";
    /// To a stage that ends the process badly.
    CloseLost = "close_lost";
    /// From a closed stage to an open one.
    Reopen = "reopen";
    /// No move at all.
    Same = "same";
}

/// A move from a stage to a stage of a sales process.
#[derive(Clone, Debug)]
pub struct Transition<'a> {
    /// Where the opportunity stands.
    pub from: &'a Stage,
    /// Where it is to go.
    pub to: &'a Stage,
    /// What that amounts to, most likely: a step forward if the position of the current stage is unknown.
    pub kind: TransitionKind,
    /// The open stages that are passed over; empty if the position of the current stage is unknown.
    pub skipped: Option<Skipped<'a>>,
    /// All that it may amount to: one thing, where all is known.
    pub ways: Vec<PossibleMove>,
}

/// One of the things that a move may amount to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PossibleMove {
    /// What kind of move it is.
    pub kind: TransitionKind,
    /// Whether it passes over open stages.
    pub skips: bool,
    /// Whether it starts at a closed stage.
    pub from_closed: bool,
    /// Whether it ends at a closed stage.
    pub to_closed: bool,
    /// Whether a stage without a name is one of those that are listed.
    pub listed: bool,
}

impl PossibleMove {
    /// Whether anything moves.
    #[must_use]
    pub fn moves(self) -> bool {
        self.kind != TransitionKind::Same
    }

    /// Whether a stage is one of these.
    pub(super) fn is_among(self, names: &[Box<str>], stage: &str) -> bool {
        stage.is_empty() && self.listed || names.iter().any(|name| **name == *stage)
    }
}

/// Open stages that a move passes over.
#[derive(Clone, Copy, Debug)]
pub struct Skipped<'a>(&'a [Stage]);

impl<'a> Skipped<'a> {
    /// The stages themselves, in order.
    pub fn stages(self) -> impl Iterator<Item = &'a Stage> {
        self.0.iter().filter(|stage| !stage.closed && !stage.unsure)
    }
}

impl<'a> Transition<'a> {
    /// The move, as this sales process has it.
    ///
    /// The process holds active stages alone, so others do not count as passed over. A record may stand in a stage
    /// outside of it: then the org's order says which of the stages come next.
    #[must_use]
    pub fn new(from: &'a Stage, to: &'a Stage, process: &'a [Stage], org: &[OrgStage]) -> Self {
        let after = first_after(from, process, org);
        let goal = process.iter().position(|stage| stage.value == to.value);
        let between = after.zip(goal).map(|(after, goal)| process.get(after..goal).unwrap_or_default());
        let skipped = if from.closed { Some(Skipped(&[])) } else { between.map(Skipped) };
        let back = after.zip(goal).is_some_and(|(after, goal)| goal < after);
        let skips = skipped.is_some_and(|skipped| skipped.stages().next().is_some());
        let same = from.value == to.value;
        let kind = kind_of(same, [from.closed, to.closed, to.won], back, skips);
        let mut transition = Self { from, to, kind, skipped, ways: Vec::new() };
        transition.add(process, org);
        transition
    }

    /// The same, where the opportunity may be in any of these sales processes instead.
    pub fn or_in(&mut self, processes: &[Rc<Vec<Stage>>], org: &[OrgStage]) {
        for process in processes {
            self.add(process, org);
        }
    }

    /// What messages about the move are made of.
    #[must_use]
    pub fn parameters(&self) -> Parameters {
        Parameters::default()
            .with("from", &*self.from.label)
            .with("to", &*self.to.label)
            .with("kind", self.kind.as_str())
    }

    fn add(&mut self, process: &[Stage], org: &[OrgStage]) {
        let (from, to) = (self.from, self.to);
        let stays = from.value == to.value;
        let goal = process.iter().position(|stage| stage.value == to.value);
        // Who stays needs no place to go to.
        let Some(goal) = goal.or(stays.then_some(0)) else { return };
        let places = match first_after(from, process, org) {
            Some(after) => after..after + 1,
            None => 0..process.len() + 1,
        };
        // Without a name it may stand anywhere, and also where it is to go.
        let nameless = from.value.is_empty();
        let unsure = nameless || from.unsure || to.unsure || process.iter().any(|stage| stage.unsure);
        // What lies between a place and the goal follows from the last of its kind before the goal: to look through all of
        // it for each place would take long where there are thousands of stages.
        let before = process.get(..goal).unwrap_or_default();
        let last_open = before.iter().rposition(|stage| !stage.closed && !stage.unsure);
        let last_unsure = before.iter().rposition(|stage| stage.unsure);
        let mut seen = [false; 8];
        for after in places {
            let open = last_open.is_some_and(|last| after <= last);
            let doubt = !open && last_unsure.is_some_and(|last| after <= last);
            let case = usize::from(open) | usize::from(doubt) << 1 | usize::from(goal < after) << 2;
            if std::mem::replace(&mut seen[case], true) {
                continue;
            }
            // A bit for each thing that may be so or otherwise.
            for world in 0..if unsure { 64 } else { 1 } {
                let pick =
                    |bit: u32, known: bool, doubt: bool| if doubt { world >> bit & 1 == 1 } else { known };
                let same = pick(0, stays, nameless && !stays);
                let to_closed = pick(1, to.closed, to.unsure);
                let from_closed = if same { to_closed } else { pick(2, from.closed, from.unsure) };
                let won = pick(3, to.won, to.unsure);
                let skips = pick(4, open, doubt) && !from_closed && !same;
                let kind = kind_of(same, [from_closed, to_closed, won], goal < after, skips);
                let way =
                    PossibleMove { kind, skips, from_closed, to_closed, listed: pick(5, false, nameless) };
                if !self.ways.contains(&way) {
                    self.ways.push(way);
                }
            }
        }
    }
}

fn kind_of(same: bool, [from_closed, to_closed, won]: [bool; 3], back: bool, skips: bool) -> TransitionKind {
    if same {
        TransitionKind::Same
    } else if to_closed {
        if won { TransitionKind::CloseWon } else { TransitionKind::CloseLost }
    } else if from_closed {
        TransitionKind::Reopen
    } else if back {
        TransitionKind::Back
    } else if skips {
        TransitionKind::Skip
    } else {
        TransitionKind::Forward
    }
}

/// The place of the first stage that comes after this one.
fn first_after(from: &Stage, process: &[Stage], org: &[OrgStage]) -> Option<usize> {
    if let Some(place) = process.iter().position(|stage| stage.value == from.value) {
        return Some(place + 1);
    }
    let order = |value: &str| org.iter().find(|row| row.stage.value == value).map(|row| row.order);
    let here = order(&from.value)?;
    let later = |stage: &Stage| order(&stage.value).is_none_or(|order| order > here);
    Some(process.iter().position(later).unwrap_or(process.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stage(value: &str) -> Stage {
        Stage {
            value: value.into(),
            label: value.into(),
            probability: None,
            forecast_category: None,
            closed: value.starts_with("Closed"),
            won: value.ends_with("Won"),
            unsure: false,
        }
    }

    #[test]
    fn kinds() {
        use TransitionKind::{Back, CloseLost, CloseWon, Forward, Reopen, Same, Skip};
        let process = ["A", "B", "C", "Closed Won", "Closed Lost"].map(stage);
        let org: Vec<_> = ["A", "Old", "B", "C", "Gone", "Closed Won", "Closed Lost"]
            .iter()
            .zip(1..)
            .map(|(value, order)| OrgStage { stage: stage(value), active: *value != "Old", order })
            .collect();
        for (from, to, kind, skipped) in [
            ("A", "A", Same, Some(0)),
            ("A", "B", Forward, Some(0)),
            ("A", "C", Skip, Some(1)),
            ("C", "A", Back, Some(0)),
            ("A", "Closed Won", CloseWon, Some(2)),
            ("C", "Closed Won", CloseWon, Some(0)),
            ("B", "Closed Lost", CloseLost, Some(1)),
            ("Closed Lost", "B", Reopen, Some(0)),
            ("Closed Lost", "Closed Won", CloseWon, Some(0)),
            ("Old", "B", Forward, Some(0)),
            ("Old", "C", Skip, Some(1)),
            ("Old", "A", Back, Some(0)),
            ("Gone", "Closed Won", CloseWon, Some(0)),
            ("Never heard of", "C", Forward, None),
        ] {
            let (here, there) = (stage(from), stage(to));
            let transition = Transition::new(&here, &there, &process, &org);
            let count = transition.skipped.map(|skipped| skipped.stages().count());
            assert_eq!((transition.kind, count), (kind, skipped), "{from} -> {to}");
            let ways: Vec<_> = transition.ways.iter().map(|way| (way.kind, way.skips)).collect();
            let skips = skipped.is_some_and(|count| count > 0);
            if skipped.is_some() {
                assert_eq!(ways, [(kind, skips)], "{from} -> {to}");
            } else {
                assert_eq!(ways, [(Skip, true), (Forward, false), (Back, false)], "{from} -> {to}");
            }
        }
    }
}
