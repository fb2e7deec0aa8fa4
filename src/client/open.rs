//! Reading one opportunity, and what its org says of stages, fields and rules where that is not known yet.

use std::rc::Rc;

use super::metadata::Topic;
use super::session::{Clock, Session};
use super::task::{Answer, EffectId, Send, Step, Task};
use crate::org::{Stage, sales_process};
use crate::record::{FieldName, FieldValue, RecordId, Snapshot, Timestamp};
use crate::rest::record;
use crate::transition::Opportunity;

/// An opportunity being read. What the org says of itself is asked for once, by whoever comes first; each further
/// opportunity takes one request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening {
    id: RecordId,
    waiting: Vec<(EffectId, Awaited)>,
    record: Option<Snapshot>,
    /// The fields that the record was asked for.
    asked: Vec<FieldName>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Awaited {
    Record,
    Shared(Topic),
}

impl Opening {
    /// Starts to read an opportunity.
    pub fn start(session: &mut Session, id: &RecordId) -> (Self, Vec<Send>) {
        let mut task = Self { id: id.clone(), waiting: Vec::new(), record: None, asked: Vec::new() };
        let mut sends = vec![task.read(session, fields(session))];
        for topic in [Topic::ObjectInfo, Topic::OrgStages, Topic::OrgRules] {
            task.ask(session, topic, &mut sends);
        }
        (task, sends)
    }

    fn read(&mut self, session: &mut Session, fields: Vec<FieldName>) -> Send {
        let send = session.send(record::request(session.settings.version, &self.id, &fields));
        self.waiting.push((send.id, Awaited::Record));
        self.asked = fields;
        send
    }

    fn ask(&mut self, session: &mut Session, topic: Topic, sends: &mut Vec<Send>) {
        if let Some(id) = session.ask(topic.clone(), sends) {
            self.waiting.push((id, Awaited::Shared(topic)));
        }
    }

    /// The opportunity, or what has still to be read for it.
    fn go_on(&mut self, session: &mut Session, mut sends: Vec<Send>, clock: Clock) -> Step<Opportunity> {
        if !self.waiting.is_empty() {
            return Step::Waiting(sends);
        }
        let asked = |name: &FieldName| record::is_always_read(name) || self.asked.contains(name);
        let lacks = |name: FieldName| !asked(&name) && may_have(session, &name);
        if session.metadata.deciding(&session.settings.fields).any(lacks) {
            let needed = fields(session);
            // Only now is it known what the org's rules look at. It is read whole, so that it is of one moment.
            sends.push(self.read(session, needed));
            return Step::Waiting(sends);
        }
        match self.opened(session, clock) {
            Some(opportunity) => Step::Done(Ok(opportunity)),
            None => Step::Waiting(sends),
        }
    }

    fn opened(&self, session: &Session, clock: Clock) -> Option<Opportunity> {
        let record = self.record.clone()?;
        let metadata = &session.metadata;
        let info = Rc::clone(metadata.info()?);
        let org_stages = Rc::clone(metadata.org_stages()?);
        let picklists = Rc::clone(metadata.picklists(&record.record_type)?);
        let process = Rc::new(sales_process(&picklists.stages, &org_stages));
        let editable = session
            .settings
            .fields
            .iter()
            .filter_map(|name| info.field(name))
            .map(|field| field.name.clone());
        Some(Opportunity {
            possible: Vec::new(),
            stage: current_stage(&record, &process, session),
            days_in_stage: days_in_stage(&record, clock.now),
            editable: editable.collect(),
            record,
            process,
            org_stages,
            info,
            picklists,
            rules: metadata.ruleset(),
            user: Rc::clone(&session.settings.user),
            refusals: session.refusals.clone(),
        })
    }
}

/// All that a record is read with beside the standard fields.
fn fields(session: &Session) -> Vec<FieldName> {
    let mut fields = session.settings.fields.clone();
    fields.extend(session.metadata.fields(&session.settings.fields));
    fields
}

/// Whether to ask for a field is worth a request: not for one that the org has not described to this user.
fn may_have(session: &Session, name: &FieldName) -> bool {
    name.crosses_relationship() || session.metadata.info().is_none_or(|info| info.field(name).is_some())
}

fn current_stage(record: &Snapshot, process: &[Stage], session: &Session) -> Stage {
    let value = record.text("StageName").unwrap_or_default();
    let org = session.metadata.org_stages().map_or(&[][..], |rows| rows.as_slice());
    Stage::of_record(value, process, org, &|name| record.value(name).cloned())
}

/// Whole days since the stage changed. Salesforce counts them itself in some orgs; where the stage has never changed
/// its date is empty, and the record is as old as its stage.
fn days_in_stage(record: &Snapshot, now: Timestamp) -> Option<i64> {
    if let Some(days) = record.value("LastStageChangeInDays").and_then(FieldValue::as_number) {
        return days.to_string().parse().ok();
    }
    let since = match record.value("LastStageChangeDate")? {
        FieldValue::Text(date) => date,
        _ => record.text("CreatedDate")?,
    };
    let since: Timestamp = since.parse().ok()?;
    // Salesforce's clock may be ahead of ours.
    Some(now.0.saturating_sub(since.0).max(0) / 86_400_000)
}

impl Task for Opening {
    type Output = Opportunity;

    fn answer(
        &mut self,
        session: &mut Session,
        id: EffectId,
        answer: Answer,
        clock: Clock,
    ) -> Step<Opportunity> {
        let Some(place) = self.waiting.iter().position(|(waiting, _)| *waiting == id) else {
            return Step::Waiting(Vec::new());
        };
        let (_, awaited) = self.waiting.remove(place);
        let mut sends = Vec::new();
        match awaited {
            Awaited::Record => {
                let read = match &answer {
                    Ok(response) => record::read(response),
                    Err(reason) => Err(session.no_answer(reason)),
                };
                match read {
                    Ok(record) => {
                        let has_currency = record.text("CurrencyIsoCode").is_some();
                        if let (false, None, Ok(response)) = (has_currency, &session.currency_sign, &answer) {
                            session.currency_sign = record::currency_sign(response);
                        }
                        let topic = Topic::Picklists(record.record_type.clone());
                        self.record = Some(record);
                        self.ask(session, topic, &mut sends);
                        session.revalidate(clock);
                    }
                    Err(problem) => return Step::Done(Err(problem)),
                }
            }
            Awaited::Shared(topic) => {
                sends = session.learn(id, &answer, clock);
                if let Topic::OrgRules = topic {
                    // What the rules say comes after which there are.
                    if let Some(next) = session.rules_in_flight() {
                        self.waiting.push((next, Awaited::Shared(topic)));
                    }
                } else if !session.metadata.knows(&topic) {
                    return Step::Done(Err(session.why_not(&topic, &answer)));
                }
            }
        }
        self.go_on(session, sends, clock)
    }

    fn outstanding(&self) -> Vec<EffectId> {
        self.waiting.iter().map(|(id, _)| *id).collect()
    }
}
