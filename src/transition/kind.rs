//! The kind of move from one stage to another.

use std::rc::Rc;

use super::parameters::Parameters;
use crate::base::codes::codes;
use crate::org::{OrgStage, Stage};

codes! {
    /// The kind of a transition.
    TransitionKind:
    /// To the next open stage.
    Forward = "forward";
    /// To a later open stage, skipping others.
    Skip = "skip";
    /// To an earlier open stage.
    Back = "back";
    /// To a stage that is closed and won.
    CloseWon = "close_won";
    /// To a stage that is closed and not won.
    CloseLost = "close_lost";
    /// From a closed stage to an open one.
    Reopen = "reopen";
    /// Not a move.
    Same = "same";
}

/// A move between two stages of a sales process.
#[derive(Clone, Debug)]
pub struct Transition<'a> {
    /// The current stage.
    pub from: &'a Stage,
    /// The target stage.
    pub to: &'a Stage,
    /// The most likely kind: forward if the position of the current stage is unknown.
    pub kind: TransitionKind,
    /// The open stages that the move skips; `None` if the position of the current stage is unknown.
    pub skipped: Option<Skipped<'a>>,
    /// Every kind of move that this may be; one if everything is known.
    pub possible_moves: Vec<PossibleMove>,
}

/// A kind of move that a transition may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PossibleMove {
    /// The kind.
    pub kind: TransitionKind,
    /// True if it skips open stages.
    pub skips: bool,
    /// True if it starts at a closed stage.
    pub from_closed: bool,
    /// True if it ends at a closed stage.
    pub to_closed: bool,
    /// True if a stage whose name is unknown is one that the rule names.
    pub named_by_rule: bool,
}

impl PossibleMove {
    /// Returns true unless the stage stays.
    #[must_use]
    pub fn moves(self) -> bool {
        self.kind != TransitionKind::Same
    }

    /// Returns true if the stage is one of these names.
    pub(super) fn is_among(self, names: &[Box<str>], stage: &str) -> bool {
        stage.is_empty() && self.named_by_rule || names.iter().any(|name| **name == *stage)
    }
}

/// The open stages that a move skips.
#[derive(Clone, Copy, Debug)]
pub struct Skipped<'a>(&'a [Stage]);

impl<'a> Skipped<'a> {
    /// Returns the stages in order.
    pub fn stages(self) -> impl Iterator<Item = &'a Stage> {
        self.0.iter().filter(|stage| !stage.closed && !stage.flags_unknown)
    }
}

impl<'a> Transition<'a> {
    /// Creates the move in this sales process.
    ///
    /// The process contains active stages only, so inactive ones do not count as skipped. If the current stage
    /// is not part of it, the org's order determines the next stages.
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
        let mut transition = Self { from, to, kind, skipped, possible_moves: Vec::new() };
        transition.add(process, org);
        transition
    }

    /// Adds the moves that are possible in these other sales processes.
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
        // A record that stays does not need a target.
        let Some(goal) = goal.or(stays.then_some(0)) else { return };
        let indices = match first_after(from, process, org) {
            Some(after) => after..after + 1,
            None => 0..process.len() + 1,
        };
        // A stage without a name may be at any position, including the target.
        let nameless = from.value.is_empty();
        let flags_unknown = nameless
            || from.flags_unknown
            || to.flags_unknown
            || process.iter().any(|stage| stage.flags_unknown);
        // Everything between a position and the goal follows from the last stage of its kind before the goal.
        // Scanning for each position would be quadratic with thousands of stages.
        let before = process.get(..goal).unwrap_or_default();
        let last_open = before.iter().rposition(|stage| !stage.closed && !stage.flags_unknown);
        let last_unknown = before.iter().rposition(|stage| stage.flags_unknown);
        let mut seen = [false; 8];
        for after in indices {
            let open = last_open.is_some_and(|last| after <= last);
            let doubt = !open && last_unknown.is_some_and(|last| after <= last);
            let case = usize::from(open) | usize::from(doubt) << 1 | usize::from(goal < after) << 2;
            if std::mem::replace(&mut seen[case], true) {
                continue;
            }
            // One bit for each fact that may be true or false.
            for world in 0..if flags_unknown { 64 } else { 1 } {
                let pick =
                    |bit: u32, known: bool, doubt: bool| if doubt { world >> bit & 1 == 1 } else { known };
                let same = pick(0, stays, nameless && !stays);
                let to_closed = pick(1, to.closed, to.flags_unknown);
                let from_closed = if same { to_closed } else { pick(2, from.closed, from.flags_unknown) };
                let won = pick(3, to.won, to.flags_unknown);
                let skips = pick(4, open, doubt) && !from_closed && !same;
                let kind = kind_of(same, [from_closed, to_closed, won], goal < after, skips);
                let possible = PossibleMove {
                    kind,
                    skips,
                    from_closed,
                    to_closed,
                    named_by_rule: pick(5, false, nameless),
                };
                if !self.possible_moves.contains(&possible) {
                    self.possible_moves.push(possible);
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

/// Returns the index of the first stage after this one.
fn first_after(from: &Stage, process: &[Stage], org: &[OrgStage]) -> Option<usize> {
    if let Some(index) = process.iter().position(|stage| stage.value == from.value) {
        return Some(index + 1);
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
            flags_unknown: false,
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
            ("Unknown stage", "C", Forward, None),
        ] {
            let (here, there) = (stage(from), stage(to));
            let transition = Transition::new(&here, &there, &process, &org);
            let count = transition.skipped.map(|skipped| skipped.stages().count());
            assert_eq!((transition.kind, count), (kind, skipped), "{from} -> {to}");
            let possible_moves: Vec<_> =
                transition.possible_moves.iter().map(|possible| (possible.kind, possible.skips)).collect();
            let skips = skipped.is_some_and(|count| count > 0);
            if skipped.is_some() {
                assert_eq!(possible_moves, [(kind, skips)], "{from} -> {to}");
            } else {
                assert_eq!(possible_moves, [(Skip, true), (Forward, false), (Back, false)], "{from} -> {to}");
            }
        }
    }
}
