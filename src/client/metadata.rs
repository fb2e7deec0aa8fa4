//! What the org says of itself: read once for all who ask at the same time, looked at again after a while.
//!
//! These requests belong to the session and to no single task. Whoever runs them keeps them going when the task that
//! asked first is given up, gives each answer to [`Session::learn`], and then to every task that waits for it.

use std::rc::Rc;

use super::metadata_store;
use super::session::{Clock, Session};
use super::task::{Answer, EffectId, Send};
use crate::base::error::{Code, Problem};
use crate::base::{FieldName, RecordId, Timestamp};
use crate::org::{ObjectInfo, OrgDocument, OrgStage, Picklists};
use crate::rest::org_rules::{self, Listed};
use crate::rest::revalidation;
use crate::rest::{
    HttpDate, HttpRequest, HttpResponse, NoAnswer, object_info, opportunity_stages, picklist_values,
};
use crate::transition::{Rules, Ruleset};

/// A thing that the org says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum MetadataKind {
    /// The fields of Opportunity.
    ObjectInfo,
    /// All stages.
    OrgStages,
    /// The picklists of a record type.
    Picklists(RecordId),
    /// Which validation rules and Paths there are.
    OrgRules,
    /// What these say.
    OrgRuleDetails(Vec<Listed>),
    /// Whether all of it is still so.
    Revalidation,
}

/// What is known of the validation rules and the Paths.
#[derive(Clone, Debug, PartialEq, Eq)]
enum OrgRules {
    /// They have not been asked for.
    NotAsked,
    /// These were the rows when they were read.
    Known(Vec<Listed>),
    /// They are not to be had, or the host does not want them.
    Without,
}

/// What is known, and what is on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Metadata {
    info: Option<Rc<ObjectInfo>>,
    org_stages: Option<Rc<Vec<OrgStage>>>,
    picklists: Vec<(RecordId, Rc<Picklists>)>,
    /// The rules with the org's own, where it was asked for them.
    rules: Rc<Rules>,
    /// The rules, bound to the fields that the org describes.
    ruleset: Option<Rc<Ruleset>>,
    org_rules: OrgRules,
    in_flight: Vec<(EffectId, MetadataKind)>,
    /// When it was read, or looked at last.
    pub(super) read_at: Option<Timestamp>,
    /// When the org changed last, in Salesforce's words.
    pub(super) modified: Option<String>,
    /// The bodies of the responses that all of this was read from, where the portal keeps them.
    pub(super) responses: Vec<(MetadataKind, String)>,
    pub(super) is_kept: bool,
    /// There is more than the portal has kept.
    pub(super) is_changed: bool,
    /// Requests that nobody waits for.
    background: Vec<Send>,
}

/// A day: a clock that is wrong by more could not keep a connection up.
const CLOCK_TOLERANCE: i64 = 86_400_000;

impl Metadata {
    pub(super) fn new(rules: Rc<Rules>, ask_rules: bool) -> Self {
        Self {
            info: None,
            org_stages: None,
            picklists: Vec::new(),
            rules,
            ruleset: None,
            org_rules: if ask_rules { OrgRules::NotAsked } else { OrgRules::Without },
            in_flight: Vec::new(),
            read_at: None,
            modified: None,
            responses: Vec::new(),
            is_kept: false,
            is_changed: false,
            background: Vec::new(),
        }
    }

    pub(super) fn info(&self) -> Option<&Rc<ObjectInfo>> {
        self.info.as_ref()
    }

    pub(super) fn org_stages(&self) -> Option<&Rc<Vec<OrgStage>>> {
        self.org_stages.as_ref()
    }

    pub(super) fn picklists(&self, record_type: &RecordId) -> Option<&Rc<Picklists>> {
        self.picklists.iter().find(|(known, _)| known == record_type).map(|(_, lists)| lists)
    }

