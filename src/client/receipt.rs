//! The receipt: what was shown, confirmed, sent and read back.
//!
//! JavaScript gets it as it is serialized here; `Receipt` in `pkg-template/types/receipt.d.ts` declares it. The save
//! task makes it ([`Receipt::new`]), the confirm task and the undo task complete it.

use serde::Serialize;

use crate::base::map::{Map, first_of_each};
use crate::base::{Conflict, FieldName, FieldValue, FieldValues, RecordId, Timestamp};
use crate::org::Stage;
use crate::rest::write::Strategy;
use crate::transition::{
    Change, ChangedBy, ExemptedRule, Opportunity, Proposal, UndecidedRule, Warning, known_stage, list_change,
};

/// The record of a receipt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Subject {
    /// The record's id.
    pub id: RecordId,
    /// The record's name after the update.
    pub name: String,
}

/// How an update was confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ConfirmedBy {
    /// Salesforce reported it.
    Answer,
    /// The response was lost, and the record holds the requested values.
    Reading,
}

/// The proof of an update. It holds no token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Receipt {
    /// The record.
    pub opportunity: Subject,
    /// False if nothing had to be sent, or if another user had made the same change before.
    pub written: bool,
    /// Salesforce refused the write as stale, and the record held the requested values.
    pub already: bool,
    /// How it was confirmed that it was written; `None` if it was not written.
    pub confirmed_by: Option<ConfirmedBy>,
    /// True if the record was read after the write.
    pub verified: bool,
    /// The changes that were shown.
    pub changes: Vec<Change>,
    /// The body of the write.
    pub sent: FieldValues,
    /// The affected fields before the update.
    pub before: FieldValues,
    /// The affected fields after the update.
    pub after: FieldValues,
    /// Differences between the record and the changes that were shown.
    pub unexpected: Vec<Change>,
    /// Another user's changes between the read and the write, which were kept.
    pub merged: Option<Conflict>,
    /// The warnings that were shown.
    pub warnings: Vec<Warning>,
    /// The rules whose warnings were acknowledged.
    pub acknowledged: Vec<String>,
    /// The rules that only Salesforce could decide.
    pub undecided: Vec<UndecidedRule>,
    /// The rules from which this user was exempt, with the reasons.
    pub exemptions: Vec<ExemptedRule>,
    /// The time of the confirmation.
    pub started_at: Timestamp,
    /// The time when the outcome was known, which is after the record was read back.
    pub finished_at: Timestamp,
    /// The end of the undo window.
    pub undo_until: Option<Timestamp>,
    /// True if this undid an earlier update.
    pub undo: bool,
    /// The record's page in Salesforce, if known.
    pub link: Option<String>,
    /// The write strategy.
    pub strategy: Option<Strategy>,
    /// The number of attempts.
    pub attempts: u32,
    /// Salesforce's id of the request, if the browser exposes it.
    pub request_id: Option<String>,
}

/// Returns the fields to read back: those that are written, their consequences, the time of the save, and those
/// that another user may have changed within the second in which the record was read, which no precondition
/// detects.
pub(super) fn concerned(opportunity: &Opportunity, proposal: &Proposal) -> Vec<FieldName> {
    const FOLLOWING: [&str; 9] = [
        "Name",
        "StageName",
        "Probability",
        "ForecastCategoryName",
        "IsClosed",
        "IsWon",
        "ExpectedRevenue",
        "CloseDate",
        "LastModifiedDate",
    ];
    let read =
        FOLLOWING.iter().filter_map(|name| FieldName::new(name)).filter(|name| opportunity.record.has(name));
    let mut names: Vec<_> = read.collect();
    let record = &opportunity.record;
    let own = |name: &&FieldName| {
        !name.crosses_relationship() && opportunity.info.field(name).is_some_and(|field| field.updateable)
    };
    names.extend(proposal.writes.keys().chain(record.values.keys().filter(own)).cloned());
    let first = first_of_each(names.iter().map(FieldName::as_str));
    names.into_iter().zip(first).filter(|(_, first)| *first).map(|(name, _)| name).collect()
}

