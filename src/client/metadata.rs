//! The org's metadata: concurrent callers share one read, and it is revalidated after a while.
//!
//! These requests belong to the session and to no single task. The run loop keeps them going when the task that
//! started them ends, applies each response to the session, and then passes it to every task that waits for it.

mod requests;
mod store;

use std::rc::Rc;

use super::effect::{EffectId, Send};
use crate::base::error::{Code, Problem};
use crate::base::{FieldName, RecordId, Timestamp};
use crate::org::{ObjectInfo, OrgDocument, OrgStage, Picklists};
use crate::rest::org_rules::{self, Listed};
use crate::rest::{HttpResponse, object_info, opportunity_stages, picklist_values};
use crate::transition::{BoundRules, RuleReader, SharedRules};

/// A kind of metadata.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum MetadataKind {
    /// The fields of Opportunity.
    ObjectInfo,
    /// All stages.
    OrgStages,
    /// The picklists of a record type.
    Picklists(RecordId),
    /// The list of validation rules and Paths.
    OrgRules,
    /// Their details.
    OrgRuleDetails(Vec<Listed>),
    /// Whether all of it is still current.
    Revalidation,
}

/// The kinds of metadata by name. Picklists have their record type after the name.
const OBJECT_INFO: &str = "objectInfo";
const STAGES: &str = "stages";
const RULES: &str = "rules";
const RULE_DETAILS: &str = "ruleDetails";

impl MetadataKind {
    /// The name that the stored text has for it.
    fn name(&self) -> &str {
        match self {
            Self::ObjectInfo => OBJECT_INFO,
            Self::OrgStages => STAGES,
            Self::Picklists(record_type) => record_type.as_str(),
            Self::OrgRules => RULES,
            Self::OrgRuleDetails(_) => RULE_DETAILS,
            Self::Revalidation => "",
        }
    }

    /// Returns the kind for a name. Rules are read separately, because one response follows from the other.
    fn from_name(name: &str) -> Option<Self> {
        match name {
            OBJECT_INFO => Some(Self::ObjectInfo),
            STAGES => Some(Self::OrgStages),
            RULES => Some(Self::OrgRules),
            RULE_DETAILS => Some(Self::OrgRuleDetails(Vec::new())),
            record_type => RecordId::new(record_type).ok().map(Self::Picklists),
        }
    }
}

/// The state of the validation rules and the Paths.
#[derive(Clone, Debug, PartialEq, Eq)]
enum OrgRules {
    /// Not requested yet.
    NotAsked,
    /// The rows of the list when they were read.
    Known(Vec<Listed>),
    /// Not available, or not wanted by the host.
    Without,
}

/// The known metadata, and the requests in flight.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Metadata {
    info: Option<Rc<ObjectInfo>>,
    org_stages: Option<Rc<Vec<OrgStage>>>,
    picklists: Vec<(RecordId, Rc<Picklists>)>,
    /// The rules, including the org's own if they were read.
    rules: SharedRules,
    /// The rules, compiled for the fields that the org describes.
    bound: Option<Rc<dyn BoundRules>>,
    org_rules: OrgRules,
    /// Reads the org's rules; `None` until that part is loaded.
    reader: Option<RuleReader>,
    /// The reason why the org's rules could not be read.
    unread: Option<Problem>,
    in_flight: Vec<(EffectId, MetadataKind)>,
    /// The time of the last read or revalidation.
    pub(super) read_at: Option<Timestamp>,
    /// The time of the org's last change, as Salesforce wrote it.
    pub(super) modified: Option<String>,
    /// The response bodies, if the host stores them.
    pub(super) responses: Vec<(MetadataKind, String)>,
    pub(super) is_kept: bool,
    /// There is more than the host has stored.
    pub(super) is_changed: bool,
    /// Requests that no task waits for.
    background: Vec<Send>,
}

