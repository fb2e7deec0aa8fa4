//! The requests of a save: the write in one of several strategies, and the reads that verify it.

use super::verify::LAST_MODIFIED_BY;
use super::{
    Effect, Outcome, Problem, SaveTask, Send, State, Step, Strategy, Timestamp, Verification, Waiting,
};
use crate::base::error::Code;
use crate::base::{Clock, FieldName};
use crate::client::notice::Notice;
use crate::client::receipt::{Receipt, concerned};
use crate::client::record_read::RecordRead;
use crate::client::session::Session;
use crate::rest::HttpDate;
use crate::rest::ui_record_update;
use crate::rest::write::Write;

impl SaveTask {
    /// Sends the write after a delay in milliseconds.
    pub(super) fn write(&mut self, session: &mut Session, after: u32, clock: Clock) -> Step<Receipt> {
        // A key is reused only while an attempt with it may still be processed: otherwise Salesforce would
        // replay a refusal.
        if !self.outcome_unknown || self.key.is_empty() {
            self.key = ui_record_update::key(clock.random);
        }
        let record = &self.opportunity.record;
        let request = self.strategy.request(&Write {
            version: session.settings.version,
            id: &record.id,
            fields: &self.proposal.writes,
            unmodified_since: HttpDate::new(&record.last_modified).as_ref(),
            read_back: &self.concerned(),
            key: &self.key,
        });
        let within = self.room(session, clock).saturating_sub(after);
        let send = Send { after, within, ..session.send(request) };
        self.tries += 1;
        self.state = State::Writing(send.id);
        Step::Waiting(vec![Effect::Send(send)])
    }

    pub(super) fn concerned(&self) -> Vec<FieldName> {
        concerned(&self.opportunity, &self.proposal)
    }

    pub(super) fn read_back(&mut self, session: &mut Session, clock: Clock) -> Step<Receipt> {
        let (read, effects) = self.read(session, clock);
        self.state = State::ReadingBack(read);
        Step::Waiting(effects)
    }

    pub(super) fn verify(
        &mut self,
        session: &mut Session,
        verification: Verification,
        clock: Clock,
    ) -> Step<Receipt> {
        self.outcome =
            if self.outcome_unknown || self.doubtful { Outcome::Unknown } else { Outcome::NotWritten };
        let (read, effects) = self.read(session, clock);
        self.state = State::Verifying(read, verification);
        Step::Waiting(effects)
    }

    fn read(&self, session: &mut Session, clock: Clock) -> (RecordRead, Vec<Effect>) {
        let mut fields = self.concerned();
        fields.extend(FieldName::new(LAST_MODIFIED_BY));
        RecordRead::start(session, &self.opportunity.record.id, fields, self.left(clock))
    }

    fn left(&self, clock: Clock) -> u32 {
        u32::try_from(self.ends_at.0.saturating_sub(clock.now.0).max(0)).unwrap_or(u32::MAX)
    }

    /// Returns the time for a write, which leaves some for a read after it.
    pub(super) fn room(&self, session: &Session, clock: Clock) -> u32 {
        let left = self.left(clock);
        left - (left / 2).min(session.settings.retry.each)
    }

    pub(super) fn wait(&mut self, session: &mut Session, wait: u32, because: Code, clock: Clock) {
        let until = Timestamp(clock.now.0.saturating_add(i64::from(wait)));
        self.waiting = Some(Waiting { because, until, attempts: self.tries });
        session.tell(Notice::Retry { because, wait, attempts: self.tries });
    }

    /// Selects the next write strategy that was not refused.
    pub(super) fn fall_back(&mut self, because: Problem) -> Result<(), Problem> {
        self.refused.push(self.strategy);
        match Strategy::ALL.into_iter().find(|strategy| !self.refused.contains(strategy)) {
            Some(next) => {
                self.strategy = next;
                self.fell_back = Some(because);
                Ok(())
            }
            None => Err(because),
        }
    }

    /// The org supports this strategy, so it becomes the session's.
    pub(super) fn served(&mut self, session: &mut Session) {
        session.silent = session.silent.filter(|silent| *silent != self.strategy);
        if let Some(because) = self.fell_back.take() {
            let from = session.strategy();
            session.fallback = Some(self.strategy);
            session.tell(Notice::WriteFallback {
                from,
                to: self.strategy,
                because: because.code,
                message: because.message,
            });
        }
    }
}
