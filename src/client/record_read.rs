//! Reads a record whose fields may not fit into one URL.

use super::effect::{Answer, Effect, EffectId, Send};
use super::session::Session;
use super::task::Step;
use crate::base::error::{Code, Problem};
use crate::base::{FieldName, RecordId, Snapshot};
use crate::rest::{HttpResponse, is_too_long, record};

/// The most restarts if the record changes between its parts.
const MOST_RESTARTS: u32 = 2;

/// A record that is read in as many requests as necessary. Parts from different versions are never combined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RecordRead {
    id: RecordId,
    fields: Vec<FieldName>,
    within: u32,
    waiting: Vec<EffectId>,
    found: Option<Snapshot>,
    restarts: u32,
}

impl RecordRead {
    /// Starts to read a record with additional fields, within this many milliseconds.
    pub(super) fn start(
        session: &mut Session,
        id: &RecordId,
        fields: Vec<FieldName>,
        within: u32,
    ) -> (Self, Vec<Effect>) {
        let mut read = Self { id: id.clone(), fields, within, waiting: Vec::new(), found: None, restarts: 0 };
        let effects = read.send(session);
        (read, effects)
    }

    fn send(&mut self, session: &mut Session) -> Vec<Effect> {
        self.found = None;
        let Session { settings, longest_path, .. } = session;
        let requests = record::requests(settings.version, &self.id, &self.fields, *longest_path);
        let mut effects = Vec::new();
        self.waiting.clear();
        for request in requests {
            let send = Send { within: self.within, ..session.send(request) };
            self.waiting.push(send.id);
            effects.push(Effect::Send(send));
        }
        effects
    }

    /// Returns the additional fields.
    pub(super) fn fields(&self) -> &[FieldName] {
        &self.fields
    }

    /// Returns the requests without a response.
    pub(super) fn outstanding(&self) -> &[EffectId] {
        &self.waiting
    }

    /// Handles a response; those to other requests have no effect.
    pub(super) fn answer(&mut self, session: &mut Session, id: EffectId, answer: &Answer) -> Step<Snapshot> {
        let Some(index) = self.waiting.iter().position(|waiting| *waiting == id) else {
            return Step::Waiting(Vec::new());
        };
        self.waiting.remove(index);
        let response = match answer {
            Ok(response) => response,
            Err(reason) => return self.end(Err(session.no_answer(reason))),
        };
        if is_too_long(response.status) && session.shorten_paths() {
            return Step::Waiting(self.send(session));
        }
        let part = match record::read(response) {
            Ok(part) => part,
            Err(problem) => return self.end(Err(problem)),
        };
        learn_currency_sign(session, response, &part);
        match &mut self.found {
            None => self.found = Some(part),
            Some(found) if found.last_modified == part.last_modified => found.values.extend(part.values),
            Some(_) => return self.restart(session),
        }
        match self.found.take_if(|_| self.waiting.is_empty()) {
            Some(whole) => Step::Done(Ok(whole)),
            None => Step::Waiting(Vec::new()),
        }
    }

    fn restart(&mut self, session: &mut Session) -> Step<Snapshot> {
        if self.restarts == MOST_RESTARTS {
            let message = "the record changed during each read of its parts";
            return self.end(Err(Problem::new(Code::RecordLocked, message)));
        }
        self.restarts += 1;
        Step::Waiting(self.send(session))
    }

    fn end(&mut self, ended: Result<Snapshot, Problem>) -> Step<Snapshot> {
        self.waiting.clear();
        Step::Done(ended)
    }
}

fn learn_currency_sign(session: &mut Session, response: &HttpResponse, part: &Snapshot) {
    if session.currency_sign.is_none() && part.text("CurrencyIsoCode").is_none() && !session.has_currencies()
    {
        session.currency_sign = record::currency_sign(response);
    }
}