    pub(super) fn ruleset(&self) -> Option<Rc<Ruleset>> {
        self.ruleset.clone()
    }

    /// The fields that a record is to be read with, beside those that may be edited: what rules ask for, and what
    /// controls a picklist.
    pub(super) fn fields(&self, editable: &[FieldName]) -> Vec<FieldName> {
        let mut fields = self.rules.fields();
        for field in self.controllers(editable) {
            if !fields.contains(field) {
                fields.push(field.clone());
            }
        }
        fields
    }

    /// Those among them without which a verdict would stay open, and that the org alone tells.
    pub(super) fn deciding(&self, editable: &[FieldName]) -> impl Iterator<Item = FieldName> {
        self.rules.fields_of_org_rules().chain(self.controllers(editable).cloned())
    }

    fn controllers(&self, editable: &[FieldName]) -> impl Iterator<Item = &FieldName> {
        let info = self.info.iter();
        let described = info.flat_map(|info| editable.iter().filter_map(|name| info.field(name)));
        described.filter_map(|field| field.controller.as_ref())
    }

    /// Whether it is known, so that nobody has to wait for it.
    pub(super) fn knows(&self, kind: &MetadataKind) -> bool {
        match kind {
            MetadataKind::ObjectInfo => self.info.is_some(),
            MetadataKind::OrgStages => self.org_stages.is_some(),
            MetadataKind::Picklists(record_type) => self.picklists(record_type).is_some(),
            // What is not needed to open an opportunity is never missed.
            MetadataKind::OrgRules => self.org_rules != OrgRules::NotAsked,
            MetadataKind::OrgRuleDetails(_) | MetadataKind::Revalidation => true,
        }
    }

    fn position(&self, kind: &MetadataKind) -> Option<EffectId> {
        self.in_flight.iter().find(|(_, other)| other == kind).map(|(id, _)| *id)
    }

    /// The request about the org's rules that is on its way, as long as none has told of them.
    fn rules_in_flight(&self) -> Option<EffectId> {
        let about_rules =
            |kind: &MetadataKind| matches!(kind, MetadataKind::OrgRules | MetadataKind::OrgRuleDetails(_));
        let found = self.in_flight.iter().find(|(_, kind)| about_rules(kind));
        found.filter(|_| self.org_rules == OrgRules::NotAsked).map(|(id, _)| *id)
    }

    fn compile(&mut self) {
        self.ruleset = self.info.as_ref().map(|info| Rc::new(self.rules.compile(info)));
    }

    fn settle_rules(&mut self, rules: OrgRules, document: OrgDocument) {
        self.org_rules = rules;
        self.rules = Rc::new(self.rules.in_org(document));
        self.compile();
    }

    /// True while the org has still to answer.
    pub(super) fn is_loading(&self) -> bool {
        !self.in_flight.is_empty()
    }

    /// Takes a response that was stored. One that cannot be read is as good as none.
    pub(super) fn restore(&mut self, name: &str, response: &HttpResponse) {
        let Some(kind) = metadata_store::kind(name).filter(|_| response.json().is_ok()) else { return };
        let listed = match &self.org_rules {
            OrgRules::Known(listed) => listed.clone(),
            // Restored before what they say, as they were read.
            OrgRules::NotAsked | OrgRules::Without => Vec::new(),
        };
        match kind {
            MetadataKind::OrgRules if self.org_rules == OrgRules::NotAsked => {
                let Some(listed) = org_rules::read_list(response) else { return };
                self.settle_rules(OrgRules::Known(listed), OrgDocument::default());
            }
            MetadataKind::OrgRuleDetails(_) if !listed.is_empty() => {
                let document = org_rules::read_details(&listed, Some(response));
                self.settle_rules(OrgRules::Known(listed), document);
            }
            MetadataKind::OrgRules | MetadataKind::OrgRuleDetails(_) | MetadataKind::Revalidation => return,
            MetadataKind::ObjectInfo | MetadataKind::OrgStages | MetadataKind::Picklists(_) => {
                if self.keep(&kind, response).is_err() {
                    return;
                }
            }
        }
        self.note(&kind, response);
    }

