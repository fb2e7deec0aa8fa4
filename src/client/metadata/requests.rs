//! The requests for what the org says of itself.

use std::rc::Rc;

use super::{MetadataKind, OrgRules};
use crate::base::error::{Code, Problem};
use crate::base::{Clock, Timestamp};
use crate::client::effect::{Answer, EffectId, Send};
use crate::client::session::Session;
use crate::org::OrgDocument;
use crate::rest::{
    HttpDate, HttpRequest, HttpResponse, NoAnswer, object_info, opportunity_stages, org_rules,
    picklist_values, revalidation,
};

/// A day: a clock that is wrong by more could not keep a connection up.
const CLOCK_TOLERANCE: i64 = 86_400_000;

/// Whether the same request may be answered otherwise before long: it says nothing of what the user may read.
fn passes(answer: &Answer) -> bool {
    match answer {
        Ok(response) => matches!(response.status, 401 | 408 | 429 | 500..),
        Err(NoAnswer::NotSent(_) | NoAnswer::Offline | NoAnswer::Unreachable) => true,
        Err(
            NoAnswer::Failed
            | NoAnswer::NotListed
            | NoAnswer::Withheld
            | NoAnswer::Blocked
            | NoAnswer::TimedOut,
        ) => false,
    }
}

impl Session {
    /// Asks for what is not known yet, or waits with those who have asked already. Gives the request to wait for;
    /// none where there is nothing to wait for.
    pub(in crate::client) fn ask(&mut self, kind: MetadataKind, sends: &mut Vec<Send>) -> Option<EffectId> {
        if self.metadata.knows(&kind) {
            return None;
        }
        if let MetadataKind::OrgRules = kind
            && let Some(id) = self.metadata.rules_in_flight()
        {
            return Some(id);
        }
        if let Some(id) = self.metadata.position(&kind) {
            return Some(id);
        }
        let send = self.fetch(kind);
        let id = send.id;
        sends.push(send);
        Some(id)
    }

    /// The request about the org's rules that is to be waited for next, if there is one.
    pub(in crate::client) fn rules_in_flight(&self) -> Option<EffectId> {
        self.metadata.rules_in_flight()
    }

    fn fetch(&mut self, kind: MetadataKind) -> Send {
        let send = self.send(self.request(&kind));
        self.metadata.in_flight.push((send.id, kind));
        send
    }

    fn request(&self, kind: &MetadataKind) -> HttpRequest {
        let version = self.settings.version;
        match kind {
            MetadataKind::ObjectInfo => object_info::request(version),
            MetadataKind::OrgStages => opportunity_stages::request(version),
            MetadataKind::Picklists(record_type) => picklist_values::request_all(version, record_type),
            MetadataKind::OrgRules => org_rules::request_list(version),
            MetadataKind::OrgRuleDetails(listed) => org_rules::request_details(version, listed),
            MetadataKind::Revalidation => {
                revalidation::request(version, self.metadata.modified.as_deref().unwrap_or_default())
            }
        }
    }

    /// Begins to read what any record needs, before one is opened. Nothing waits for it.
    pub fn prefetch(&mut self) {
        for kind in [MetadataKind::ObjectInfo, MetadataKind::OrgStages, MetadataKind::OrgRules] {
            let mut sends = Vec::new();
            self.ask(kind, &mut sends);
            self.metadata.background.append(&mut sends);
        }
    }

    /// Fetches in the background, unless it is on its way.
    fn fetch_again(&mut self, kind: MetadataKind) {
        if self.metadata.position(&kind).is_none() {
            let send = self.fetch(kind);
            self.metadata.background.push(send);
        }
    }

    /// True where a request was made for all and not for one task. It is to be kept going whatever becomes of the
    /// task that it came from, and its answer belongs to [`Session::learn`] first.
    #[must_use]
    pub fn is_shared(&self, id: EffectId) -> bool {
        self.metadata.in_flight.iter().any(|(shared, _)| *shared == id)
    }

    /// True where an answer that is late is not worth waiting for.
    #[must_use]
    pub fn is_optional(&self, id: EffectId) -> bool {
        self.metadata.in_flight.iter().any(|(shared, kind)| {
            *shared == id && matches!(kind, MetadataKind::OrgRules | MetadataKind::OrgRuleDetails(_))
        })
    }

    /// Takes the answer to a shared request, once: who gives it a second time changes nothing. Gives the shared
    /// requests that follow from it.
    pub fn learn(&mut self, id: EffectId, answer: &Answer, clock: Clock) -> Vec<Send> {
        let Some(place) = self.metadata.in_flight.iter().position(|(shared, _)| *shared == id) else {
            return Vec::new();
        };
        let (_, kind) = self.metadata.in_flight.remove(place);
        let response = answer.as_ref().ok();
        match kind {
            MetadataKind::OrgRules => return self.learn_rules(answer),
            // What is known is more than the names that remain without an answer.
            MetadataKind::OrgRuleDetails(_)
                if response.is_none() && self.metadata.org_rules != OrgRules::NotAsked => {}
            MetadataKind::OrgRuleDetails(listed) => {
                let document = org_rules::read_details(&listed, response);
                self.metadata.settle_rules(OrgRules::Known(listed), document);
                if let Some(response) = response {
                    self.metadata.note(&MetadataKind::OrgRuleDetails(Vec::new()), response);
                }
            }
            MetadataKind::Revalidation => self.learn_changes(response),
            MetadataKind::ObjectInfo | MetadataKind::OrgStages | MetadataKind::Picklists(_) => {
                // What failed is not known, and so the next one who needs it asks again.
                let kept = response.map(|response| self.metadata.keep(&kind, response));
                if let (Some(Ok(())), Some(response)) = (kept, response) {
                    self.metadata.note(&kind, response);
                    self.metadata.read_at.get_or_insert(clock.now);
                }
            }
        }
        Vec::new()
    }

