//! What a look at the record says of a write.

use super::{Outcome, SaveTask, Snapshot, Step};
use crate::base::error::{Code, Problem};
use crate::base::{Clock, FieldName, RecordId};
use crate::client::conflict::compare;
use crate::client::receipt::{ConfirmedBy, Receipt};
use crate::client::session::Session;
use crate::rest::retry::RetryAfter;
use crate::transition::Opportunity;

/// Who saved the record last.
pub(super) const LAST_MODIFIED_BY: &str = "LastModifiedById";

/// Why the record is looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Look {
    because: Problem,
    why: Why,
    /// The pause that the answer asks for before another try.
    pause: RetryAfter,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Why {
    /// The answer tells nothing of the write.
    Lost,
    /// There is no answer at all, as where a preflight refuses a header.
    Silent,
    /// The precondition failed.
    Stale,
    /// This way to write is not served.
    NotServed,
    /// The last try was refused, but one before may have been done.
    Refused,
}

impl Look {
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
        look: Look,
        found: Result<Snapshot, Problem>,
        clock: Clock,
    ) -> Step<Receipt> {
        let Look { because, why, pause } = look;
        let snapshot = match found {
            Ok(snapshot) => snapshot,
            Err(_) if !self.lost && !self.doubtful => return self.fail(because),
            // What turns reads down in the same way let the write no further.
            Err(found) if !self.lost && !found.from_salesforce && found.status == because.status => {
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
            // A lost try meets the same precondition, however late it comes.
            Why::Stale => self.fail(because),
            // The look has another token by now.
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

    /// The record holds what was wanted, and no answer has said who wrote it.
    fn already(&mut self, session: &Session, found: Snapshot, clock: Clock) -> Step<Receipt> {
        // Even where no try was lost that we know of: browsers send again by themselves what a connection that they
        // had kept open swallowed, and then it was this very write that came first.
        let by = found.text(LAST_MODIFIED_BY).and_then(|id| RecordId::new(id).ok());
        let ours = self.lost || self.doubtful || by.is_some() && by == session.user_id();
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

    /// Sends what was lost once more.
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
        // The line is there, the record was read over it: perhaps it was a header that did not pass. Once may have been
        // the line all the same, and then the next update goes its own way again.
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

    /// Ends with the record as it was. That a lost try was not carried out so far does not mean that it never will be,
    /// unless Salesforce has judged the change itself: of a late one it would say the same.
    fn unchanged(&mut self, because: Problem) -> Step<Receipt> {
        let open = self.lost && !because.code.judges_the_change();
        self.fail(if open { unknown("will be", because) } else { because })
    }

    fn is_as_wanted(&self, found: &Snapshot) -> bool {
        self.proposal.writes.iter().all(|(name, wanted)| {
            let info = &self.opportunity.info;
            found.value(name.as_str()).is_some_and(|found| info.stores_the_same(name, wanted, found))
        })
    }

    /// Somebody else was here. Times count whole seconds for Salesforce, so that a change within the second of the
    /// one before shows by its values alone.
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

/// The record is there, so that what is missing is the way to write it.
fn not_served(because: Problem) -> Problem {
    if !matches!(because.code, Code::NotFound | Code::RequestRejected | Code::Refused) {
        return because;
    }
    let help =
        "the org, or the proxy before it, has to serve one of `composite`, `row` (`sobjects`) and `ui-api`";
    Problem {
        code: Code::RequestRejected,
        message: "the org serves no way to write the record".into(),
        help: Some(help.into()),
        ..because
    }
}

/// Nobody knows what becomes of a try, and this is the last that was heard.
fn unknown(tense: &str, because: Problem) -> Problem {
    let message = format!("it is not known whether the update {tense} made: {}", because.message);
    Problem { errors: because.errors, status: because.status, ..Problem::new(Code::UnknownOutcome, message) }
}

/// Who changed it, and when.
fn changed_by(now: &Snapshot) -> Problem {
    let who = now.text("LastModifiedBy.Name").unwrap_or("somebody else");
    let message = format!("{who} changed the record at {}, after it was read here", now.last_modified);
    Problem::new(Code::ChangedMeanwhile, message)
}
