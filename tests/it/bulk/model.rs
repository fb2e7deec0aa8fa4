//! A model of an org that counts the writes to each record, and of the faults of requests.

mod faults;
mod jobs;

pub use faults::Fate;
use jobs::Job;

use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

use crate::org::{CLOCK, Org as Metadata, ok, session, status};
use opportunity_stage::base::error::Problem;
use opportunity_stage::base::{FieldValue, RecordId};
use opportunity_stage::client::bulk::{Plan, PlanOptions, PlanTask, Restoring, RunTask, State, Stored};
use opportunity_stage::client::{
    self, Answer, Effect, EffectId, Event, Exchange, ExchangeStep, Send, Session, Step, Task,
};
use opportunity_stage::rest::{HttpRequest, HttpResponse, InstanceUrl, Method, NoAnswer, csv};
use serde_json::{Value as Json, json};

pub const BEFORE: &str = "2026-11-20T09:00:00.000+0000";
const AFTER: &str = "2026-11-22T07:36:01.000+0000";

#[derive(Clone, Debug)]
pub struct Record {
    pub values: BTreeMap<String, Json>,
    pub modified: &'static str,
    /// How often the client saved it.
    pub writes: u32,
}

pub struct World {
    pub records: BTreeMap<String, Record>,
    /// The faults of the next writes; later writes succeed.
    pub fates: VecDeque<Fate>,
    /// The faults of the next reads.
    pub reads: VecDeque<Fate>,
    /// The delays between requests and within one, in milliseconds.
    pub waits: Vec<u32>,
    /// A validation rule: the ids that it refuses.
    pub refused: fn(&str) -> bool,
    jobs: Vec<Job>,
    /// Jobs fail after this many rows.
    pub job_fails_after: Option<usize>,
    /// The error of the failed job.
    pub job_error: &'static str,
    pub no_bulk: bool,
    /// A closed job is forgotten.
    pub job_forgotten: bool,
    /// The current token has expired.
    pub expired: bool,
    /// The org does not list the page's origin.
    pub unlisted: bool,
    /// How often the client asked for another token.
    pub renewals: usize,
    /// The page size of queries.
    pub page: usize,
    pub asked: Vec<String>,
    pages: Vec<Vec<Json>>,
    /// Requests that are processed later.
    late: Vec<HttpRequest>,
    metadata: Metadata,
    pub session: Session,
}

pub fn id(number: usize) -> String {
    RecordId::new(&format!("006{number:012}")).unwrap().to_string()
}

pub fn values(row: &Json) -> BTreeMap<String, Json> {
    row.as_object()
        .unwrap()
        .clone()
        .into_iter()
        .filter(|(key, _)| key != "attributes" && key != "id")
        .collect()
}

/// Restores a stored plan.
pub fn restore(stored: &Stored, instance: &InstanceUrl) -> Plan {
    let mut restoring = Restoring::new(stored.clone(), instance).unwrap();
    while restoring.more().unwrap() {}
    restoring.finish().unwrap()
}

impl World {
    pub fn new(count: usize) -> Self {
        let record = |number: usize| {
            let values = json!({ "StageName": "Prospecting", "CloseDate": "2026-12-24", "IsClosed": false,
                "IsWon": false, "Discount__c": 5.0, "Name": format!("Deal, “{number}”\nand \"more\"") });
            (id(number), Record { values: values_of(&values), modified: BEFORE, writes: 0 })
        };
        Self {
            records: (0..count).map(record).collect(),
            fates: VecDeque::new(),
            reads: VecDeque::new(),
            waits: Vec::new(),
            refused: |_| false,
            jobs: Vec::new(),
            job_fails_after: None,
            job_error: "out of luck",
            no_bulk: false,
            job_forgotten: false,
            expired: false,
            unlisted: false,
            renewals: 0,
            page: 2_000,
            asked: Vec::new(),
            pages: Vec::new(),
            late: Vec::new(),
            metadata: Metadata::new(),
            session: session(),
        }
    }

    fn save(&mut self, id: &str, fields: &BTreeMap<String, Json>, since: Option<&str>) -> Result<(), Json> {
        let error =
            |code: &str, message: &str| json!([{ "statusCode": code, "message": message, "fields": [] }]);
        let Some(record) = self.records.get_mut(id) else {
            return Err(error("ENTITY_IS_DELETED", "entity is deleted"));
        };
        if (self.refused)(id) {
            return Err(error("FIELD_CUSTOM_VALIDATION_EXCEPTION", "No: \"never\", it says"));
        }
        if since.is_some() && record.modified != BEFORE {
            return Err(Json::Null);
        }
        record.values.extend(fields.clone());
        record.modified = AFTER;
        record.writes += 1;
        Ok(())
    }

