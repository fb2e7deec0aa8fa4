//! A small org that responds to the client's requests.

use opportunity_stage::base::{Clock, FieldName, TimeZone, Timestamp};
use opportunity_stage::client::{Answer, Effect, EffectId, Send, Session, Settings};
use opportunity_stage::rest::retry::Retry;
use opportunity_stage::rest::write::Strategy;
use opportunity_stage::rest::{ApiVersion, HttpRequest, HttpResponse, InstanceUrl};
use opportunity_stage::transition::{Rules, User};
use serde_json::{Value as Json, json};

pub const WIDGETS: &str = "006000000000001AAA";
pub const GADGETS: &str = "006000000000002AAA";
pub const ME: &str = "005000000000001AAA";

/// 2026-11-22, 07:36 in UTC, for a user in New York.
pub const CLOCK: Clock =
    Clock { now: Timestamp(1_795_332_960_000), time_zone: TimeZone::of_offset(-300), random: [1 << 31; 4] };

/// Returns the requests that effects send; tasks for one record have no other effects.
pub fn sent(effects: Vec<Effect>) -> Vec<Send> {
    let send = |effect| match effect {
        Effect::Send(send) => send,
        effect => panic!("not a request: {effect:?}"),
    };
    effects.into_iter().map(send).collect()
}

pub fn session() -> Session {
    Session::new(Settings {
        instance: InstanceUrl::new("https://acme.my.salesforce.com", &[]).unwrap(),
        links: InstanceUrl::new("https://acme.my.salesforce.com", &[]).ok(),
        version: ApiVersion::DEFAULT,
        fields: Settings::default_fields(),
        rules: Rules::default().into(),
        org_rules: false,
        metadata_max_age: Settings::METADATA_MAX_AGE,
        user: User::default().into(),
        undo_window: Settings::UNDO_WINDOW,
        page_origin: Some("https://portal.example".into()),
        write: Strategy::Composite,
        retry: Retry::default(),
    })
}

pub fn ok(body: &Json) -> Answer {
    status(200, body)
}

pub fn status(status: u16, body: &Json) -> Answer {
    Ok(HttpResponse::new(status, if body.is_null() { String::new() } else { body.to_string() }))
}

pub fn field(name: &str) -> FieldName {
    FieldName::new(name).unwrap()
}

/// The org's responses. Tests change single values.
pub struct Org {
    pub found: Vec<Json>,
    pub record: Json,
    /// The responses to the first writes; `write` is the response to all others.
    pub first_writes: Vec<(u16, Json)>,
    /// The record after another user's save just before the first write.
    pub beaten: Option<Json>,
    /// Status and body of the response to a write.
    pub write: (u16, Json),
    /// The fields of the record after the write.
    pub after: Json,
    /// Fields in addition to those of `object_info`.
    pub more_fields: Vec<Json>,
    /// The object's label and plural label.
    pub labels: Option<[&'static str; 2]>,
    /// Picklists contain nothing but the names of their values.
    pub bare_picklists: bool,
    /// The org has several currencies: records have a `CurrencyIsoCode`.
    pub currencies: bool,
    /// A field that Salesforce computes.
    pub calculated: Option<&'static str>,
    pub asked: Vec<HttpRequest>,
}

impl Org {
    pub fn new() -> Self {
        Self {
            found: vec![row(WIDGETS, "Acme - 200 Widgets", "Proposal/Price Quote")],
            record: record("Proposal/Price Quote"),
            first_writes: Vec::new(),
            beaten: None,
            write: (204, Json::Null),
            after: json!({
                "attributes": { "type": "Opportunity" }, "Id": WIDGETS, "Name": "Acme - 200 Widgets",
                "StageName": "Closed Won", "Probability": 100.0, "ForecastCategoryName": "Closed",
                "IsClosed": true, "IsWon": true, "ExpectedRevenue": 12500.0, "CloseDate": "2026-11-22",
                "LastModifiedDate": "2026-11-22T07:36:01.000+0000",
            }),
            more_fields: Vec::new(),
            labels: None,
            bare_picklists: false,
            currencies: false,
            calculated: None,
            asked: Vec::new(),
        }
    }