    /// Remembers a response for the portal's store.
    fn note(&mut self, kind: &MetadataKind, response: &HttpResponse) {
        if !self.is_kept || !(200..300).contains(&response.status) {
            return;
        }
        let is_same = |known: &MetadataKind| match kind {
            MetadataKind::OrgRuleDetails(_) => matches!(known, MetadataKind::OrgRuleDetails(_)),
            kind => known == kind,
        };
        self.responses.retain(|(known, _)| !is_same(known));
        self.responses.push((kind.clone(), response.body.clone()));
        self.is_changed = true;
    }

    /// Keeps what the org says.
    fn keep(&mut self, kind: &MetadataKind, response: &HttpResponse) -> Result<(), Problem> {
        match kind {
            MetadataKind::ObjectInfo => {
                self.info = Some(Rc::new(object_info::read(response)?));
                self.compile();
            }
            MetadataKind::OrgStages => self.org_stages = Some(Rc::new(read_stages(response)?)),
            MetadataKind::Picklists(record_type) => {
                let lists = Rc::new(picklist_values::read(response)?);
                self.picklists.retain(|(known, _)| known != record_type);
                self.picklists.push((record_type.clone(), lists));
            }
            MetadataKind::OrgRules | MetadataKind::OrgRuleDetails(_) | MetadataKind::Revalidation => {}
        }
        Ok(())
    }
}

/// A user who may not read OpportunityStage still gets the stages of the record type. What may be better next time
/// is no such refusal.
fn read_stages(response: &HttpResponse) -> Result<Vec<OrgStage>, Problem> {
    match opportunity_stages::read(response) {
        Err(problem) if matches!(response.status, 400 | 403 | 404) && problem.code != Code::RequestLimit => {
            Ok(Vec::new())
        }
        stages => stages,
    }
}

/// Whether the same request may be answered otherwise before long: it says nothing of what the user may read.
fn passes(answer: &Answer) -> bool {
    match answer {
        Ok(response) => matches!(response.status, 401 | 408 | 429 | 500..),
        Err(NoAnswer::NotSent(_) | NoAnswer::Offline | NoAnswer::Unreachable) => true,
        Err(
            NoAnswer::Failed
            | NoAnswer::NotListed
            | NoAnswer::Withheld
            | NoAnswer::Blocked
            | NoAnswer::TimedOut,
        ) => false,
    }
}

impl Session {
    /// Asks for what is not known yet, or waits with those who have asked already. Gives the request to wait for;
    /// none where there is nothing to wait for.
    pub(super) fn ask(&mut self, kind: MetadataKind, sends: &mut Vec<Send>) -> Option<EffectId> {
        if self.metadata.knows(&kind) {
            return None;
        }
        if let MetadataKind::OrgRules = kind
            && let Some(id) = self.metadata.rules_in_flight()
        {
            return Some(id);
        }
        if let Some(id) = self.metadata.position(&kind) {
            return Some(id);
        }
        let send = self.fetch(kind);
        let id = send.id;
        sends.push(send);
        Some(id)
    }

    /// The request about the org's rules that is to be waited for next, if there is one.
    pub(super) fn rules_in_flight(&self) -> Option<EffectId> {
        self.metadata.rules_in_flight()
    }

    fn fetch(&mut self, kind: MetadataKind) -> Send {
        let send = self.send(self.request(&kind));
        self.metadata.in_flight.push((send.id, kind));
        send
    }

