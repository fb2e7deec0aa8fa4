//! The requests for the org's metadata.

use std::rc::Rc;

use super::{MetadataKind, OrgRules};
use crate::base::error::{Code, Problem};
use crate::base::{Clock, Timestamp};
use crate::client::effect::{Answer, Effect, EffectId, Send};
use crate::client::session::Session;
use crate::org::OrgDocument;
use crate::rest::org_rules::{self, Listed};
use crate::rest::{
    HttpDate, HttpRequest, HttpResponse, NoAnswer, object_info, opportunity_stages, picklist_values,
    revalidation,
};
use crate::transition::RuleReader;

/// A day: a clock that is off by more could not keep a connection.
const CLOCK_TOLERANCE: i64 = 86_400_000;

/// Returns true if the same request may soon succeed, so that the response says nothing about permissions.
fn passes(answer: &Answer) -> bool {
    match answer {
        Ok(response) => matches!(response.status, 401 | 408 | 429 | 500..),
        Err(NoAnswer::NotSent(_) | NoAnswer::Offline | NoAnswer::Unreachable | NoAnswer::TimedOut) => true,
        Err(NoAnswer::Failed | NoAnswer::NotListed | NoAnswer::Withheld | NoAnswer::Blocked) => false,
    }
}

impl Session {
    /// Requests metadata that is not known yet, or joins a request in flight. Returns the request to wait for;
    /// `None` if there is nothing to wait for.
    pub(in crate::client) fn ask(
        &mut self,
        kind: MetadataKind,
        effects: &mut Vec<Effect>,
    ) -> Option<EffectId> {
        if self.metadata.knows(&kind) {
            return None;
        }
        if let Some(id) = self.in_flight(&kind) {
            return Some(id);
        }
        let send = self.fetch(kind);
        let id = send.id;
        effects.push(Effect::Send(send));
        Some(id)
    }

    /// Returns the request in flight for some metadata.
    fn in_flight(&self, kind: &MetadataKind) -> Option<EffectId> {
        let rules = match kind {
            MetadataKind::OrgRules => self.metadata.rules_in_flight(),
            _ => None,
        };
        rules.or_else(|| self.metadata.position(kind))
    }

    /// Returns the next request for the org's rules to wait for, if there is one.
    pub(in crate::client) fn rules_in_flight(&self) -> Option<EffectId> {
        self.metadata.rules_in_flight()
    }

    /// Returns the reason why the org's rules could not be read, so that no record can be judged.
    pub(in crate::client) fn rules_unread(&self) -> Option<Problem> {
        self.metadata.unread.clone()
    }

    /// Returns true if the answer to a shared request will contain rules that nothing can read yet. Call
    /// [`Session::attach_rules`] or [`Session::lack_rules`] before [`Session::apply_response`].
    #[must_use]
    pub fn needs_rules(&self, id: EffectId) -> bool {
        let tells = |kind: &MetadataKind| match kind {
            MetadataKind::OrgRuleDetails(listed) => org_rules::has_rules(listed),
            _ => false,
        };
        self.metadata.reader.is_none()
            && self.metadata.in_flight.iter().any(|(shared, kind)| *shared == id && tells(kind))
    }

    /// Sets the reader of rules, once its part is loaded.
    pub fn attach_rules(&mut self, reader: RuleReader) {
        self.metadata.reader = Some(reader);
    }

