//! An opportunity as checks see it.

use std::rc::Rc;

use super::kind::Transition;
use super::picklists::is_restricted;
use super::refused::Refusals;
use super::rules::{BoundRules, Globals, LaidOut};
use super::user::User;
use crate::base::{FieldName, Snapshot, Today};
use crate::org::{FieldInfo, FieldPicklist, ObjectInfo, OrgDocument, OrgStage, Picklists, Stage};

/// An opportunity with everything that a check needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opportunity {
    /// The record's state.
    pub record: Snapshot,
    /// Its current stage.
    pub stage: Stage,
    /// The stages of its sales process, in order.
    pub process: Rc<Vec<Stage>>,
    /// The sales processes that are possible if its record type is unknown.
    pub possible: Vec<Rc<Vec<Stage>>>,
    /// Returns all stages of the org.
    pub org_stages: Rc<Vec<OrgStage>>,
    /// Returns the object's fields.
    pub info: Rc<ObjectInfo>,
    /// The fields that may be edited in addition to the stage.
    pub editable: Vec<FieldName>,
    /// The rules for its moves; `None` without rules.
    pub rules: Option<Rc<dyn BoundRules>>,
    /// The current user.
    pub user: Rc<User>,
    /// The values of its picklists.
    pub picklists: Rc<Picklists>,
    /// The earlier refusals on this connection.
    pub refusals: Refusals,
    /// The number of days in the current stage, if the org reports it.
    pub days_in_stage: Option<i64>,
}

impl Opportunity {
    /// Returns the record type's API name, if it was read.
    #[must_use]
    pub fn record_type_name(&self) -> Option<&str> {
        self.record.text("RecordType.DeveloperName")
    }

    /// Returns the org document, if there is one.
    pub(super) fn org(&self) -> Option<&OrgDocument> {
        self.rules.as_ref().map(|rules| rules.org())
    }

    /// Returns the picklist of a field; `None` if its values are unknown.
    #[must_use]
    pub fn picklist(&self, field: &FieldInfo) -> Option<FieldPicklist> {
        let values = self.picklists.of(&field.name).filter(|_| field.is_picklist())?;
        Some(FieldPicklist {
            restricted: is_restricted(self.org(), &field.name),
            controller: field.controller.clone(),
            values: values.to_vec(),
        })
    }

    /// Returns the user's values for rules, which are the same for every move.
    pub(super) fn globals(&self) -> Option<Globals> {
        self.rules.as_ref().map(|rules| rules.globals(&self.user))
    }

    /// Returns the record as rules read it, before any change.
    pub(super) fn held<'a>(
        &'a self,
        globals: Option<&'a Globals>,
        today: Today,
    ) -> Option<Box<dyn LaidOut + 'a>> {
        Some(self.rules.as_ref()?.lay_out(globals?, &self.record, today))
    }

    /// Returns the move to a stage.
    #[must_use]
    pub fn transition<'a>(&'a self, to: &'a Stage) -> Transition<'a> {
        let mut transition = Transition::new(&self.stage, to, &self.process, &self.org_stages);
        transition.or_in(&self.possible, &self.org_stages);
        transition
    }
}