    fn request(&self, kind: &MetadataKind) -> HttpRequest {
        let version = self.settings.version;
        match kind {
            MetadataKind::ObjectInfo => object_info::request(version),
            MetadataKind::OrgStages => opportunity_stages::request(version),
            MetadataKind::Picklists(record_type) => picklist_values::request_all(version, record_type),
            MetadataKind::OrgRules => org_rules::request_list(version),
            MetadataKind::OrgRuleDetails(listed) => org_rules::request_details(version, listed),
            MetadataKind::Revalidation => {
                revalidation::request(version, self.metadata.modified.as_deref().unwrap_or_default())
            }
        }
    }

    /// Begins to read what any record needs, before one is opened. Nothing waits for it.
    pub fn prefetch(&mut self) {
        for kind in [MetadataKind::ObjectInfo, MetadataKind::OrgStages, MetadataKind::OrgRules] {
            let mut sends = Vec::new();
            self.ask(kind, &mut sends);
            self.metadata.background.append(&mut sends);
        }
    }

    /// Fetches in the background, unless it is on its way.
    fn fetch_again(&mut self, kind: MetadataKind) {
        if self.metadata.position(&kind).is_none() {
            let send = self.fetch(kind);
            self.metadata.background.push(send);
        }
    }

    /// True where a request was made for all and not for one task. It is to be kept going whatever becomes of the
    /// task that it came from, and its answer belongs to [`Session::learn`] first.
    #[must_use]
    pub fn is_shared(&self, id: EffectId) -> bool {
        self.metadata.in_flight.iter().any(|(shared, _)| *shared == id)
    }

    /// True where an answer that is late is not worth waiting for.
    #[must_use]
    pub fn is_optional(&self, id: EffectId) -> bool {
        self.metadata.in_flight.iter().any(|(shared, kind)| {
            *shared == id && matches!(kind, MetadataKind::OrgRules | MetadataKind::OrgRuleDetails(_))
        })
    }

    /// Takes the answer to a shared request, once: who gives it a second time changes nothing. Gives the shared
    /// requests that follow from it.
    pub fn learn(&mut self, id: EffectId, answer: &Answer, clock: Clock) -> Vec<Send> {
        let Some(place) = self.metadata.in_flight.iter().position(|(shared, _)| *shared == id) else {
            return Vec::new();
        };
        let (_, kind) = self.metadata.in_flight.remove(place);
        let response = answer.as_ref().ok();
        match kind {
            MetadataKind::OrgRules => return self.learn_rules(answer),
            // What is known is more than the names that remain without an answer.
            MetadataKind::OrgRuleDetails(_)
                if response.is_none() && self.metadata.org_rules != OrgRules::NotAsked => {}
            MetadataKind::OrgRuleDetails(listed) => {
                let document = org_rules::read_details(&listed, response);
                self.metadata.settle_rules(OrgRules::Known(listed), document);
                if let Some(response) = response {
                    self.metadata.note(&MetadataKind::OrgRuleDetails(Vec::new()), response);
                }
            }
            MetadataKind::Revalidation => self.learn_changes(response),
            MetadataKind::ObjectInfo | MetadataKind::OrgStages | MetadataKind::Picklists(_) => {
                // What failed is not known, and so the next one who needs it asks again.
                let kept = response.map(|response| self.metadata.keep(&kind, response));
                if let (Some(Ok(())), Some(response)) = (kept, response) {
                    self.metadata.note(&kind, response);
                    self.metadata.read_at.get_or_insert(clock.now);
                }
            }
        }
        Vec::new()
    }

    /// Why a shared answer did not tell what it was asked for.
    pub(super) fn why_not(&self, kind: &MetadataKind, answer: &Answer) -> Problem {
        match answer {
            Err(reason) => self.no_answer(reason),
            Ok(response) => match self.metadata.clone().keep(kind, response) {
                // No record is missing: the one that is opened has been found, or tells so itself.
                Err(problem) if problem.code == Code::NotFound => Problem {
                    code: Code::RequestRejected,
                    message: match kind {
                        MetadataKind::Picklists(record_type) => {
                            format!("the org did not return the stages of the record type `{record_type}`")
                        }
                        _ => "the org did not return the fields of opportunities".into(),
                    },
                    help: Some(
                        "the org, or the proxy in front of it, has to support `ui-api/object-info` to this user"
                            .into(),
                    ),
                    ..problem
                },
                Err(problem) => problem,
                // It told, and was told otherwise since.
                Ok(()) => Problem::new(Code::Internal, "the org's metadata was lost"),
            },
        }
    }