impl Metadata {
    pub(super) fn new(rules: SharedRules, ask_rules: bool) -> Self {
        Self {
            info: None,
            org_stages: None,
            picklists: Vec::new(),
            rules,
            bound: None,
            org_rules: if ask_rules { OrgRules::NotAsked } else { OrgRules::Without },
            reader: RuleReader::linked(),
            unread: None,
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

    pub(super) fn rules(&self) -> Option<Rc<dyn BoundRules>> {
        self.bound.clone()
    }

    /// Returns the fields to read in addition to the editable ones: those that rules need, and those that
    /// control a picklist.
    pub(super) fn fields(&self, editable: &[FieldName]) -> Vec<FieldName> {
        let mut fields = self.rules.fields();
        for field in self.controllers(editable) {
            if !fields.contains(field) {
                fields.push(field.clone());
            }
        }
        fields
    }

    /// Returns those of the fields without which a verdict would be undecided, and that only the org can
    /// supply.
    pub(super) fn deciding(&self, editable: &[FieldName]) -> impl Iterator<Item = FieldName> {
        self.rules.fields_of_org_rules().into_iter().chain(self.controllers(editable).cloned())
    }

    fn controllers(&self, editable: &[FieldName]) -> impl Iterator<Item = &FieldName> {
        let info = self.info.iter();
        let described = info.flat_map(|info| editable.iter().filter_map(|name| info.field(name)));
        described.filter_map(|field| field.controller.as_ref())
    }

    /// Returns true if it is known, so that no task has to wait for it.
    pub(super) fn knows(&self, kind: &MetadataKind) -> bool {
        match kind {
            MetadataKind::ObjectInfo => self.info.is_some(),
            MetadataKind::OrgStages => self.org_stages.is_some(),
            MetadataKind::Picklists(record_type) => self.picklists(record_type).is_some(),
            // Opening an opportunity does not need it.
            MetadataKind::OrgRules => self.org_rules != OrgRules::NotAsked,
            MetadataKind::OrgRuleDetails(_) | MetadataKind::Revalidation => true,
        }
    }

    fn position(&self, kind: &MetadataKind) -> Option<EffectId> {
        self.in_flight.iter().find(|(_, other)| other == kind).map(|(id, _)| *id)
    }

    /// Returns the request for the org's rules in flight, unless the rules are known.
    fn rules_in_flight(&self) -> Option<EffectId> {
        let about_rules =
            |kind: &MetadataKind| matches!(kind, MetadataKind::OrgRules | MetadataKind::OrgRuleDetails(_));
        let found = self.in_flight.iter().find(|(_, kind)| about_rules(kind));
        found.filter(|_| self.org_rules == OrgRules::NotAsked).map(|(id, _)| *id)
    }

    fn bind(&mut self) {
        self.bound = self.info.as_ref().map(|info| self.rules.bind(info));
    }

    /// Applies the org's rules; returns false if nothing can read them. Then they are asked for again: no record is
    /// judged without them.
    fn settle_rules(&mut self, rules: OrgRules, document: OrgDocument) -> bool {
        let read = self.rules.in_org(document, self.reader);
        self.org_rules = if read.is_some() { rules } else { OrgRules::NotAsked };
        if let Some(rules) = read {
            self.rules = rules;
            self.unread = None;
            self.bind();
            return true;
        }
        self.unread.get_or_insert_with(|| {
            Problem::new(Code::WasmUnavailable, "the part that reads rules is not loaded")
        });
        false
    }

    /// Returns true while responses are outstanding.
    pub(super) fn is_loading(&self) -> bool {
        !self.in_flight.is_empty()
    }

    /// Restores a stored response. An unreadable one is ignored.
    pub(super) fn restore(&mut self, name: &str, response: &HttpResponse) {
        let Some(kind) = MetadataKind::from_name(name).filter(|_| response.json().is_ok()) else { return };
        let listed = match &self.org_rules {
            OrgRules::Known(listed) => listed.clone(),
            // Restored before their details, in the order in which they were read.
            OrgRules::NotAsked | OrgRules::Without => Vec::new(),
        };
        match kind {
            MetadataKind::OrgRules if self.org_rules == OrgRules::NotAsked => {
                let Some(listed) = org_rules::read_list(response) else { return };
                let document = org_rules::read_details(&listed, None);
                if !self.settle_rules(OrgRules::Known(listed), document) {
                    return;
                }
            }
            MetadataKind::OrgRuleDetails(_) if !listed.is_empty() => {
                let document = org_rules::read_details(&listed, Some(response));
                if !self.settle_rules(OrgRules::Known(listed), document) {
                    return;
                }
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

    /// Stores a response for the host.
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

    /// Reads a response.
    fn keep(&mut self, kind: &MetadataKind, response: &HttpResponse) -> Result<(), Problem> {
        match kind {
            MetadataKind::ObjectInfo => {
                self.info = Some(Rc::new(object_info::read(response)?));
                self.bind();
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

/// Reads the stages. A user who may not read OpportunityStage still gets those of the record type. A temporary
/// failure does not count as such a refusal.
fn read_stages(response: &HttpResponse) -> Result<Vec<OrgStage>, Problem> {
    match opportunity_stages::read(response) {
        Err(problem) if matches!(response.status, 400 | 403 | 404) && problem.code != Code::RequestLimit => {
            Ok(Vec::new())
        }
        stages => stages,
    }
}
