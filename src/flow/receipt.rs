//! What was shown, sent and found.

use serde::Serialize;

use crate::record::{FieldName, FieldValue, FieldValues, RecordId, Timestamp};
use crate::rest::write::Strategy;
use crate::transition::{Change, ChangedBy, ExemptedRule, Opportunity, Proposal};

/// The record that a receipt is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Subject {
    /// Its id.
    pub id: RecordId,
    /// Its name, as it is now.
    pub name: String,
}

/// The proof of an update. It holds no token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Receipt {
    /// Which record.
    pub opportunity: Subject,
    /// False where nothing had to be sent.
    pub written: bool,
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
    /// The rules that did not count for this user, with the reasons that were given.
    pub exemptions: Vec<ExemptedRule>,
    /// When it was confirmed.
    pub started_at: Timestamp,
    /// When it was verified.
    pub finished_at: Timestamp,
    /// Where a person opens the record.
    pub link: String,
    /// How it was written.
    pub strategy: Option<Strategy>,
    /// How often the write was sent.
    pub attempts: u32,
    /// What Salesforce calls the request, where the browser shows it.
    pub request_id: Option<String>,
}

/// The fields that a read-back should tell: those that are written, those that follow, and when it was.
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
    names.extend(proposal.writes.keys().filter(|name| !names.contains(name)).cloned().collect::<Vec<_>>());
    names
}

impl Receipt {
    /// Writes the receipt. `after` is what was read; none where the record could not be read again.
    pub(super) fn new(
        opportunity: &Opportunity,
        proposal: &Proposal,
        after: Option<FieldValues>,
        link: String,
        started_at: Timestamp,
        finished_at: Timestamp,
    ) -> Self {
        let record = &opportunity.record;
        let concerned = concerned(opportunity, proposal);
        let verified = after.is_some();
        let after: FieldValues =
            after.unwrap_or_default().into_iter().filter(|(name, _)| concerned.contains(name)).collect();
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
            verified,
            unexpected: unexpected(proposal, &after),
            exemptions: proposal.verdict.exemptions.clone(),
            changes: proposal.changes.clone(),
            sent: proposal.writes.clone(),
            before,
            after,
            started_at,
            finished_at,
            link,
            strategy: None,
            attempts: 0,
            request_id: None,
        }
    }
}

/// What was announced and is not so. Of several announced values of a field the last one counts: the close date
/// that the user sets may move once more.
fn unexpected(proposal: &Proposal, after: &FieldValues) -> Vec<Change> {
    let last = |change: &&Change| {
        proposal.changes.iter().rev().find(|other| other.field == change.field) == Some(*change)
    };
    proposal
        .changes
        .iter()
        .filter(last)
        .filter_map(|announced| {
            let found = after.get(&announced.field)?;
            (!means_the_same(&announced.to, found)).then(|| Change {
                from: announced.to.clone(),
                to: found.clone(),
                from_label: announced.to_label.clone(),
                to_label: None,
                by: ChangedBy::Salesforce,
                ..announced.clone()
            })
        })
        .collect()
}

/// Salesforce trims texts, writes instants in its own form, and stores numbers with the scale of their field.
pub(super) fn means_the_same(wanted: &FieldValue, found: &FieldValue) -> bool {
    match (wanted, found) {
        (FieldValue::Text(wanted), FieldValue::Text(found)) => {
            let instant = |text: &str| text.parse::<Timestamp>().ok();
            wanted.trim() == found.trim() || instant(wanted).is_some() && instant(wanted) == instant(found)
        }
        (FieldValue::Text(wanted), FieldValue::Null) => wanted.trim().is_empty(),
        (wanted, found) => wanted == found,
    }
}
