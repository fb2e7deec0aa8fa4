//! Reading one opportunity, and what its org says of stages and fields where that is not known yet.

use std::rc::Rc;

use super::session::{Clock, Session};
use super::task::{Answer, EffectId, Send, Step, Task};
use crate::error::Problem;
use crate::org::{Stage, sales_process};
use crate::record::{FieldValue, RecordId, Snapshot};
use crate::rest::{HttpResponse, object_info, opportunity_stages, picklist_values, record};
use crate::transition::Opportunity;

/// An opportunity being read: the first one of a record type takes four requests, three of them at once; each
/// further one takes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening {
    waiting: Vec<(EffectId, What)>,
    record: Option<Snapshot>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    Record,
    ObjectInfo,
    OrgStages,
    Picklist,
}

impl Opening {
    /// Starts to read an opportunity.
    pub fn start(session: &mut Session, id: &RecordId) -> (Self, Vec<Send>) {
        let mut task = Self { waiting: Vec::new(), record: None };
        let version = session.settings.version;
        let mut fields = session.settings.fields.clone();
        fields.extend(session.settings.rules.fields());
        let mut sends = vec![task.send(session, What::Record, record::request(version, id, &fields))];
        if session.info.is_none() {
            sends.push(task.send(session, What::ObjectInfo, object_info::request(version)));
        }
        if session.org_stages.is_none() {
            sends.push(task.send(session, What::OrgStages, opportunity_stages::request(version)));
        }
        (task, sends)
    }

    fn send(&mut self, session: &mut Session, what: What, request: crate::rest::HttpRequest) -> Send {
        let send = session.send(request);
        self.waiting.push((send.id, what));
        send
    }

    fn take(
        &mut self,
        session: &mut Session,
        what: What,
        response: &HttpResponse,
    ) -> Result<Vec<Send>, Problem> {
        match what {
            What::Record => {
                let snapshot = record::read(response)?;
                let record_type = snapshot.record_type.clone();
                self.record = Some(snapshot);
                if !session.processes.contains_key(&record_type) {
                    let request = picklist_values::request(session.settings.version, &record_type);
                    return Ok(vec![self.send(session, What::Picklist, request)]);
                }
            }
            What::ObjectInfo => {
                let info = object_info::read(response)?;
                session.ruleset = Some(Rc::new(session.settings.rules.compile(&info)));
                session.info = Some(Rc::new(info));
            }
            // A user who may not read OpportunityStage still gets the stages of the record type.
            What::OrgStages => {
                session.org_stages = Some(Rc::new(opportunity_stages::read(response).unwrap_or_default()));
            }
            What::Picklist => {
                if let Some(record) = &self.record {
                    let stages = picklist_values::read(response)?;
                    session.processes.insert(record.record_type.clone(), Rc::new(stages));
                }
            }
        }
        Ok(Vec::new())
    }

    /// The opportunity, when all that it takes is there.
    fn opened(&self, session: &Session) -> Option<Opportunity> {
        let record = self.record.clone()?;
        let info = Rc::clone(session.info.as_ref()?);
        let org_stages = Rc::clone(session.org_stages.as_ref()?);
        let process = Rc::new(sales_process(session.processes.get(&record.record_type)?, &org_stages));
        let editable = session
            .settings
            .fields
            .iter()
            .filter_map(|name| info.field(name))
            .map(|field| field.name.clone());
        Some(Opportunity {
            stage: current_stage(&record, &process, session),
            editable: editable.collect(),
            record,
            process,
            org_stages,
            info,
            rules: session.ruleset.clone(),
            user: Rc::clone(&session.settings.user),
        })
    }
}

/// The record's stage. It may be one that is no longer offered, or one that never was: Salesforce stores any text.
fn current_stage(record: &Snapshot, process: &[Stage], session: &Session) -> Stage {
    let value = record.text("StageName").unwrap_or_default();
    let offered = process.iter().find(|stage| stage.value == value).cloned();
    let known = || {
        let rows = session.org_stages.as_ref()?;
        rows.iter().find(|row| row.stage.value == value).map(|row| row.stage.clone())
    };
    offered.or_else(known).unwrap_or_else(|| Stage {
        value: value.into(),
        label: value.into(),
        probability: record.value("Probability").and_then(FieldValue::as_number).copied(),
        forecast_category: record.text("ForecastCategoryName").map(Into::into),
        closed: record.is_true("IsClosed"),
        won: record.is_true("IsWon"),
    })
}

impl Task for Opening {
    type Output = Opportunity;

    fn answer(&mut self, session: &mut Session, id: EffectId, answer: Answer, _: Clock) -> Step<Opportunity> {
        let Some(place) = self.waiting.iter().position(|(waiting, _)| *waiting == id) else {
            return Step::Waiting(Vec::new());
        };
        let (_, what) = self.waiting.remove(place);
        let response = match answer {
            Ok(response) => response,
            Err(reason) => return Step::Done(Err(session.no_answer(&reason))),
        };
        match self.take(session, what, &response) {
            Err(problem) => Step::Done(Err(problem)),
            Ok(sends) => match self.opened(session) {
                Some(opportunity) => Step::Done(Ok(opportunity)),
                None => Step::Waiting(sends),
            },
        }
    }

    fn outstanding(&self) -> Vec<EffectId> {
        self.waiting.iter().map(|(id, _)| *id).collect()
    }
}
