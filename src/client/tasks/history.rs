//! Reads the stage history of an opportunity.

use crate::base::{Clock, RecordId};
use crate::client::effect::{Effect, EffectId, Event};
use crate::client::session::Session;
use crate::client::task::{Step, Task};
use crate::rest::opportunity_history::{self, StageHistory};
use crate::rest::record_rows::Pages;

/// A history that is read page by page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryTask {
    waiting: Option<EffectId>,
    rows: Vec<StageHistory>,
    pages: Pages,
}

impl HistoryTask {
    /// Starts to read.
    pub fn start(session: &mut Session, id: &RecordId) -> (Self, Vec<Effect>) {
        let send = session.send(opportunity_history::request(session.settings.version, id));
        (Self { waiting: Some(send.id), rows: Vec::new(), pages: Pages::default() }, vec![Effect::Send(send)])
    }
}

impl Task for HistoryTask {
    type Output = Vec<StageHistory>;

    fn handle(
        &mut self,
        session: &mut Session,
        id: EffectId,
        event: Event,
        _: Clock,
    ) -> Step<Vec<StageHistory>> {
        let (true, Event::Answer(answer)) = (self.waiting == Some(id), event) else {
            return Step::Waiting(Vec::new());
        };
        self.waiting = None;
        let page = match answer {
            Ok(response) => opportunity_history::read(&response),
            Err(reason) => Err(session.no_answer(&reason)),
        };
        match page {
            Ok((rows, page)) => {
                self.rows.extend(rows);
                if let Err(problem) = self.pages.turn(&page) {
                    return Step::Done(Err(problem));
                }
                let next = page.next.and_then(|_| self.pages.request(session.settings.version));
                match next {
                    Some(request) => {
                        let send = session.send(request);
                        self.waiting = Some(send.id);
                        Step::Waiting(vec![Effect::Send(send)])
                    }
                    None => Step::Done(Ok(std::mem::take(&mut self.rows))),
                }
            }
            Err(problem) => Step::Done(Err(problem)),
        }
    }

    fn outstanding(&self) -> Vec<EffectId> {
        self.waiting.into_iter().collect()
    }
}
