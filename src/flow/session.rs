//! What is known of one org and its user between the tasks.

use crate::map::Map;
use std::rc::Rc;

use super::task::{EffectId, Send};
use crate::error::Problem;
use crate::org::{ObjectInfo, OrgStage, Stage};
use crate::record::{FieldName, RecordId, Timestamp};
use crate::rest::{ApiVersion, HttpRequest, InstanceUrl, NoAnswer, no_answer};
use crate::transition::{Rules, Ruleset, Today, User};

/// What a connection is set up with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The org.
    pub instance: InstanceUrl,
    /// The API's version.
    pub version: ApiVersion,
    /// The fields that may be edited beside the stage.
    pub fields: Vec<FieldName>,
    /// What is demanded of transitions.
    pub rules: Rc<Rules>,
    /// The user, as far as the host tells.
    pub user: Rc<User>,
    /// The origin of the page, which the org's CORS list has to name.
    pub page_origin: Option<String>,
}

impl Settings {
    /// The fields that may be edited where nothing else is said. Orgs without one of them are normal.
    #[must_use]
    pub fn default_fields() -> Vec<FieldName> {
        ["Name", "CloseDate", "Discount__c", "MRR__c"].into_iter().filter_map(FieldName::new).collect()
    }
}

/// The time, as it is told from outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock {
    /// Now.
    pub now: Timestamp,
    /// The user's offset from UTC in minutes, east positive.
    pub offset_minutes: i32,
}

impl Clock {
    /// The day in UTC and where the user is.
    #[must_use]
    pub fn today(self) -> Option<Today> {
        Today::at(self.now, self.offset_minutes)
    }
}

/// One org as one user: its settings, and what was learned once and holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// The settings.
    pub settings: Settings,
    /// Whether the user was asked for, and who it is where Salesforce tells.
    pub(super) user: Option<Option<RecordId>>,
    pub(super) info: Option<Rc<ObjectInfo>>,
    pub(super) org_stages: Option<Rc<Vec<OrgStage>>>,
    /// The rules, bound to the fields that the org describes.
    pub(super) ruleset: Option<Rc<Ruleset>>,
    /// The stages of each record type's sales process.
    pub(super) processes: Map<RecordId, Rc<Vec<Stage>>>,
    last_effect: u64,
}

impl Session {
    /// A connection that knows nothing yet.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        Self {
            settings,
            user: None,
            info: None,
            org_stages: None,
            ruleset: None,
            processes: Map::new(),
            last_effect: 0,
        }
    }

    /// A request with an id of its own. Ids are never used again.
    pub(super) fn send(&mut self, request: HttpRequest) -> Send {
        self.last_effect += 1;
        Send { id: EffectId(self.last_effect), request }
    }

    /// An id for something that is no request.
    pub(super) fn effect(&mut self) -> EffectId {
        self.last_effect += 1;
        EffectId(self.last_effect)
    }

    /// The problem where there is no answer.
    pub(super) fn no_answer(&self, reason: &NoAnswer) -> Problem {
        no_answer(reason, self.settings.instance.as_str(), self.settings.page_origin.as_deref())
    }
}
