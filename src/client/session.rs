//! A session: what is known about one org and its user between tasks.

use std::rc::Rc;

use super::effect::{EffectId, Send};
use super::metadata::Metadata;
use super::notice::Notice;
use super::receipt::Receipt;
use crate::base::error::Problem;
use crate::base::map::Map;
use crate::base::{FieldName, RecordId};
use crate::rest::retry::{Bucket, Retry};
use crate::rest::write::Strategy;
use crate::rest::{ApiVersion, HttpRequest, InstanceUrl, LONGEST_PATH, NoAnswer, no_answer};
use crate::transition::{Opportunity, Proposal, Refusals, SharedRules, User};

/// The settings of a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The org.
    pub instance: InstanceUrl,
    /// The org for links to records; `None` behind a proxy that does not name it.
    pub links: Option<InstanceUrl>,
    /// The API version.
    pub version: ApiVersion,
    /// The fields that may be edited in addition to the stage.
    pub fields: Vec<FieldName>,
    /// The transition rules.
    pub rules: SharedRules,
    /// The undo window in milliseconds; 0 disables undo.
    pub undo_window: i64,
    /// True if the client also reads the org's own rules.
    pub org_rules: bool,
    /// The age at which metadata is revalidated, in milliseconds.
    pub metadata_max_age: i64,
    /// The user, as far as the host describes them.
    pub user: Rc<User>,
    /// The page's origin, which the org's CORS allowlist has to contain.
    pub page_origin: Option<String>,
    /// The preferred write strategy.
    pub write: Strategy,
    /// The retry settings.
    pub retry: Retry,
}

impl Settings {
    /// Five minutes.
    pub const UNDO_WINDOW: i64 = 300_000;

    /// Ten minutes.
    pub const METADATA_MAX_AGE: i64 = 600_000;

    /// Returns the page of an opportunity.
    #[must_use]
    pub fn link(&self, id: &RecordId) -> Option<String> {
        self.links.as_ref()?.record_link("Opportunity", id)
    }

    /// Returns the fields that are editable by default. Orgs may lack some of them.
    #[must_use]
    pub fn default_fields() -> Vec<FieldName> {
        ["Name", "CloseDate", "NextStep", "Discount__c", "MRR__c"]
            .into_iter()
            .filter_map(FieldName::new)
            .collect()
    }
}

/// The path length for the standard fields of a record. If a shorter one is refused, the length is not the
/// reason.
const SHORTEST_PATH: usize = 900;

/// One org as one user: the settings, and what was learned on the connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// The settings.
    pub settings: Settings,
    /// The user's id, once it was requested; the inner `None` if Salesforce does not return it.
    pub(super) user: Option<Option<RecordId>>,
    /// The org's metadata.
    pub(super) metadata: Metadata,
    /// Unexpected refusals by Salesforce.
    pub(super) refusals: Refusals,
    /// The write strategy that replaced the refused one.
    pub(super) fallback: Option<Strategy>,
    /// The budget for retries.
    pub(super) bucket: Bucket,
    /// The org's currency sign, if it has one currency and a record has shown it.
    pub(super) currency_sign: Option<String>,
    /// The record types of the last search results, by id.
    pub(super) record_types: Map<RecordId, RecordId>,
    /// Columns that are hidden from this user.
    pub(super) hidden: Vec<FieldName>,
    /// The write strategy whose last attempt had no response.
    pub(super) silent: Option<Strategy>,
    /// True once any response of the org was readable.
    pub(super) response_readable: bool,
    /// The longest path in bytes: reduced when the org, or a proxy in front of it, refuses a URL.
    pub(super) longest_path: usize,
    notices: Vec<Notice>,
    last_effect: u64,
}

impl Session {
    /// Creates a session.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        Self {
            metadata: Metadata::new(settings.rules.clone(), settings.org_rules),
            settings,
            user: None,
            refusals: Refusals::default(),
            fallback: None,
            bucket: Bucket::default(),
            currency_sign: None,
            record_types: Map::new(),
            hidden: Vec::new(),
            silent: None,
            response_readable: false,
            longest_path: LONGEST_PATH,
            notices: Vec::new(),
            last_effect: 0,
        }
    }

    /// Keeps responses with metadata, so that [`Session::take_metadata`] can return them.
    pub fn keep_metadata(&mut self) {
        self.metadata.is_kept = true;
    }

    /// Remembers how an update ended: a refusal becomes a warning until an update succeeds.
    pub(super) fn remember(
        &self,
        opportunity: &Opportunity,
        proposal: &Proposal,
        ended: &Result<Receipt, Problem>,
    ) {
        let record_type = &opportunity.record.record_type;
        let stage = proposal.stage.as_ref().unwrap_or(&opportunity.stage);
        match ended {
            Ok(_) => self.refusals.forget(record_type, stage),
            Err(problem) => self.refusals.remember(record_type, stage, &proposal.verdict, problem),
        }
    }

    /// Halves the longest path after a URL was refused as too long; returns false if it is short already.
    pub(super) fn shorten_paths(&mut self) -> bool {
        let may = self.longest_path / 2 >= SHORTEST_PATH;
        if may {
            self.longest_path /= 2;
        }
        may
    }

    /// Creates a request with a new id. Ids are never reused.
    pub(super) fn send(&mut self, request: HttpRequest) -> Send {
        self.last_effect += 1;
        Send { id: EffectId(self.last_effect), request, after: 0, within: self.settings.retry.total }
    }

    /// Returns the user's id, if Salesforce or the host has supplied it.
    pub(super) fn user_id(&self) -> Option<RecordId> {
        let announced = || self.settings.user.id.as_deref().and_then(|id| RecordId::new(id).ok());
        self.user.clone().flatten().or_else(announced)
    }

    /// Returns true if the org is known to have several currencies. Only then do records have their own.
    pub(super) fn has_currencies(&self) -> bool {
        let name = FieldName::new("CurrencyIsoCode");
        self.metadata.info().zip(name).is_some_and(|(info, name)| info.field(&name).is_some())
    }

    /// Returns the strategy for the next write.
    pub(super) fn strategy(&self) -> Strategy {
        self.fallback.unwrap_or(self.settings.write)
    }

    pub(super) fn tell(&mut self, notice: Notice) {
        self.notices.push(notice);
    }

    /// Takes the notices for the host.
    pub fn take_notices(&mut self) -> Vec<Notice> {
        std::mem::take(&mut self.notices)
    }

    /// Returns an id for something other than a request.
    pub(super) fn effect(&mut self) -> EffectId {
        self.last_effect += 1;
        EffectId(self.last_effect)
    }

    /// Returns the problem of a missing response.
    pub(super) fn no_answer(&self, reason: &NoAnswer) -> Problem {
        no_answer(reason, self.settings.instance.as_str(), self.settings.page_origin.as_deref())
    }
}
