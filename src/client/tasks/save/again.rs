//! The proposal at the moment of the confirmation.

use crate::base::Clock;
use crate::base::error::Problem;
use crate::transition::{Opportunity, Proposal, Warning, check};

/// The proposal as it is at the moment of the confirmation: today may be another day than it was in the preview. The
/// warnings that were seen stay seen.
pub(super) fn again(opportunity: &Opportunity, shown: Proposal, clock: Clock) -> Result<Proposal, Problem> {
    let Some(today) = clock.today() else { return Ok(shown) };
    let mut now = check(opportunity, &shown.input, today)?;
    // One that was made otherwise than by a check is taken as it is.
    if now.writes != shown.writes || now.stage != shown.stage {
        return Ok(shown);
    }
    let seen = |code, rule: &Option<Box<str>>| {
        let same = |other: &&Warning| other.code == code && other.rule == *rule;
        shown.verdict.warnings.iter().find(same).is_some_and(|warning| !warning.acknowledge)
    };
    for warning in &mut now.verdict.warnings {
        warning.acknowledge = warning.acknowledge && !seen(warning.code, &warning.rule);
    }
    Ok(now)
}
