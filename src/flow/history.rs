//! How an opportunity came to where it stands.

use super::session::{Clock, Session};
use super::task::{Answer, EffectId, Send, Step, Task};
use crate::record::RecordId;
use crate::rest::opportunity_history::{self, StageHistory};

/// A history being read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recalling(Option<EffectId>);

impl Recalling {
    /// Starts to read.
    pub fn start(session: &mut Session, id: &RecordId) -> (Self, Vec<Send>) {
        let send = session.send(opportunity_history::request(session.settings.version, id));
        (Self(Some(send.id)), vec![send])
    }
}

impl Task for Recalling {
    type Output = Vec<StageHistory>;

    fn answer(
        &mut self,
        session: &mut Session,
        id: EffectId,
        answer: Answer,
        _: Clock,
    ) -> Step<Vec<StageHistory>> {
        if self.0 != Some(id) {
            return Step::Waiting(Vec::new());
        }
        self.0 = None;
        Step::Done(match answer {
            Ok(response) => opportunity_history::read(&response),
            Err(reason) => Err(session.no_answer(&reason)),
        })
    }

    fn outstanding(&self) -> Vec<EffectId> {
        self.0.into_iter().collect()
    }
}