    /// Records why the part that reads rules could not be loaded.
    pub fn lack_rules(&mut self, problem: Problem) {
        self.metadata.unread = Some(problem);
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

    /// Starts to read the metadata that every record needs. Nothing waits for it.
    pub fn prefetch(&mut self) {
        for kind in [MetadataKind::ObjectInfo, MetadataKind::OrgStages, MetadataKind::OrgRules] {
            if !self.metadata.knows(&kind) && self.in_flight(&kind).is_none() {
                let send = self.fetch(kind);
                self.metadata.background.push(send);
            }
        }
    }

    /// Fetches in the background, unless it is in flight.
    fn fetch_again(&mut self, kind: MetadataKind) {
        if self.metadata.position(&kind).is_none() {
            let send = self.fetch(kind);
            self.metadata.background.push(send);
        }
    }

    /// Returns true for a shared request. It continues even if its first task ends, and its response goes to
    /// [`Session::apply_response`] first.
    #[must_use]
    pub fn is_shared(&self, id: EffectId) -> bool {
        self.metadata.in_flight.iter().any(|(shared, _)| *shared == id)
    }

    /// Returns true if a late response is not worth waiting for.
    #[must_use]
    pub fn is_optional(&self, id: EffectId) -> bool {
        self.metadata.in_flight.iter().any(|(shared, kind)| {
            *shared == id && matches!(kind, MetadataKind::OrgRules | MetadataKind::OrgRuleDetails(_))
        })
    }

    /// Handles the response to a shared request, once. Returns the shared requests that follow.
    pub fn apply_response(&mut self, id: EffectId, answer: &Answer, clock: Clock) -> Vec<Send> {
        let Some(index) = self.metadata.in_flight.iter().position(|(shared, _)| *shared == id) else {
            return Vec::new();
        };
        let (_, kind) = self.metadata.in_flight.remove(index);
        let response = answer.as_ref().ok();
        match kind {
            MetadataKind::OrgRules => return self.learn_rules(answer),
            MetadataKind::OrgRuleDetails(listed) => self.learn_rule_details(listed, answer),
            MetadataKind::Revalidation => self.learn_changes(response),
            MetadataKind::ObjectInfo | MetadataKind::OrgStages | MetadataKind::Picklists(_) => {
                // A failure is not cached, so the next task requests it again.
                let kept = response.map(|response| self.metadata.keep(&kind, response));
                if let (Some(Ok(())), Some(response)) = (kept, response) {
                    self.metadata.note(&kind, response);
                    self.metadata.read_at.get_or_insert(clock.now);
                }
            }
        }
        Vec::new()
    }

    /// Returns why a shared response did not supply its metadata.
    pub(in crate::client) fn why_not(&self, kind: &MetadataKind, answer: &Answer) -> Problem {
        match answer {
            Err(reason) => self.no_answer(reason),
            Ok(response) => match self.metadata.clone().keep(kind, response) {
                // Not the record is missing: it has been found, or reports so itself.
                Err(problem) if problem.code == Code::NotFound => Problem {
                    code: Code::RequestRejected,
                    message: match kind {
                        MetadataKind::Picklists(record_type) => {
                            format!("the org did not return the stages of the record type `{record_type}`")
                        }
                        _ => "the org did not return the fields of opportunities".into(),
                    },
                    help: Some(
                        "the org, or the proxy in front of it, has to support `ui-api/object-info` to this user"
                            .into(),
                    ),
                    ..problem
                },
                Err(problem) => problem,
                // It was read and has been replaced since.
                Ok(()) => Problem::new(Code::Internal, "the org's metadata was lost"),
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
            // Unchanged.
            Some(listed) if known == Some(&listed) => {}
            Some(listed) if listed.is_empty() => {
                self.metadata.settle_rules(OrgRules::Known(listed), OrgDocument::default());
            }
            Some(listed) => return vec![self.fetch(MetadataKind::OrgRuleDetails(listed))],
            // Refused, or withheld by the browser: the known rules stay; if there are none, they are not
            // requested again.
            None if known.is_none() && !passes(answer) => {
                self.metadata.org_rules = OrgRules::Without;
                self.metadata.unread = None;
            }
            None => {}
        }
        Vec::new()
    }

    fn learn_rule_details(&mut self, listed: Vec<Listed>, answer: &Answer) {
        let (response, may_succeed) = (answer.as_ref().ok(), passes(answer));
        if self.metadata.org_rules != OrgRules::NotAsked && (response.is_none() || may_succeed) {
            // The known rules are better than the list.
            return;
        }
        let document = org_rules::read_details(&listed, response);
        if may_succeed {
            // Until the next task requests them again, the listed rules are undecided.
            self.metadata.settle_rules(OrgRules::NotAsked, document);
        } else if self.metadata.settle_rules(OrgRules::Known(listed), document)
            && let Some(response) = response
        {
            self.metadata.note(&MetadataKind::OrgRuleDetails(Vec::new()), response);
        }
    }

    fn learn_changes(&mut self, response: Option<&HttpResponse>) {
        // Without a response everything stays as it is until the next time.
        let Some(response) = response else { return };
        let revalidated = revalidation::read(response);
        let same = revalidated.as_ref().is_some_and(|revalidated| revalidated.same);
        if let Some(revalidated) = revalidated {
            self.metadata.modified = revalidated.modified.or(self.metadata.modified.take());
            self.metadata.is_changed = self.metadata.is_kept;
            let known = self.metadata.org_stages.as_deref();
            if let Some(stages) = revalidated.stages.filter(|stages| Some(stages) != known) {
                self.metadata.org_stages = Some(Rc::new(stages));
                // The stored response is outdated; the next connection reads the stages.
                self.metadata.responses.retain(|(kind, _)| *kind != MetadataKind::OrgStages);
                // The revalidation does not contain the sales processes, which may change along with the
                // stages.
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

    /// Revalidates the metadata in the background if it is old. Changes take effect with the next opportunity.
    pub(in crate::client) fn revalidate(&mut self, clock: Clock) {
        let Some(read_at) = self.metadata.read_at else { return };
        if clock.now.0.saturating_sub(read_at.0) < self.settings.metadata_max_age {
            return;
        }
        self.metadata.read_at = Some(clock.now);
        if self.metadata.modified.is_none() {
            // The first response contains Salesforce's own date. Until then: our clock, minus its tolerance.
            let since = Timestamp(read_at.0.saturating_sub(CLOCK_TOLERANCE)).to_string();
            self.metadata.modified = HttpDate::new(&since).map(|date| date.as_str().into());
        }
        self.fetch_again(MetadataKind::Revalidation);
        if let OrgRules::Known(_) = self.metadata.org_rules {
            self.fetch_again(MetadataKind::OrgRules);
        }
    }

    /// Takes the background requests, which are shared.
    #[must_use]
    pub fn take_background(&mut self) -> Vec<Send> {
        std::mem::take(&mut self.metadata.background)
    }
}
