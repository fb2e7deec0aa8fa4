//! Opens an opportunity: its record, and the metadata that is not known yet.

use std::rc::Rc;

use crate::base::{Clock, FieldName, FieldValue, RecordId, Snapshot, Timestamp};
use crate::client::effect::{Effect, EffectId, Event};
use crate::client::metadata::MetadataKind;
use crate::client::record_read::RecordRead;
use crate::client::session::Session;
use crate::client::task::{Step, Task};
use crate::org::{Stage, sales_process};
use crate::rest::record;
use crate::transition::Opportunity;

/// An opportunity that is being opened. The first task requests the metadata; each further opportunity takes
/// one request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenTask {
    id: RecordId,
    waiting: Vec<(EffectId, MetadataKind)>,
    /// The request for the picklists of the record type that a search has found. The record's own type takes
    /// precedence.
    likely: Option<EffectId>,
    reading: RecordRead,
    record: Option<Snapshot>,
}

impl OpenTask {
    /// Starts to open an opportunity.
    pub fn start(session: &mut Session, id: &RecordId) -> (Self, Vec<Effect>) {
        let (fields, within) = (fields(session), session.settings.retry.total);
        let (reading, mut effects) = RecordRead::start(session, id, fields, within);
        let mut task = Self { id: id.clone(), waiting: Vec::new(), likely: None, reading, record: None };
        for kind in [MetadataKind::ObjectInfo, MetadataKind::OrgStages, MetadataKind::OrgRules] {
            task.ask(session, kind, &mut effects);
        }
        // A search has found its record type, so its stages need not wait for the record.
        if let Some(record_type) = session.record_types.get(id).cloned() {
            task.likely = session.ask(MetadataKind::Picklists(record_type), &mut effects);
        }
        (task, effects)
    }

    fn ask(&mut self, session: &mut Session, kind: MetadataKind, effects: &mut Vec<Effect>) {
        if let Some(id) = session.ask(kind.clone(), effects) {
            self.waiting.push((id, kind));
        }
    }

    /// Returns the opportunity, or the requests that are still necessary.
    fn go_on(&mut self, session: &mut Session, mut effects: Vec<Effect>, clock: Clock) -> Step<Opportunity> {
        if !self.waiting.is_empty() || !self.reading.outstanding().is_empty() {
            return Step::Waiting(effects);
        }
        let asked = |name: &FieldName| record::is_always_read(name) || self.reading.fields().contains(name);
        let lacks = |name: FieldName| !asked(&name) && may_have(session, &name);
        if session.metadata.deciding(&session.settings.fields).any(lacks) {
            let (needed, within) = (fields(session), session.settings.retry.total);
            // The fields of the org's rules are known only now. The record is read again as a whole, so that
            // all values have the same version.
            let (reading, reads) = RecordRead::start(session, &self.id, needed, within);
            self.reading = reading;
            effects.extend(reads);
            return Step::Waiting(effects);
        }
        match self.opened(session, clock) {
            Some(opportunity) => Step::Done(Ok(opportunity)),
            None => Step::Waiting(effects),
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
            rules: metadata.rules(),
            user: Rc::clone(&session.settings.user),
            refusals: session.refusals.clone(),
        })
    }
}

/// Returns the fields to read in addition to the standard ones.
fn fields(session: &Session) -> Vec<FieldName> {
    let mut fields = session.settings.fields.clone();
    fields.extend(session.metadata.fields(&session.settings.fields));
    fields
}

/// Returns false for a field that the org has not described to this user.
fn may_have(session: &Session, name: &FieldName) -> bool {
    name.crosses_relationship() || session.metadata.info().is_none_or(|info| info.field(name).is_some())
}

fn current_stage(record: &Snapshot, process: &[Stage], session: &Session) -> Stage {
    let value = record.text("StageName").unwrap_or_default();
    let org = session.metadata.org_stages().map_or(&[][..], |rows| rows.as_slice());
    Stage::of_record(value, process, org, &|name| record.value(name).cloned())
}

/// Returns the whole days since the stage changed. Some orgs have Salesforce's own count. If the stage has
/// never changed, its date is empty and the record's creation counts.
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

impl Task for OpenTask {
    type Output = Opportunity;

    fn handle(
        &mut self,
        session: &mut Session,
        id: EffectId,
        event: Event,
        clock: Clock,
    ) -> Step<Opportunity> {
        let Event::Answer(answer) = event else { return Step::Waiting(Vec::new()) };
        let mut effects = Vec::new();
        if let Some(index) = self.waiting.iter().position(|(waiting, _)| *waiting == id) {
            let (_, kind) = self.waiting.remove(index);
            effects = Effect::sends(session.apply_response(id, &answer, clock));
            if let MetadataKind::OrgRules = kind {
                // The details of the rules follow their list.
                if let Some(next) = session.rules_in_flight() {
                    self.waiting.push((next, kind));
                } else if let Some(problem) = session.rules_unread() {
                    return Step::Done(Err(problem));
                }
            } else if !session.metadata.knows(&kind) {
                return Step::Done(Err(session.why_not(&kind, &answer)));
            }
        } else if self.likely == Some(id) {
            self.likely = None;
            // If this failed, it is requested again once the record has been read.
            effects = Effect::sends(session.apply_response(id, &answer, clock));
        } else if self.reading.outstanding().contains(&id) {
            match self.reading.answer(session, id, &answer) {
                Step::Waiting(reads) => effects = reads,
                Step::Done(Err(problem)) => return Step::Done(Err(problem)),
                Step::Done(Ok(record)) => {
                    let kind = MetadataKind::Picklists(record.record_type.clone());
                    self.record = Some(record);
                    self.likely = None;
                    self.ask(session, kind, &mut effects);
                    session.revalidate(clock);
                }
            }
        } else {
            return Step::Waiting(Vec::new());
        }
        self.go_on(session, effects, clock)
    }

    fn outstanding(&self) -> Vec<EffectId> {
        let waiting = self.waiting.iter().map(|(id, _)| *id).chain(self.likely);
        waiting.chain(self.reading.outstanding().iter().copied()).collect()
    }
}
