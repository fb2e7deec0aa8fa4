//! What the org says of itself: read once for all who ask at the same time, looked at again after a while.
//!
//! These requests belong to the session and to no single task. Whoever runs them keeps them going when the task that
//! asked first is given up, gives each answer to `Session::learn`, and then to every task that waits for it.

mod requests;
mod store;

use std::rc::Rc;

use super::effect::{EffectId, Send};
use crate::base::error::{Code, Problem};
use crate::base::{FieldName, RecordId, Timestamp};
use crate::org::{ObjectInfo, OrgDocument, OrgStage, Picklists};
use crate::rest::org_rules::{self, Listed};
use crate::rest::{HttpResponse, object_info, opportunity_stages, picklist_values};
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

/// The topics as the text names them. Picklists have their record type behind the name.
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

    /// The kind that a name of the text means; rules are read apart, since one response follows from the other.
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
        let Some(kind) = MetadataKind::from_name(name).filter(|_| response.json().is_ok()) else { return };
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
