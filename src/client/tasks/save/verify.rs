//! Verifies a write by reading the record.

use super::{Outcome, SaveTask, Snapshot, Step};
use crate::base::error::{Code, Problem};
use crate::base::{Clock, FieldName, RecordId};
use crate::client::conflict::compare;
use crate::client::receipt::{ConfirmedBy, Receipt};
use crate::client::session::Session;
use crate::rest::retry::RetryAfter;
use crate::transition::Opportunity;

/// The user who saved the record last.
pub(super) const LAST_MODIFIED_BY: &str = "LastModifiedById";

/// Why the record is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Verification {
    because: Problem,
    why: Why,
    /// The delay that the response asks for before another attempt.
    pause: RetryAfter,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Why {
    /// The response says nothing about the write.
    Lost,
    /// There is no response, for example because a preflight refused a header.
    Silent,
    /// The precondition failed.
    Stale,
    /// The org does not support this write strategy.
    NotServed,
    /// The last attempt was refused, but an earlier one may have succeeded.
    Refused,
}

impl Verification {
    fn new(because: Problem, why: Why) -> Self {
        Self { because, why, pause: RetryAfter::Nothing }
    }

    pub(super) fn lost(because: Problem) -> Self {
        Self::new(because, Why::Lost)
    }

    pub(super) fn after(self, pause: RetryAfter) -> Self {
        Self { pause, ..self }
    }

    pub(super) fn silent(because: Problem) -> Self {
        Self::new(because, Why::Silent)
    }

    pub(super) fn stale(because: Problem) -> Self {
        Self::new(because, Why::Stale)
    }

    pub(super) fn not_served(because: Problem) -> Self {
        Self::new(because, Why::NotServed)
    }

    pub(super) fn refused(because: Problem) -> Self {
        Self::new(because, Why::Refused)
    }
}

impl SaveTask {
    pub(super) fn looked(
        &mut self,
        session: &mut Session,
        verification: Verification,
        found: Result<Snapshot, Problem>,
        clock: Clock,
    ) -> Step<Receipt> {
        let Verification { because, why, pause } = verification;
        let snapshot = match found {
            Ok(snapshot) => snapshot,
            Err(_) if !self.outcome_unknown && !self.doubtful => return self.fail(because),
            // A gateway that refuses reads in the same way did not let the write pass either.
            Err(found)
                if !self.outcome_unknown && !found.from_salesforce && found.status == because.status =>
            {
                return self.fail(because);
            }
            Err(_) => return self.fail(unknown("was", because)),
        };
        if self.is_as_wanted(&snapshot) {
            return self.already(session, snapshot, clock);
        }
        if self.has_changed(&snapshot) {
            return self.fail(changed_by(&snapshot));
        }
        match why {
            // A lost attempt meets the same precondition, however late it arrives.
            Why::Stale => self.fail(because),
            // The read used a newer token.
            Why::Refused if because.status == Some(401) && !because.from_salesforce => {
                self.resend(session, because, why, pause, clock)
            }
            Why::Refused => self.unchanged(because),
            Why::NotServed => match self.fall_back(because) {
                Ok(()) => self.write(session, 0, clock),
                Err(because) => self.unchanged(not_served(because)),
            },
            Why::Lost | Why::Silent => self.resend(session, because, why, pause, clock),
        }
    }

    /// The record holds the requested values, and no response says who wrote them.
    fn already(&mut self, session: &Session, found: Snapshot, clock: Clock) -> Step<Receipt> {
        // Even without a lost attempt: browsers repeat requests that a kept-alive connection swallowed, and
        // then this very write was first.
        let by = found.text(LAST_MODIFIED_BY).and_then(|id| RecordId::new(id).ok());
        let ours = self.outcome_unknown || self.doubtful || by.is_some() && by == session.user_id();
        self.outcome = if ours { Outcome::Written } else { Outcome::NotWritten };
        let now = Opportunity { record: found.clone(), ..self.opportunity.clone() };
        let mut receipt = self.receipt(session, Some(found.values), clock);
        if ours {
            receipt.confirmed_by = Some(ConfirmedBy::Reading);
        } else {
            receipt.written = false;
            receipt.already = true;
            receipt.confirmed_by = None;
            receipt.strategy = None;
            receipt.merged = Some(compare(&self.opportunity, &self.proposal.writes, &now));
        }
        Step::Done(Ok(receipt))
    }

