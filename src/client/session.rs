//! What is known of one org and its user between the tasks.

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
use crate::transition::{Opportunity, Proposal, Refusals, Rules, User};

/// What a connection is set up with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The org.
    pub instance: InstanceUrl,
    /// The org whose pages links lead to; none behind a proxy that has not told.
    pub links: Option<InstanceUrl>,
    /// The API's version.
    pub version: ApiVersion,
    /// The fields that may be edited in addition to the stage.
    pub fields: Vec<FieldName>,
    /// What is demanded of transitions.
    pub rules: Rc<Rules>,
    /// Milliseconds within which an update may be undone; 0 for never.
    pub undo_window: i64,
    /// Whether the org is asked for its own rules as well.
    pub org_rules: bool,
    /// After how many milliseconds what the org says of itself is looked at again.
    pub metadata_max_age: i64,
    /// The user, as far as the host tells.
    pub user: Rc<User>,
    /// The origin of the page, which the org's CORS list has to name.
    pub page_origin: Option<String>,
    /// How records are written, where the org takes it.
    pub write: Strategy,
    /// How patient the connection is.
    pub retry: Retry,
}

impl Settings {
    /// Five minutes.
    pub const UNDO_WINDOW: i64 = 300_000;

    /// Ten minutes.
    pub const METADATA_MAX_AGE: i64 = 600_000;

    /// Where a person opens an opportunity.
    #[must_use]
    pub fn link(&self, id: &RecordId) -> Option<String> {
        self.links.as_ref()?.record_link("Opportunity", id)
    }

    /// The fields that may be edited where nothing else is said. Orgs without one of them are normal.
    #[must_use]
    pub fn default_fields() -> Vec<FieldName> {
        ["Name", "CloseDate", "NextStep", "Discount__c", "MRR__c"]
            .into_iter()
            .filter_map(FieldName::new)
            .collect()
    }
}

/// Room for the standard fields of a record. Where less is refused, the length is not the reason.
const SHORTEST_PATH: usize = 900;

/// One org as one user: its settings, and what was learned once and holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// The settings.
    pub settings: Settings,
    /// Whether the user was asked for, and who it is where Salesforce tells.
    pub(super) user: Option<Option<RecordId>>,
    /// What the org says of itself.
    pub(super) metadata: Metadata,
    /// What Salesforce refused, unforeseen.
    pub(super) refusals: Refusals,
    /// The way to write that took the place of the one that the org refused.
    pub(super) fallback: Option<Strategy>,
    /// What retries cost.
    pub(super) bucket: Bucket,
    /// What the org shows amounts with, where it has one currency and a record has told.
    pub(super) currency_sign: Option<String>,
    /// The record types of the opportunities that were found last, by their ids.
    pub(super) record_types: Map<RecordId, RecordId>,
    /// Columns that are hidden from this user.
    pub(super) hidden: Vec<FieldName>,
    /// The way to write whose last try went unanswered, until one of it is answered.
    pub(super) silent: Option<Strategy>,
    /// Whether any answer of the org could ever be read.
    pub(super) heard: bool,
    /// The longest path that is put into an address, in bytes: less where the org, or a proxy before it, refused one.
    pub(super) longest_path: usize,
    notices: Vec<Notice>,
    last_effect: u64,
}

impl Session {
    /// A connection that knows nothing yet.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        Self {
            metadata: Metadata::new(Rc::clone(&settings.rules), settings.org_rules),
            settings,
            user: None,
            refusals: Refusals::default(),
            fallback: None,
            bucket: Bucket::default(),
            currency_sign: None,
            record_types: Map::new(),
            hidden: Vec::new(),
            silent: None,
            heard: false,
            longest_path: LONGEST_PATH,
            notices: Vec::new(),
            last_effect: 0,
        }
    }

    /// Remembers the org's responses about itself, so that [`Session::take_metadata`] can give them.
    pub fn keep_metadata(&mut self) {
        self.metadata.is_kept = true;
    }

    /// Learns from how an update ended: what was refused is a hint for the next one, until one is taken.
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

    /// Halves the longest path after an address was refused as too long; false where it is short already.
    pub(super) fn shorten_paths(&mut self) -> bool {
        let may = self.longest_path / 2 >= SHORTEST_PATH;
        if may {
            self.longest_path /= 2;
        }
        may
    }

    /// A request with an id of its own. Ids are never used again.
    pub(super) fn send(&mut self, request: HttpRequest) -> Send {
        self.last_effect += 1;
        Send { id: EffectId(self.last_effect), request, after: 0, within: self.settings.retry.total }
    }

    /// The user, where Salesforce or the host has told who it is.
    pub(super) fn user_id(&self) -> Option<RecordId> {
        let told = || self.settings.user.id.as_deref().and_then(|id| RecordId::new(id).ok());
        self.user.clone().flatten().or_else(told)
    }

    /// Whether the org is known to have several currencies: only then records have one of their own.
    pub(super) fn has_currencies(&self) -> bool {
        let name = FieldName::new("CurrencyIsoCode");
        self.metadata.info().zip(name).is_some_and(|(info, name)| info.field(&name).is_some())
    }

    /// How the next record is written.
    pub(super) fn strategy(&self) -> Strategy {
        self.fallback.unwrap_or(self.settings.write)
    }

    pub(super) fn tell(&mut self, notice: Notice) {
        self.notices.push(notice);
    }

    /// What the host is to hear of. Each is given once.
    pub fn take_notices(&mut self) -> Vec<Notice> {
        std::mem::take(&mut self.notices)
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
