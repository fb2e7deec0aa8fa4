//! What was shown, sent and found.

use serde::Serialize;

use crate::base::map::{Map, first_of_each};
use crate::base::{Conflict, FieldName, FieldValue, FieldValues, RecordId, Timestamp};
use crate::org::Stage;
use crate::rest::write::Strategy;
use crate::transition::{
    Change, ChangedBy, ExemptedRule, Opportunity, Proposal, UndecidedRule, Warning, known_stage, list_change,
};

/// The record that a receipt is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Subject {
    /// Its id.
    pub id: RecordId,
    /// Its name, as it is now.
    pub name: String,
}

/// How it is known that an update was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ConfirmedBy {
    /// Salesforce said so.
    Answer,
    /// The answer was lost, and the record holds what was wanted.
    Reading,
}

/// The proof of an update. It holds no token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Receipt {
    /// Which record.
    pub opportunity: Subject,
    /// False where nothing had to be sent, or where somebody else had made the same change before.
    pub written: bool,
    /// Salesforce refused the write as too late, and the record held what was wanted.
    pub already: bool,
    /// How it is known that it was written; none where it was not.
    pub confirmed_by: Option<ConfirmedBy>,
    /// The record was read after the write.
    pub verified: bool,
    /// What was announced.
    pub changes: Vec<Change>,
    /// The body that was written.
    pub sent: FieldValues,
    /// The fields concerned, before.
    pub before: FieldValues,
    /// The same afterwards, as Salesforce gave them.
    pub after: FieldValues,
    /// What Salesforce holds otherwise than was announced.
    pub unexpected: Vec<Change>,
    /// What somebody else had changed between the reading and the writing, and what was left so.
    pub merged: Option<Conflict>,
    /// The warnings that were shown.
    pub warnings: Vec<Warning>,
    /// The rules whose warnings had to be acknowledged, and were.
    pub acknowledged: Vec<String>,
    /// The rules that Salesforce alone could decide.
    pub undecided: Vec<UndecidedRule>,
    /// The rules that did not count for this user, with the reasons that were given.
    pub exemptions: Vec<ExemptedRule>,
    /// When it was confirmed.
    pub started_at: Timestamp,
    /// When it was verified.
    pub finished_at: Timestamp,
    /// Until when it may be undone.
    pub undo_until: Option<Timestamp>,
    /// This put back an earlier update.
    pub undo: bool,
    /// Where a person opens the record in Salesforce, where that is known.
    pub link: Option<String>,
    /// How it was written.
    pub strategy: Option<Strategy>,
    /// How often the write was sent.
    pub attempts: u32,
    /// What Salesforce calls the request, where the browser shows it.
    pub request_id: Option<String>,
}

/// The fields that a read-back should tell: those that are written, those that follow, when it was, and those that
/// somebody else may have changed in the very second in which the record was read: no precondition can tell.
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
    /// Writes the receipt. `after` is what was read; none where the record could not be read again.
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

    /// The opportunity as the update left it: what was read back, or else what was sent.
    pub(super) fn updated(&self, upon: &Opportunity) -> Opportunity {
        let mut now = upon.clone();
        now.record.values.extend(if self.verified { self.after.clone() } else { self.sent.clone() });
        // Two APIs write instants in two forms.
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

    /// Lets the update be undone within a window of so many milliseconds from now on.
    pub(super) fn allow_undo(&mut self, window: i64) {
        if self.written && window > 0 {
            self.undo_until = self.finished_at.0.checked_add(window).map(Timestamp);
        }
    }
}

/// What was announced and is not so, and what is otherwise without having been announced. Of several announced values
/// of a field the last one counts: the close date that the user sets may move once more.
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
        let told = proposal.changes.iter().any(|change| change.field == *name);
        let by_hand = opportunity.info.field(name).is_some_and(|field| field.updateable);
        (by_hand && !told && !opportunity.info.stores_the_same(name, before, found))
            .then(|| list_change(opportunity, name, before.clone(), found.clone(), ChangedBy::Salesforce))
    });
    announced.chain(silent).collect()
}
