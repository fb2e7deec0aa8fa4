//! What kind of move leads from one stage to another.

use serde::Serialize;

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
    /// What that amounts to.
    pub kind: TransitionKind,
    /// The open stages that are passed over; none where nobody knows where the opportunity stands.
    pub skipped: Option<Skipped<'a>>,
}

/// Open stages that a move passes over.
#[derive(Clone, Copy, Debug)]
pub struct Skipped<'a>(&'a [Stage]);

impl<'a> Skipped<'a> {
    /// The stages themselves, in order.
    pub fn stages(self) -> impl Iterator<Item = &'a Stage> {
        self.0.iter().filter(|stage| !stage.closed)
    }

    /// Whether there are any.
    #[must_use]
    pub fn any(self) -> bool {
        self.stages().next().is_some()
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
        let skipped = match (after, goal) {
            _ if from.closed => Some(Skipped(&[])),
            (Some(after), Some(goal)) => Some(Skipped(process.get(after..goal).unwrap_or_default())),
            (None, _) | (_, None) => None,
        };
        let kind = if from.value == to.value {
            TransitionKind::Same
        } else if to.closed {
            if to.won { TransitionKind::CloseWon } else { TransitionKind::CloseLost }
        } else if from.closed {
            TransitionKind::Reopen
        } else if after.zip(goal).is_some_and(|(after, goal)| goal < after) {
            TransitionKind::Back
        } else if skipped.is_some_and(Skipped::any) {
            TransitionKind::Skip
        } else {
            TransitionKind::Forward
        };
        Self { from, to, kind, skipped }
    }

    /// Whether an open stage is left for an earlier one.
    #[must_use]
    pub fn goes_back(&self) -> bool {
        self.kind == TransitionKind::Back
    }

    /// Whether anything moves.
    #[must_use]
    pub fn moves(&self) -> bool {
        self.kind != TransitionKind::Same
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
        }
    }
}
