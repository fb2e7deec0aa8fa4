//! Looking opportunities up.

use super::columns::leave_out;
use super::session::{Clock, Session};
use super::task::{Answer, EffectId, Send, Step, Task};
use crate::error::{Code, Problem};
use crate::record::FieldName;
use crate::rest::query::{self, Matches, OpportunityQuery};
use crate::rest::userinfo;
use crate::rest::{HttpResponse, composite_query, is_too_long};

/// A look-up under way. The first one of a session also asks who the user is, at the same time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    query: OpportunityQuery,
    /// The columns that may be hidden from the user, as far as it is not known that they are.
    columns: Vec<FieldName>,
    /// Those that proved to be, if nothing else was wrong with the query.
    hidden: Vec<FieldName>,
    rows: Option<EffectId>,
    user: Option<EffectId>,
    found: Option<HttpResponse>,
}

impl Finding {
    /// Starts a look-up.
    ///
    /// # Errors
    /// Where there is nothing to look for.
    pub fn start(session: &mut Session, query: OpportunityQuery) -> Result<(Self, Vec<Send>), Problem> {
        let mut columns = query::columns(session.has_currencies());
        columns.retain(|name| !session.hidden.contains(name));
        let rows = query::request(session.settings.version, &query, &columns, session.longest_path)?;
        let rows = session.send(rows);
        let mut task =
            Self { query, columns, hidden: Vec::new(), rows: Some(rows.id), user: None, found: None };
        let mut sends = vec![rows];
        if session.user.is_none() {
            let user = session.send(userinfo::request());
            task.user = Some(user.id);
            sends.push(user);
        }
        Ok((task, sends))
    }

    /// What is looked for.
    #[must_use]
    pub fn query(&self) -> &OpportunityQuery {
        &self.query
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
            // Where it tells of no column of ours, it is asked for the least.
            if !leave_out(&mut self.columns, &problem) {
                self.columns.clear();
            }
            self.hidden.extend(asked.into_iter().filter(|name| !self.columns.contains(name)));
            return self.ask(session);
        }
        if is_too_long(response.status) && session.shorten_paths() {
            return self.ask(session);
        }
        Step::Done(Err(problem))
    }

    fn ask(&mut self, session: &mut Session) -> Step<Matches> {
        let Session { settings, longest_path, .. } = session;
        match query::request(settings.version, &self.query, &self.columns, *longest_path) {
            Ok(request) => {
                let send = session.send(request);
                self.rows = Some(send.id);
                Step::Waiting(vec![send])
            }
            Err(problem) => Step::Done(Err(problem)),
        }
    }
}

impl Task for Finding {
    type Output = Matches;

    fn answer(&mut self, session: &mut Session, id: EffectId, answer: Answer, _: Clock) -> Step<Matches> {
        if self.rows == Some(id) {
            self.rows = None;
            match self.take_rows(session, answer) {
                Step::Waiting(sends) if sends.is_empty() => {}
                step => return step,
            }
        } else if self.user == Some(id) {
            self.user = None;
            // Where Salesforce does not tell, the order of matches is all that suffers.
            session.user = Some(answer.ok().as_ref().and_then(userinfo::read));
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
