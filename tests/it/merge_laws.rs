//! Properties of merging: what two users do to the same record, in either order.

use std::collections::BTreeMap;

use crate::org::{CLOCK, Org, WIDGETS, ok, record, sent, session};
use opportunity_stage::base::error::{Code, Problem};
use opportunity_stage::base::{FieldValue, RecordId, Side};
use opportunity_stage::client::{Answer, ConfirmTask, Event, OpenTask, Receipt, Session, Step, Task};
use opportunity_stage::rest::HttpRequest;
use opportunity_stage::transition::{Opportunity, ProposalInput, check};
use proptest::prelude::*;
use serde_json::{Value as Json, json};

const FIELDS: [&str; 4] = ["CloseDate", "Discount__c", "Name", "StageName"];

/// The changes that a user requests: a value for some fields.
type Wish = BTreeMap<&'static str, usize>;

fn value(field: &str, choice: usize) -> Json {
    match field {
        "CloseDate" => json!(["2026-12-24", "2026-12-25", "2027-01-15"][choice % 3]),
        "Discount__c" => json!([5, 7, 9][choice % 3]),
        "Name" => json!(["Acme - 200 Widgets", "Acme 250", "Acme 300"][choice % 3]),
        _ => json!(["Proposal/Price Quote", "Prospecting", "Closed Lost"][choice % 3]),
    }
}

fn wishes() -> impl Strategy<Value = Wish> {
    prop::collection::btree_map(prop::sample::select(&FIELDS[..]), 0..3_usize, 0..4)
}

/// A record with a clock of whole seconds that refuses stale writes.
struct Record {
    org: Org,
    second: u32,
    /// The bodies of all writes.
    written: Vec<Json>,
}

impl Record {
    fn new() -> Self {
        Self { org: Org::new(), second: 0, written: Vec::new() }
    }

    fn held(&self, field: &str) -> Json {
        self.org.record["fields"][field]["value"].clone()
    }

    fn put(&mut self, changes: &Json) {
        self.second += 1;
        for (field, to) in changes.as_object().unwrap() {
            self.org.record["fields"][field]["value"] = to.clone();
        }
        self.org.record["lastModifiedDate"] = json!(format!("2026-11-22T07:00:{:02}.000Z", self.second));
    }

    fn answer(&mut self, request: &HttpRequest) -> Answer {
        let Some(body) = request.body.as_deref().filter(|_| request.path.ends_with("/composite")) else {
            return self.org.answer(request);
        };
        let body: Json = serde_json::from_str(body).unwrap();
        let write = &body["compositeRequest"][0];
        let since = write["httpHeaders"]["If-Unmodified-Since"].as_str().unwrap();
        let fresh = since.contains("20 Nov") && self.second == 0
            || since.contains(&format!("07:00:{:02}", self.second));
        let status = if fresh { 204 } else { 412 };
        if fresh {
            self.put(&write["body"]);
            self.written.push(write["body"].clone());
        }
        let row: serde_json::Map<String, Json> =
            FIELDS.iter().map(|field| ((*field).into(), self.held(field))).collect();
        ok(&json!({ "compositeResponse": [
            { "body": null, "httpHeaders": {}, "httpStatusCode": status, "referenceId": "update" },
            { "body": row, "httpHeaders": {}, "httpStatusCode": 200, "referenceId": "readBack" },
        ] }))
    }

    fn run<T: Task>(
        &mut self,
        session: &mut Session,
        mut task: T,
        step: Step<T::Output>,
    ) -> Result<T::Output, Problem> {
        let mut sends = match step {
            Step::Waiting(effects) => sent(effects),
            Step::Done(result) => return result,
        };
        loop {
            let send = sends.remove(0);
            let answer = self.answer(&send.request);
            match task.handle(session, send.id, Event::Answer(answer), CLOCK) {
                Step::Waiting(effects) => sends.extend(sent(effects)),
                Step::Done(result) => return result,
            }
        }
    }
}