    /// Sends a lost write again.
    fn resend(
        &mut self,
        session: &mut Session,
        because: Problem,
        why: Why,
        pause: RetryAfter,
        clock: Clock,
    ) -> Step<Receipt> {
        let retry = session.settings.retry;
        let wait = match pause {
            RetryAfter::Nothing => Some(retry.backoff.wait(1, clock.random[0])),
            RetryAfter::For(wait) => Some(wait),
            RetryAfter::TooLong => None,
        };
        let Some(wait) = wait.filter(|wait| {
            !self.resent
                && retry.attempts > 1
                && *wait < self.room(session, clock)
                && session.bucket.take(clock.now)
        }) else {
            return self.unchanged(because);
        };
        self.resent = true;
        let code = because.code;
        // The record could be read, so perhaps a header was refused. A single failure may still be the network:
        // then the next update uses its own strategy again.
        let from = self.strategy;
        if why == Why::Silent
            && from.has_headers_of_its_own()
            && self.fall_back(because).is_ok()
            && session.silent.replace(from) != Some(from)
        {
            self.fell_back = None;
        }
        self.wait(session, wait, code, clock);
        self.write(session, wait, clock)
    }

    /// Ends with the record unchanged. A lost attempt may still be processed, unless Salesforce has refused the
    /// change itself: it would refuse a late one too.
    fn unchanged(&mut self, because: Problem) -> Step<Receipt> {
        let open = self.outcome_unknown && !because.code.judges_the_change();
        self.fail(if open { unknown("will be", because) } else { because })
    }

    fn is_as_wanted(&self, found: &Snapshot) -> bool {
        self.proposal.writes.iter().all(|(name, wanted)| {
            let info = &self.opportunity.info;
            found.value(name.as_str()).is_some_and(|found| info.stores_the_same(name, wanted, found))
        })
    }

    /// Returns true if another user has saved. Salesforce's times are whole seconds, so a change within the
    /// same second shows only in the values.
    fn has_changed(&self, found: &Snapshot) -> bool {
        let before = &self.opportunity.record;
        let info = &self.opportunity.info;
        let differs = |name: &FieldName| match (before.value(name.as_str()), found.value(name.as_str())) {
            (Some(before), Some(found)) => !info.stores_the_same(name, before, found),
            (Some(_) | None, _) => false,
        };
        found.last_modified != before.last_modified || self.proposal.writes.keys().any(differs)
    }
}

/// The record exists, so it is the write resource that does not.
fn not_served(because: Problem) -> Problem {
    if !matches!(because.code, Code::NotFound | Code::RequestRejected | Code::Refused) {
        return because;
    }
    let help = "the org, or the proxy in front of it, has to support one of `composite`, `row` (`sobjects`) and `ui-api`";
    Problem {
        code: Code::RequestRejected,
        message: "the org serves no way to write the record".into(),
        help: Some(help.into()),
        ..because
    }
}

/// Returns the problem of an attempt with an unknown outcome, with the last response.
fn unknown(tense: &str, because: Problem) -> Problem {
    let message = format!("it is unknown whether the update {tense} made: {}", because.message);
    Problem { errors: because.errors, status: because.status, ..Problem::new(Code::UnknownOutcome, message) }
}

/// Returns the problem that names the other user and the time.
fn changed_by(now: &Snapshot) -> Problem {
    let who = now.text("LastModifiedBy.Name").unwrap_or("another user");
    let message = format!("{who} changed the record at {}, after it was read here", now.last_modified);
    Problem::new(Code::ChangedMeanwhile, message)
}
