//! What holds where neither the portal nor the org has rules: a warning about a close date in the past.

use std::rc::Rc;

use super::interface::{BoundRules, Globals, LaidOut, Move, RuleReader, UnboundRules};
use super::names::Names;
use super::offered::KeyFields;
use crate::base::Today;
use crate::base::map::first_of_each;
use crate::base::text::embedded;
use crate::base::{Date, FieldName, FieldValue, Snapshot};
use crate::org::{ObjectInfo, OrgDocument};
use crate::transition::kind::Transition;
use crate::transition::parameters::Parameters;
use crate::transition::user::User;
use crate::transition::verdict::{Verdict, Warning, WarningCode};

/// The name of the standard rule.
pub(super) const CLOSE_DATE: &str = "close_date";

/// What [`Document::standard`](super::Document::standard) demands, in an org without validation rules. Nothing of it needs
/// the code for documents and formulas.
#[derive(Clone, Debug, Default)]
pub struct StandardRules {
    /// The Paths of the org.
    org: OrgDocument,
}

impl UnboundRules for StandardRules {
    fn in_org(&self, org: OrgDocument, reader: Option<RuleReader>) -> Option<Rc<dyn UnboundRules>> {
        if org.active_rules().next().is_none() {
            return Some(Rc::new(Self { org }));
        }
        reader.map(|reader| reader.0(org))
    }

    fn fields(&self) -> Vec<FieldName> {
        let mut names: Vec<_> = FieldName::new("CloseDate").into_iter().collect();
        let steps = self.org.paths.iter().flat_map(|path| &path.steps);
        names.extend(steps.flat_map(|step| &step.fields).cloned());
        let first = first_of_each(names.iter().map(FieldName::as_str));
        names.into_iter().zip(first).filter(|(_, first)| *first).map(|(name, _)| name).collect()
    }

    fn fields_of_org_rules(&self) -> Vec<FieldName> {
        Vec::new()
    }

    fn bind(self: Rc<Self>, _: &ObjectInfo) -> Rc<dyn BoundRules> {
        self
    }
}

impl BoundRules for StandardRules {
    fn org(&self) -> &OrgDocument {
        &self.org
    }

    fn key_fields(&self, record_type: Option<&str>, stage: &str) -> KeyFields {
        let mut found = KeyFields::default();
        found.add_path(&self.org, record_type, stage);
        found
    }

    fn globals(&self, _: &User) -> Globals {
        Globals::default()
    }

    fn lay_out<'a>(&'a self, _: &'a Globals, record: &'a Snapshot, _: Today) -> Box<dyn LaidOut + 'a> {
        Box::new(Record(record))
    }

    fn reword(&self, _: &mut Verdict) {}
}

struct Record<'a>(&'a Snapshot);

impl LaidOut for Record<'_> {
    fn judge(&self, change: &Move<'_>, verdict: &mut Verdict) {
        let name = FieldName::known("CloseDate");
        let before = self.0.value(name.as_str());
        let after = change.writes.get(&name).or(before);
        let date = after.and_then(FieldValue::as_text).and_then(|text| text.parse::<Date>().ok());
        let Some(date) = date.filter(|date| *date < change.today.local) else { return };
        // Whatever the move may amount to.
        let ways = &change.transition.possible_moves;
        let is_meant = ways.iter().all(|way| !way.to_closed && (way.moves() || after != before));
        if !is_meant || ways.is_empty() {
            return;
        }
        let past = PastCloseDate::new(date, change.today, change.names, change.transition);
        verdict.warnings.push(Warning {
            rule: Some(CLOSE_DATE.into()),
            help: Some(change.names.way_out(&name).unwrap_or(past.help)),
            field: Some(name),
            parameters: past.parameters,
            ..Warning::new(WarningCode::CloseDatePast, past.message)
        });
    }
}

/// The texts about a close date that is in the past.
pub(super) struct PastCloseDate {
    pub(super) message: String,
    pub(super) help: String,
    pub(super) parameters: Parameters,
}

impl PastCloseDate {
    pub(super) fn new(date: Date, today: Today, names: Names<'_>, transition: &Transition<'_>) -> Self {
        let today = today.local.to_string();
        let close_date = names.info.labels().close_date_in_sentence();
        let close_date = embedded(&close_date);
        Self {
            message: format!("The {close_date}, {date}, is in the past."),
            help: format!("Choose a {close_date} from {today} on."),
            parameters: transition.parameters().with("date", date.to_string()).with("today", today),
        }
    }
}