fn input(wish: &Wish) -> ProposalInput {
    let read = |field: &str, choice| {
        FieldValue::from_json(&value(field, choice).to_string().parse().unwrap()).unwrap()
    };
    ProposalInput {
        stage: wish.get("StageName").map(|choice| value("StageName", *choice).as_str().unwrap().into()),
        fields: wish
            .iter()
            .filter(|(field, _)| **field != "StageName")
            .map(|(field, choice)| ((*field).into(), read(field, *choice)))
            .collect(),
        ..ProposalInput::default()
    }
}

/// Returns the fields that a request changes in the original record.
fn changes(wish: &Wish) -> BTreeMap<&'static str, Json> {
    let first = record("Proposal/Price Quote");
    let as_number = |value: &Json| value.as_f64();
    wish.iter()
        .map(|(field, choice)| (*field, value(field, *choice)))
        .filter(|(field, to)| {
            let was = &first["fields"][*field]["value"];
            was != to && (as_number(was).is_none() || as_number(was) != as_number(to))
        })
        .collect()
}

/// One user reads; then another writes; then the first one confirms.
fn meet(mine: &Wish, theirs: &Wish) -> (Record, Result<Receipt, Problem>) {
    let (mut session, mut record) = (session(), Record::new());
    let (task, effects) = OpenTask::start(&mut session, &RecordId::opportunity(WIDGETS).unwrap());
    let opportunity: Opportunity = record.run(&mut session, task, Step::Waiting(effects)).unwrap();
    let theirs = changes(theirs);
    if !theirs.is_empty() {
        record.put(&json!(theirs));
    }
    let wish = input(mine);
    let proposal = check(&opportunity, &wish, CLOCK.today().unwrap()).unwrap();
    let (task, step) = ConfirmTask::start(&mut session, opportunity, proposal, CLOCK).unwrap();
    let result = record.run(&mut session, task, step);
    (record, result)
}

fn state(record: &Record) -> Vec<String> {
    let text = |field: &&str| match record.held(field) {
        Json::Number(number) => format!("{:.1}", number.as_f64().unwrap()),
        other => other.to_string(),
    };
    FIELDS.iter().map(text).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn changes_of_different_fields_commute(one in wishes(), other in wishes()) {
        let (a, b) = (changes(&one), changes(&other));
        prop_assume!(a.keys().all(|field| !b.contains_key(field)));
        // The consequences of a stage and a close date interact; here they have none.
        let (first, result) = meet(&one, &other);
        let (second, opposite) = meet(&other, &one);
        prop_assert!(result.is_ok() && opposite.is_ok(), "{result:?} {opposite:?}");
        prop_assert_eq!(state(&first), state(&second));
    }

    #[test]
    fn writes_nothing_that_was_not_requested(mine in wishes(), theirs in wishes()) {
        let (record, result) = meet(&mine, &theirs);
        let (own, others) = (changes(&mine), changes(&theirs));
        for body in &record.written {
            for (field, _) in body.as_object().unwrap() {
                prop_assert!(own.contains_key(field.as_str()), "{field} in {body}");
            }
        }
        prop_assert!(record.written.len() <= 1, "never twice");
        for (field, to) in &others {
            let kept = own.contains_key(field) || record.held(field) == *to;
            prop_assert!(kept, "{field} of the others is lost");
        }
        match result {
            Ok(receipt) => {
                let merged = receipt.merged.iter().flat_map(|it| &it.fields);
                let merged = merged.filter(|it| it.changed_by == Side::Them).count();
                let only_theirs = others.keys().filter(|field| !own.contains_key(*field)).count();
                // If the record already holds the requested values, there is nothing to merge.
                prop_assert!(merged == only_theirs || receipt.merged.is_none());
            }
            Err(problem) => {
                prop_assert_eq!(problem.code, Code::ChangedMeanwhile);
                let conflict = problem.conflict.unwrap();
                for it in &conflict.fields {
                    let name = it.field.as_str();
                    let sides = (own.contains_key(name), others.contains_key(name));
                    let expected = match it.changed_by {
                        Side::Me => (true, false),
                        Side::Them => (false, true),
                        Side::Both => (true, true),
                    };
                    prop_assert_eq!(sides, expected, "{}", name);
                }
                prop_assert!(record.written.is_empty());
            }
        }
    }
}