    /// Responds to a request that arrives.
    fn answer(&mut self, request: &HttpRequest, locked: bool) -> Answer {
        let path = request.path.strip_prefix("/services/data/v66.0").unwrap_or(&request.path).to_owned();
        self.asked.push(format!("{} {}", request.method.as_str(), path.split('?').next().unwrap()));
        let body =
            || serde_json::from_str::<Json>(request.body.as_deref().unwrap_or("null")).unwrap_or_default();
        let held = json!([{ "statusCode": "UNABLE_TO_LOCK_ROW", "errorCode": "UNABLE_TO_LOCK_ROW",
            "message": "unable to obtain exclusive access to this record", "fields": [] }]);
        if let Some(rest) = path.strip_prefix("/jobs/ingest") {
            return self.job(request, rest, locked);
        }
        if let Some(page) = path.strip_prefix("/query/page-") {
            let number = page.split('-').next().unwrap();
            return ok(&self.pages[number.parse::<usize>().unwrap()].pop().unwrap());
        }
        if path == "/composite/sobjects" {
            let body = body();
            let results = body["records"].as_array().unwrap().iter().map(|row| {
                let id = row["id"].as_str().unwrap();
                match if locked { Err(held.clone()) } else { self.save(id, &values(row), None) } {
                    Ok(()) => json!({ "id": id, "success": true, "errors": [] }),
                    Err(errors) => json!({ "success": false, "errors": errors }),
                }
            });
            return ok(&results.collect());
        }
        if path != "/composite" {
            let mut record = crate::org::record("Prospecting");
            record["id"] = path.split(['/', '?']).nth(3).unwrap_or_default().into();
            self.metadata.record = record;
            return self.metadata.answer(request);
        }
        let body = body();
        let parts = body["compositeRequest"].as_array().unwrap().iter().map(|part| {
            let url = part["url"].as_str().unwrap();
            let (status, body) = match url.split_once("/query?q=") {
                Some((_, soql)) => (200, self.query(soql)),
                None => {
                    let id = url.rsplit('/').next().unwrap();
                    let since = part["httpHeaders"]["If-Unmodified-Since"].as_str();
                    match if locked {
                        Err(held.clone())
                    } else {
                        self.save(id, &values(&part["body"]), since)
                    } {
                        Ok(()) => (204, Json::Null),
                        Err(Json::Null) => (412, Json::Null),
                        Err(errors) => (400, errors),
                    }
                }
            };
            json!({ "body": body, "httpStatusCode": status, "referenceId": part["referenceId"] })
        });
        ok(&json!({ "compositeResponse": parts.collect::<Json>() }))
    }

    fn query(&mut self, soql: &str) -> Json {
        let soql = percent_encoding::percent_decode_str(soql).decode_utf8().unwrap();
        let (columns, rest) =
            soql.strip_prefix("SELECT ").unwrap().split_once(" FROM Opportunity WHERE Id IN (").unwrap();
        let (ids, limit) = rest.split_once(") LIMIT ").unwrap();
        let row = |id: &str| {
            let record = self.records.get(id)?;
            let mut row = json!({ "attributes": {}, "Id": id });
            for column in columns.split(',') {
                row[column] = match column {
                    "Id" => json!(id),
                    "LastModifiedDate" => json!(record.modified),
                    "LastModifiedBy.Name" => Json::Null,
                    _ => record.values.get(column).cloned().unwrap_or_default(),
                };
            }
            row.as_object_mut().unwrap().remove("LastModifiedBy.Name");
            row["LastModifiedBy"] = json!({ "Name": "Olga Other" });
            Some(row)
        };
        // In another order than that of the query.
        let mut rows: Vec<_> = ids.split(',').rev().filter_map(|id| row(id.trim_matches('\''))).collect();
        rows.truncate(limit.parse().unwrap());
        let number = self.pages.len();
        let mut left = rows.len();
        let mut pages: Vec<Json> = rows
            .chunks(self.page)
            .map(|rows| {
                left = left.saturating_sub(1);
                let next = format!("/services/data/v66.0/query/page-{number}-{left}");
                json!({ "records": rows, "nextRecordsUrl": next, "done": false })
            })
            .collect();
        match pages.last_mut() {
            Some(last) => last["nextRecordsUrl"] = Json::Null,
            None => pages.push(json!({ "records": [], "done": true })),
        }
        pages.reverse();
        let first = pages.pop().unwrap();
        self.pages.push(pages);
        first
    }

