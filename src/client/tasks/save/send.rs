//! What a write sends: itself, in one of several ways, and the reads that make sure of it.

use super::look::LAST_MODIFIED_BY;
use super::{Look, Outcome, Problem, SaveTask, Send, State, Step, Strategy, Timestamp, Waiting};
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
    /// Sends the write after so many milliseconds.
    pub(super) fn write(&mut self, session: &mut Session, after: u32, clock: Clock) -> Step<Receipt> {
        // A key may be used again only while a try may still be done with it: a refusal would be repeated otherwise.
        if !self.lost || self.key.is_empty() {
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
        Step::Waiting(vec![send])
    }

    pub(super) fn concerned(&self) -> Vec<FieldName> {
        concerned(&self.opportunity, &self.proposal)
    }

    pub(super) fn read_back(&mut self, session: &mut Session, clock: Clock) -> Step<Receipt> {
        let (read, sends) = self.read(session, clock);
        self.state = State::ReadingBack(read);
        Step::Waiting(sends)
    }

    pub(super) fn look(&mut self, session: &mut Session, look: Look, clock: Clock) -> Step<Receipt> {
        self.outcome = if self.lost || self.doubtful { Outcome::Unknown } else { Outcome::NotWritten };
        let (read, sends) = self.read(session, clock);
        self.state = State::Looking(read, look);
        Step::Waiting(sends)
    }

    fn read(&self, session: &mut Session, clock: Clock) -> (RecordRead, Vec<Send>) {
        let mut fields = self.concerned();
        fields.extend(FieldName::new(LAST_MODIFIED_BY));
        RecordRead::start(session, &self.opportunity.record.id, fields, self.left(clock))
    }

    fn left(&self, clock: Clock) -> u32 {
        u32::try_from(self.ends_at.0.saturating_sub(clock.now.0).max(0)).unwrap_or(u32::MAX)
    }

    /// The time that is left for a write, so that there is some for a look after it.
    pub(super) fn room(&self, session: &Session, clock: Clock) -> u32 {
        let left = self.left(clock);
        left - (left / 2).min(session.settings.retry.each)
    }

    pub(super) fn wait(&mut self, session: &mut Session, wait: u32, because: Code, clock: Clock) {
        let until = Timestamp(clock.now.0.saturating_add(i64::from(wait)));
        self.waiting = Some(Waiting { because, until, attempts: self.tries });
        session.tell(Notice::Retry { because, wait, attempts: self.tries });
    }

    /// Takes the next way to write, if there is one that was not refused yet.
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

    /// The org serves this way to write: from now on it is the one.
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
