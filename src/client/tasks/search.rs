//! Searches opportunities.

use crate::base::error::{Code, Problem};
use crate::base::{Clock, FieldName};
use crate::client::columns::leave_out;
use crate::client::effect::{Answer, Effect, EffectId, Event};
use crate::client::session::Session;
use crate::client::task::{Step, Task};
use crate::rest::query::{self, Matches, OpportunityQuery};
use crate::rest::userinfo;
use crate::rest::{HttpResponse, composite_query, is_too_long};

/// A search. The first one of a session also asks for the user, at the same time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchTask {
    query: OpportunityQuery,
    /// The columns that may be hidden from the user.
    columns: Vec<FieldName>,
    /// Those that are hidden, unless something else was wrong with the query.
    hidden: Vec<FieldName>,
    rows: Option<EffectId>,
    user: Option<EffectId>,
    found: Option<HttpResponse>,
}

impl SearchTask {
    /// Starts a search.
    ///
    /// # Errors
    ///
    /// If there is nothing to search for.
    pub fn start(session: &mut Session, query: OpportunityQuery) -> Result<(Self, Vec<Effect>), Problem> {
        let mut columns = query::columns(session.has_currencies());
        columns.retain(|name| !session.hidden.contains(name));
        query.check()?;
        let mut task = Self { query, columns, hidden: Vec::new(), rows: None, user: None, found: None };
        let mut effects = Vec::new();
        // A search for the user's own opportunities needs the user's id first.
        if !(task.query.mine && session.user.is_none()) {
            effects.push(task.ask(session)?);
        }
        if session.user.is_none() {
            let user = session.send(userinfo::request());
            task.user = Some(user.id);
            effects.push(Effect::Send(user));
        }
        Ok((task, effects))
    }

    /// Returns the search.
    #[must_use]
    pub fn query(&self) -> &OpportunityQuery {
        &self.query
    }

    fn ask(&mut self, session: &mut Session) -> Result<Effect, Problem> {
        let user = session.user_id();
        if self.query.mine && user.is_none() {
            return Err(Problem::new(Code::InvalidQuery, "Salesforce did not return the user's id"));
        }
        let (version, longest) = (session.settings.version, session.longest_path);
        let rows = query::request(version, &self.query, &self.columns, user.as_ref(), longest)?;
        let send = session.send(rows);
        self.rows = Some(send.id);
        Ok(Effect::Send(send))
    }

    fn take_rows(&mut self, session: &mut Session, answer: Answer) -> Step<Matches> {
        let response = match answer {
            Ok(response) => composite_query::unwrapped(response),
            Err(reason) => return Step::Done(Err(session.no_answer(&reason))),
        };
        if (200..300).contains(&response.status) {
            session.hidden.append(&mut self.hidden);
            self.found = Some(response);
            return Step::Waiting(Vec::new());
        }
        let problem = crate::rest::read_refusal(&response);
        let asked = self.columns.clone();
        if problem.code == Code::FieldNotFound && !asked.is_empty() {
            // If the message names no column of ours, the query is reduced to the minimum.
            if !leave_out(&mut self.columns, &problem) {
                self.columns.clear();
            }
            self.hidden.extend(asked.into_iter().filter(|name| !self.columns.contains(name)));
            return self.ask_again(session);
        }
        if is_too_long(response.status) && session.shorten_paths() {
            return self.ask_again(session);
        }
        Step::Done(Err(problem))
    }

    fn ask_again(&mut self, session: &mut Session) -> Step<Matches> {
        match self.ask(session) {
            Ok(effect) => Step::Waiting(vec![effect]),
            Err(problem) => Step::Done(Err(problem)),
        }
    }
}

impl Task for SearchTask {
    type Output = Matches;

    fn handle(&mut self, session: &mut Session, id: EffectId, event: Event, _: Clock) -> Step<Matches> {
        let Event::Answer(answer) = event else { return Step::Waiting(Vec::new()) };
        if self.rows == Some(id) {
            self.rows = None;
            match self.take_rows(session, answer) {
                Step::Waiting(effects) if effects.is_empty() => {}
                step => return step,
            }
        } else if self.user == Some(id) {
            self.user = None;
            // Without the user's id, only the order of matches suffers.
            session.user = Some(answer.ok().as_ref().and_then(userinfo::read));
            if self.rows.is_none() && self.found.is_none() {
                return match self.ask(session) {
                    Ok(effect) => Step::Waiting(vec![effect]),
                    Err(problem) => Step::Done(Err(problem)),
                };
            }
        } else {
            return Step::Waiting(Vec::new());
        }
        match &self.found {
            Some(found) if self.user.is_none() => {
                let user = session.user.as_ref().and_then(Option::as_ref);
                let matches = query::read(
                    found,
                    session.settings.links.as_ref(),
                    user,
                    session.currency_sign.as_deref(),
                );
                if let Ok(matches) = &matches {
                    session.record_types = matches
                        .opportunities
                        .iter()
                        .filter_map(|found| Some((found.id.clone(), found.record_type.clone()?)))
                        .collect();
                }
                Step::Done(matches)
            }
            Some(_) | None => Step::Waiting(Vec::new()),
        }
    }

    fn outstanding(&self) -> Vec<EffectId> {
        self.rows.into_iter().chain(self.user).collect()
    }
}