    /// Runs the exchange of a request, as the runtime does.
    fn exchange(&mut self, session: &mut Session, send: &Send) -> Option<Answer> {
        let (mut exchange, mut next) = Exchange::start(session, send, true, CLOCK);
        loop {
            let event = match next {
                ExchangeStep::Token(_) => client::ExchangeEvent::Token(Ok(())),
                ExchangeStep::Renew(_) => {
                    self.renewals += 1;
                    client::ExchangeEvent::Renewed(std::mem::take(&mut self.expired))
                }
                ExchangeStep::Send(_) if self.unlisted || self.expired => {
                    client::ExchangeEvent::Answer(Err(NoAnswer::Failed))
                }
                ExchangeStep::Send(_) => client::ExchangeEvent::Answer(self.meet(&send.request)?),
                ExchangeStep::Wait(time) => {
                    self.waits.push(time);
                    client::ExchangeEvent::Waited
                }
                ExchangeStep::Probe(_) => client::ExchangeEvent::Probed(Some(NoAnswer::Withheld)),
                ExchangeStep::Done(answer) => return Some(answer),
            };
            next = exchange.handle(session, event, CLOCK);
        }
    }

    /// Runs a task, as the runtime does. If the user aborts, the plan is restored from the last save.
    fn drive<T: Task<Output = ()>>(
        &mut self,
        plan: &mut Plan,
        task: impl FnOnce(Rc<RefCell<Plan>>) -> T,
    ) -> Option<Result<(), Problem>> {
        let shared = Rc::new(RefCell::new(std::mem::take(plan)));
        let mut task = task(Rc::clone(&shared));
        let mut under_way: VecDeque<Post> = VecDeque::new();
        let mut session = std::mem::replace(&mut self.session, crate::org::session());
        let mut stored = None;
        let result = loop {
            let step = match task.work(&mut session, CLOCK) {
                Some(step) => step,
                None => match under_way.pop_front().expect("the task waits for nothing") {
                    Post::Waited(id) => task.handle(&mut session, id, Event::Waited, CLOCK),
                    Post::Send(send) => match self.exchange(&mut session, &send) {
                        Some(answer) => task.handle(&mut session, send.id, Event::Answer(answer), CLOCK),
                        None => break None,
                    },
                },
            };
            match step {
                Step::Done(result) => break Some(result),
                Step::Waiting(effects) => {
                    for effect in effects {
                        match effect {
                            Effect::Save => stored = Some(shared.borrow().clone()),
                            Effect::Send(send) => under_way.push_back(Post::Send(send)),
                            Effect::Wait(id, time) => {
                                self.waits.push(time);
                                under_way.push_back(Post::Waited(id));
                            }
                            Effect::Abort(_) => panic!("the task aborts a request"),
                        }
                    }
                }
            }
            let awaited = |post: &Post| match post {
                Post::Waited(id) => task.outstanding().contains(id),
                Post::Send(send) => task.outstanding().contains(&send.id),
            };
            assert!(under_way.iter().all(awaited), "the task has forgotten an effect");
        };
        self.session = session;
        *plan = shared.take();
        if let (None, Some(stored)) = (&result, stored) {
            // A new page only has what was stored.
            let text = stored.store(&self.session.settings.instance, true);
            *plan = restore(&text, &self.session.settings.instance);
        }
        result
    }

    /// Runs a plan once.
    pub fn run(&mut self, plan: &mut Plan) -> Option<Result<(), Problem>> {
        self.drive(plan, RunTask::new)
    }

    pub fn plan(&mut self, plan: Plan) -> Plan {
        self.try_plan(plan).unwrap()
    }

    pub fn try_plan(&mut self, mut plan: Plan) -> Result<Plan, Problem> {
        plan.seal().unwrap();
        self.drive(&mut plan, PlanTask::new).unwrap().map(|()| plan)
    }

    /// Runs a plan until it is complete.
    pub fn finish(&mut self, plan: &mut Plan) -> Option<Problem> {
        for _ in 0..20 {
            match self.run(plan) {
                None => {}
                Some(Ok(())) => return None,
                Some(Err(problem)) if self.fates.is_empty() => return Some(problem),
                Some(Err(_)) => {}
            }
        }
        panic!("it never ends: {:?}", self.asked)
    }

    /// Processes the late requests.
    pub fn land(&mut self) {
        for request in std::mem::take(&mut self.late) {
            let _ = self.answer(&request, false);
        }
    }

    pub fn count(&self, line: &str) -> usize {
        self.asked.iter().filter(|asked| asked.starts_with(line)).count()
    }
}

enum Post {
    Send(Send),
    Waited(EffectId),
}

fn values_of(json: &Json) -> BTreeMap<String, Json> {
    values(json)
}

/// A plan with the same change for these records.
pub fn wanted(ids: impl Iterator<Item = String>, stage: &str, options: PlanOptions) -> Plan {
    let mut plan = Plan::new(options);
    for id in ids {
        let fields = opportunity_stage::base::json::Map::from([(
            "discount__C".to_owned(),
            FieldValue::Text("12.5".into()),
        )]);
        plan.add(&id, Ok((Some(stage.into()), fields)));
    }
    plan
}

pub fn states(plan: &Plan) -> Vec<State> {
    (0..plan.len()).map(|index| plan.item(index).unwrap().state).collect()
}
