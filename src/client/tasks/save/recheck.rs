//! Checks the proposal again at the time of the confirmation.

use crate::base::Clock;
use crate::base::error::Problem;
use crate::transition::{Opportunity, Proposal, Warning, check};

/// Returns the proposal at the time of the confirmation, because the day may have changed since the preview.
/// Acknowledged warnings stay acknowledged.
pub(super) fn recheck(opportunity: &Opportunity, shown: Proposal, clock: Clock) -> Result<Proposal, Problem> {
    let Some(today) = clock.today() else { return Ok(shown) };
    let mut now = check(opportunity, &shown.input, today)?;
    // A proposal that did not come from a check is not checked.
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