    /// Responds to a request as Salesforce would.
    pub fn answer(&mut self, request: &HttpRequest) -> Answer {
        self.asked.push(request.clone());
        let path = request.path.strip_prefix("/services/").unwrap();
        if path.starts_with("oauth2/userinfo") {
            ok(&json!({ "user_id": ME }))
        } else if path.starts_with("data/v66.0/query?q=SELECT%20Id") {
            ok(&json!({ "totalSize": self.found.len(), "done": true, "records": self.found }))
        } else if path.starts_with("data/v66.0/query?q=SELECT%20ApiName") {
            ok(&json!({ "records": STAGES.map(opportunity_stage_row) }))
        } else if path.contains("FROM%20OpportunityHistory") {
            ok(&json!({ "records": [] }))
        } else if path.contains("/picklist-values/") {
            let process = STAGES.into_iter().filter(|stage| stage.name != "Qualification");
            let mut values: Vec<_> = process.map(picklist_entry).collect();
            for value in values.iter_mut().filter(|_| self.bare_picklists) {
                value["attributes"] = Json::Null;
            }
            ok(&json!({ "values": values }))
        } else if path.ends_with("/object-info/Opportunity") {
            let mut info = object_info();
            if let Some([label, plural]) = self.labels {
                (info["label"], info["labelPlural"]) = (label.into(), plural.into());
            }
            for field in &self.more_fields {
                info["fields"][field["apiName"].as_str().unwrap()] = field.clone();
            }
            if self.currencies {
                info["fields"]["CurrencyIsoCode"] =
                    json!({ "apiName": "CurrencyIsoCode", "label": "Currency", "dataType": "Picklist" });
            }
            if let Some(name) = self.calculated {
                info["fields"][name]["calculated"] = true.into();
                info["fields"][name]["custom"] = true.into();
            }
            ok(&info)
        } else if path.contains("/ui-api/records/") {
            ok(&self.record)
        } else if path.ends_with("/composite") {
            let first = (!self.first_writes.is_empty()).then(|| self.first_writes.remove(0));
            self.record = self.beaten.take().unwrap_or_else(|| self.record.clone());
            let (status, body) = first.as_ref().unwrap_or(&self.write);
            ok(&json!({ "compositeResponse": [
                { "body": body, "httpHeaders": {}, "httpStatusCode": status, "referenceId": "update" },
                { "body": self.after, "httpHeaders": {}, "httpStatusCode": 200, "referenceId": "readBack" },
            ] }))
        } else {
            panic!("the test org has no response for {}", request.path)
        }
    }

    pub fn answer_all(&mut self, effects: Vec<Effect>) -> Vec<(EffectId, Answer)> {
        sent(effects).into_iter().map(|send| (send.id, self.answer(&send.request))).collect()
    }