    fn learn_rules(&mut self, answer: &Answer) -> Vec<Send> {
        let listed = answer.as_ref().ok().and_then(org_rules::read_list);
        if let (Some(_), Ok(response)) = (&listed, answer) {
            self.metadata.note(&MetadataKind::OrgRules, response);
        }
        let known = match &self.metadata.org_rules {
            OrgRules::Known(known) => Some(known),
            OrgRules::NotAsked | OrgRules::Without => None,
        };
        match listed {
            // Nothing new.
            Some(listed) if known == Some(&listed) => {}
            Some(listed) if listed.is_empty() => {
                self.metadata.settle_rules(OrgRules::Known(listed), OrgDocument::default());
            }
            Some(listed) => return vec![self.fetch(MetadataKind::OrgRuleDetails(listed))],
            // Refused, or kept back by the browser: what is known stays, and where nothing is, it is not asked for again.
            None if known.is_none() && !passes(answer) => self.metadata.org_rules = OrgRules::Without,
            None => {}
        }
        Vec::new()
    }

    fn learn_changes(&mut self, response: Option<&HttpResponse>) {
        // No answer: it stays as it is, until the next time.
        let Some(response) = response else { return };
        let told = revalidation::read(response);
        let same = told.as_ref().is_some_and(|told| told.same);
        if let Some(told) = told {
            self.metadata.modified = told.modified.or(self.metadata.modified.take());
            self.metadata.is_changed = self.metadata.is_kept;
            let known = self.metadata.org_stages.as_deref();
            if let Some(stages) = told.stages.filter(|stages| Some(stages) != known) {
                self.metadata.org_stages = Some(Rc::new(stages));
                // The response that was kept says otherwise; the next connection asks for the stages.
                self.metadata.responses.retain(|(kind, _)| *kind != MetadataKind::OrgStages);
                // The sales processes are not in it, and where stages change they may have.
                self.read_again();
                return;
            }
        }
        if !same {
            self.read_again();
        }
    }

    fn read_again(&mut self) {
        self.fetch_again(MetadataKind::ObjectInfo);
        let record_types: Vec<_> = self.metadata.picklists.iter().map(|(id, _)| id.clone()).collect();
        for record_type in record_types {
            self.fetch_again(MetadataKind::Picklists(record_type));
        }
    }

    /// Looks again at what is known, where that is some time ago. Nobody waits for it: what has changed holds from the
    /// next opportunity on.
    pub(super) fn revalidate(&mut self, clock: Clock) {
        let Some(read_at) = self.metadata.read_at else { return };
        if clock.now.0.saturating_sub(read_at.0) < self.settings.metadata_max_age {
            return;
        }
        self.metadata.read_at = Some(clock.now);
        if self.metadata.modified.is_none() {
            // The first answer will tell Salesforce's own date; until then our clock, and how wrong it may be.
            let since = Timestamp(read_at.0.saturating_sub(CLOCK_TOLERANCE)).to_string();
            self.metadata.modified = HttpDate::new(&since).map(|date| date.as_str().into());
        }
        self.fetch_again(MetadataKind::Revalidation);
        if let OrgRules::Known(_) = self.metadata.org_rules {
            self.fetch_again(MetadataKind::OrgRules);
        }
    }

    /// The requests that have come up and that nobody waits for: shared ones, to be sent when it suits.
    #[must_use]
    pub fn take_background(&mut self) -> Vec<Send> {
        std::mem::take(&mut self.metadata.background)
    }
}