impl Receipt {
    /// Creates the receipt. `after` is the record as it was read back; `None` if it could not be read.
    pub(super) fn new(
        opportunity: &Opportunity,
        proposal: &Proposal,
        after: Option<FieldValues>,
        link: Option<String>,
        started_at: Timestamp,
        finished_at: Timestamp,
    ) -> Self {
        let record = &opportunity.record;
        let concerned = concerned(opportunity, proposal);
        let verified = after.is_some();
        let wanted: Map<&FieldName, ()> = concerned.iter().map(|name| (name, ())).collect();
        let after: FieldValues =
            after.unwrap_or_default().into_iter().filter(|(name, _)| wanted.contains_key(name)).collect();
        let name = FieldName::new("Name").and_then(|name| after.get(&name)).and_then(FieldValue::as_text);
        let before = concerned
            .iter()
            .filter_map(|name| Some((name.clone(), record.value(name.as_str())?.clone())))
            .collect();
        Self {
            opportunity: Subject {
                id: record.id.clone(),
                name: name.or_else(|| record.text("Name")).unwrap_or_default().into(),
            },
            written: !proposal.writes.is_empty(),
            already: false,
            confirmed_by: None,
            verified,
            unexpected: unexpected(opportunity, proposal, &after),
            merged: None,
            warnings: proposal.verdict.warnings.clone(),
            acknowledged: Vec::new(),
            undecided: proposal.verdict.undecided.clone(),
            exemptions: proposal.verdict.exemptions.clone(),
            changes: proposal.changes.clone(),
            sent: proposal.writes.clone(),
            before,
            after,
            started_at,
            finished_at,
            undo_until: None,
            undo: false,
            link,
            strategy: None,
            attempts: 0,
            request_id: None,
        }
    }

    /// Returns the opportunity after the update: as it was read back, or else as it was sent.
    pub(super) fn updated(&self, base: &Opportunity) -> Opportunity {
        let mut now = base.clone();
        now.record.values.extend(if self.verified { self.after.clone() } else { self.sent.clone() });
        // Two APIs format instants differently.
        let saved = now.record.text("LastModifiedDate").and_then(|text| text.parse::<Timestamp>().ok());
        if let Some(saved) = saved {
            now.record.last_modified = saved.to_string();
        }
        let value = now.record.text("StageName").unwrap_or_default();
        if value != now.stage.value {
            now.stage = known_stage(&now, value).unwrap_or_else(|| Stage::unknown(value));
            now.days_in_stage = now.days_in_stage.map(|_| 0);
        }
        now
    }

    /// Sets the undo window, in milliseconds from now.
    pub(super) fn allow_undo(&mut self, window: i64) {
        if self.written && window > 0 {
            self.undo_until = self.finished_at.0.checked_add(window).map(Timestamp);
        }
    }
}

/// Returns differences from the announced changes. If a field was announced twice, the last one counts: the
/// close date that the user sets may be moved by Salesforce.
fn unexpected(opportunity: &Opportunity, proposal: &Proposal, after: &FieldValues) -> Vec<Change> {
    let last = |change: &&Change| {
        proposal.changes.iter().rev().find(|other| other.field == change.field) == Some(*change)
    };
    let announced = proposal.changes.iter().filter(last).filter_map(|announced| {
        let found = after.get(&announced.field)?;
        (!opportunity.info.stores_the_same(&announced.field, &announced.to, found)).then(|| Change {
            from: announced.to.clone(),
            to: found.clone(),
            from_label: announced.to_label.clone(),
            to_label: None,
            by: ChangedBy::Salesforce,
            ..announced.clone()
        })
    });
    let silent = after.iter().filter_map(|(name, found)| {
        let before = opportunity.record.value(name.as_str())?;
        let announced = proposal.changes.iter().any(|change| change.field == *name);
        let by_hand = opportunity.info.field(name).is_some_and(|field| field.updateable);
        (by_hand && !announced && !opportunity.info.stores_the_same(name, before, found))
            .then(|| list_change(opportunity, name, before.clone(), found.clone(), ChangedBy::Salesforce))
    });
    announced.chain(silent).collect()
}