    /// Why a shared answer did not tell what it was asked for.
    pub(in crate::client) fn why_not(&self, kind: &MetadataKind, answer: &Answer) -> Problem {
        match answer {
            Err(reason) => self.no_answer(reason),
            Ok(response) => match self.metadata.clone().keep(kind, response) {
                // No record is missing: the one that is opened has been found, or tells so itself.
                Err(problem) if problem.code == Code::NotFound => Problem {
                    code: Code::RequestRejected,
                    message: match kind {
                        MetadataKind::Picklists(record_type) => {
                            format!("the org does not tell the stages of the record type `{record_type}`")
                        }
                        _ => "the org does not tell the fields of opportunities".into(),
                    },
                    help: Some(
                        "the org, or the proxy before it, has to serve `ui-api/object-info` to this user"
                            .into(),
                    ),
                    ..problem
                },
                Err(problem) => problem,
                // It told, and was told otherwise since.
                Ok(()) => Problem::new(Code::Internal, "what the org says of itself was lost"),
            },
        }
    }

    fn learn_rules(&mut self, answer: &Answer) -> Vec<Send> {
        let listed = answer.as_ref().ok().and_then(org_rules::read_list);
        if let (Some(_), Ok(response)) = (&listed, answer) {
            self.metadata.note(&MetadataKind::OrgRules, response);
        }
        let known = match &self.metadata.org_rules {
            OrgRules::Known(known) => Some(known),
            OrgRules::NotAsked | OrgRules::Without => None,
        };
        match listed {
            // Nothing new.
            Some(listed) if known == Some(&listed) => {}
            Some(listed) if listed.is_empty() => {
                self.metadata.settle_rules(OrgRules::Known(listed), OrgDocument::default());
            }
            Some(listed) => return vec![self.fetch(MetadataKind::OrgRuleDetails(listed))],
            // Refused, or kept back by the browser: what is known stays, and where nothing is, it is not asked for again.
            None if known.is_none() && !passes(answer) => self.metadata.org_rules = OrgRules::Without,
            None => {}
        }
        Vec::new()
    }

    fn learn_changes(&mut self, response: Option<&HttpResponse>) {
        // No answer: it stays as it is, until the next time.
        let Some(response) = response else { return };
        let told = revalidation::read(response);
        let same = told.as_ref().is_some_and(|told| told.same);
        if let Some(told) = told {
            self.metadata.modified = told.modified.or(self.metadata.modified.take());
            self.metadata.is_changed = self.metadata.is_kept;
            let known = self.metadata.org_stages.as_deref();
            if let Some(stages) = told.stages.filter(|stages| Some(stages) != known) {
                self.metadata.org_stages = Some(Rc::new(stages));
                // The response that was kept says otherwise; the next connection asks for the stages.
                self.metadata.responses.retain(|(kind, _)| *kind != MetadataKind::OrgStages);
                // The sales processes are not in it, and where stages change they may have.
                self.read_again();
                return;
            }
        }
        if !same {
            self.read_again();
        }
    }

    fn read_again(&mut self) {
        self.fetch_again(MetadataKind::ObjectInfo);
        let record_types: Vec<_> = self.metadata.picklists.iter().map(|(id, _)| id.clone()).collect();
        for record_type in record_types {
            self.fetch_again(MetadataKind::Picklists(record_type));
        }
    }

    /// Looks again at what is known, where that is some time ago. Nobody waits for it: what has changed holds from the
    /// next opportunity on.
    pub(in crate::client) fn revalidate(&mut self, clock: Clock) {
        let Some(read_at) = self.metadata.read_at else { return };
        if clock.now.0.saturating_sub(read_at.0) < self.settings.metadata_max_age {
            return;
        }
        self.metadata.read_at = Some(clock.now);
        if self.metadata.modified.is_none() {
            // The first answer will tell Salesforce's own date; until then our clock, and how wrong it may be.
            let since = Timestamp(read_at.0.saturating_sub(CLOCK_TOLERANCE)).to_string();
            self.metadata.modified = HttpDate::new(&since).map(|date| date.as_str().into());
        }
        self.fetch_again(MetadataKind::Revalidation);
        if let OrgRules::Known(_) = self.metadata.org_rules {
            self.fetch_again(MetadataKind::OrgRules);
        }
    }

    /// The requests that have come up and that nobody waits for: shared ones, to be sent when it suits.
    #[must_use]
    pub fn take_background(&mut self) -> Vec<Send> {
        std::mem::take(&mut self.metadata.background)
    }
}