    /// Returns the bodies of all writes.
    pub fn written(&self) -> Vec<Json> {
        let bodies =
            self.asked.iter().filter(|request| request.writes).filter_map(|request| request.body.as_ref());
        bodies
            .map(|body| serde_json::from_str::<Json>(body).unwrap()["compositeRequest"][0]["body"].clone())
            .collect()
    }
}

#[derive(Clone, Copy)]
struct StageRow {
    name: &'static str,
    order: u32,
    probability: f64,
    forecast: &'static str,
    closed: bool,
    won: bool,
    active: bool,
}

const fn open_stage(name: &'static str, order: u32, probability: f64, active: bool) -> StageRow {
    StageRow { name, order, probability, forecast: "Pipeline", closed: false, won: false, active }
}

const STAGES: [StageRow; 6] = [
    open_stage("Prospecting", 1, 10.0, true),
    open_stage("Qualification", 2, 10.0, true),
    open_stage("Perception Analysis", 6, 70.0, false),
    open_stage("Proposal/Price Quote", 7, 75.0, true),
    StageRow { forecast: "Closed", closed: true, won: true, ..open_stage("Closed Won", 9, 100.0, true) },
    StageRow { forecast: "Omitted", closed: true, ..open_stage("Closed Lost", 10, 0.0, true) },
];

fn opportunity_stage_row(stage: StageRow) -> Json {
    json!({
        "ApiName": stage.name, "MasterLabel": stage.name, "IsActive": stage.active, "IsClosed": stage.closed,
        "IsWon": stage.won, "SortOrder": stage.order, "DefaultProbability": stage.probability,
        "ForecastCategoryName": stage.forecast,
    })
}

fn picklist_entry(stage: StageRow) -> Json {
    json!({
        "label": stage.name, "value": stage.name, "validFor": [],
        "attributes": {
            "closed": stage.closed, "won": stage.won, "defaultProbability": stage.probability,
            "forecastCategoryName": stage.forecast, "picklistAtrributesValueType": "OpportunityStage",
        },
    })
}

pub fn row(id: &str, name: &str, stage: &str) -> Json {
    json!({
        "attributes": { "type": "Opportunity" }, "Id": id, "Name": name, "StageName": stage, "IsClosed": false,
        "IsWon": false, "CloseDate": "2026-12-24", "Amount": 12500.0, "OwnerId": ME,
        "Owner": { "Name": "Sam Seller" }, "Account": { "Name": "Acme" },
    })
}

pub fn record(stage: &str) -> Json {
    let value = |value: Json| json!({ "displayValue": null, "value": value });
    let parent =
        |name: &str| value(json!({ "apiName": "Account", "fields": { "Name": value(json!(name)) } }));
    json!({
        "apiName": "Opportunity", "id": WIDGETS, "recordTypeId": "012000000000000AAA",
        "lastModifiedDate": "2026-11-20T09:00:00.000Z",
        "fields": {
            "Name": value(json!("Acme - 200 Widgets")), "StageName": value(json!(stage)),
            "Amount": value(json!(12500.0)), "Probability": value(json!(75.0)),
            "ExpectedRevenue": value(json!(9375.0)), "CloseDate": value(json!("2026-12-24")),
            "ForecastCategoryName": value(json!("Pipeline")), "IsClosed": value(json!(false)),
            "IsWon": value(json!(false)), "NextStep": value(Json::Null), "Discount__c": value(json!(5.0)),
            "LastModifiedDate": value(json!("2026-11-20T09:00:00.000Z")),
            "Account": parent("Acme"), "Owner": parent("Sam Seller"),
        },
    })
}

/// The fields that a stage sets and that can be set by hand, for a user who may or may not.
pub fn set_with_the_stage(updateable: bool) -> Vec<Json> {
    [("Probability", "Percent"), ("ForecastCategoryName", "Picklist")]
        .map(|(name, data_type)| {
            json!({ "apiName": name, "label": name, "dataType": data_type, "updateable": updateable })
        })
        .into()
}

/// This org has `Discount__c` but no `MRR__c`.
fn object_info() -> Json {
    let field = |name: &str, data_type: &str, required: bool, length: u32, precision: u32, scale: u32| {
        json!({
            "apiName": name, "label": name.trim_end_matches("__c"), "dataType": data_type, "required": required,
            "updateable": true, "length": length, "precision": precision, "scale": scale,
        })
    };
    json!({ "fields": {
        "Name": field("Name", "String", true, 120, 0, 0),
        "StageName": field("StageName", "Picklist", true, 255, 0, 0),
        "CloseDate": field("CloseDate", "Date", true, 0, 0, 0),
        "NextStep": field("NextStep", "String", false, 255, 0, 0),
        "Amount": field("Amount", "Currency", false, 0, 18, 2),
        "Discount__c": field("Discount__c", "Percent", false, 0, 5, 2),
    } })
}
