//! The requests that the client makes, as a table for proxies: `pkg-template/src/proxy/requests.json`.
//!
//! The table is derived from the functions that build the requests: each is called with placeholders, which become
//! slots such as `{opportunity}`. `UPDATE_TABLE=1 cargo test -p opportunity-stage request_shapes` renews the file.

use std::collections::BTreeSet;
use std::path::Path;

use opportunity_stage::base::{FieldName, FieldValue, FieldValues, RecordId};
use opportunity_stage::client::Settings;
use opportunity_stage::rest::bulk_ingest::{self, Results};
use opportunity_stage::rest::query::{self, OpportunityQuery};
use opportunity_stage::rest::write::{Strategy, Write};
use opportunity_stage::rest::{
    ApiVersion, HttpDate, HttpRequest, HttpResponse, LONGEST_PATH, TokenRenewal, collections, conditional,
    object_info, opportunity_history, opportunity_stages, org_rules, picklist_values, record, record_rows,
    revalidation, token_renewal, userinfo,
};
use percent_encoding::percent_decode_str;
use serde_json::{Value as Json, json};

const VERSION: ApiVersion = ApiVersion::DEFAULT;
const FIELD: &str = "Placeholder__c";
const VALUE: &str = "placeholder";
const KEY: &str = "key-of-a-write";
const SINCE: &str = "since-of-metadata";
const SAVED: &str = "2026-08-21T10:15:30.000Z";
const LOCATOR: &str = "locator-of-a-page";
const ROWS: usize = 7_777;

/// Ids are placeholders as well: each is of the object that a request names.
fn ids() -> [(&'static str, RecordId); 5] {
    [
        ("{opportunity}", "006000000000001"),
        ("{recordType}", "012000000000001"),
        ("{job}", "750000000000001"),
        ("{metadata}", "03d000000000001"),
        ("{user}", "005000000000001"),
    ]
    .map(|(slot, id)| (slot, RecordId::new(id).unwrap()))
}

fn id(slot: &str) -> RecordId {
    ids().into_iter().find(|(known, _)| *known == slot).unwrap().1
}

/// Replaces placeholders by slots. Longer ones come first.
fn slots(text: &str) -> String {
    let date = HttpDate::new(SAVED).unwrap();
    let opportunity = id("{opportunity}");
    let mut text = text
        .replace("/services/data/v66.0", "/services/data/v{version}")
        .replace(&format!("'{opportunity}'"), "{ids}")
        .replace(&format!(",Opportunity.{FIELD}"), "{moreFields}")
        .replace(&format!("=Opportunity.{FIELD}"), "={someFields}")
        .replace(&format!("?fields={FIELD}"), "?fields={fieldNames}")
        .replace(&format!(",{FIELD}"), "{columns}")
        .replace(FIELD, "{field}")
        .replace(VALUE, "{value}")
        .replace(KEY, "{key}")
        .replace(SINCE, "{since}")
        .replace(LOCATOR, "{locator}")
        .replace(&ROWS.to_string(), "{count}")
        .replace(date.as_str(), "{date}");
    for (slot, id) in ids() {
        text = text.replace(id.as_str(), slot);
    }
    text
}

/// The queries of the table, which stand there in plain text.
fn with_query(path: &str) -> String {
    match path.split_once("/query?q=") {
        // The stages, and the Tooling API's, are always the same text.
        Some((base, _)) if !base.contains("tooling") => slots(&format!("{base}/query?q=")) + "{query}",
        _ => slots(path),
    }
}

fn query_of(request: &HttpRequest) -> String {
    let path = match &request.body {
        None => request.path.clone(),
        Some(body) => {
            let body: Json = serde_json::from_str(body).unwrap();
            body["compositeRequest"][0]["url"].as_str().unwrap().to_owned()
        }
    };
    let (_, query) = path.split_once("/query?q=").unwrap();
    percent_decode_str(query).decode_utf8().unwrap().into_owned()
}

fn template(value: &Json) -> Json {
    match value {
        Json::String(text) => with_query(text).into(),
        Json::Array(items) => items.iter().map(template).collect(),
        Json::Object(members) => members.iter().map(|(key, value)| (slots(key), template(value))).collect(),
        other => other.clone(),
    }
}

fn row(name: &str, request: &HttpRequest) -> Json {
    let headers: serde_json::Map<_, _> =
        request.headers.iter().map(|(name, value)| ((*name).to_owned(), slots(value).into())).collect();
    let body = request.body.as_ref().map_or(Json::Null, |body| match serde_json::from_str::<Json>(body) {
        Ok(json) => template(&json),
        Err(_) => json!({ "csv": body.lines().next().unwrap() }),
    });
    json!({
        "name": name, "method": request.method.as_str(), "path": with_query(&request.path), "headers": headers,
        "body": body, "writes": request.writes,
    })
}

/// Requests that differ in the repeated items of a list only: one row whose items may come up to `most` times.
fn repeated(name: &str, requests: &[HttpRequest], list: &str, most: usize) -> Json {
    let rows: Vec<_> = requests.iter().map(|request| row(name, request)).collect();
    let mut first = rows[0].clone();
    let mut each: Vec<Json> = Vec::new();
    for item in rows.iter().flat_map(|row| row["body"][list].as_array().unwrap()) {
        let mut item = item.clone();
        if item["referenceId"] == "r0" {
            item["referenceId"] = "r{index}".into();
        }
        if !each.contains(&item) {
            each.push(item);
        }
    }
    first["body"][list] = json!({ "each": each, "most": most });
    first
}

fn name(text: &str) -> FieldName {
    FieldName::new(text).unwrap()
}

fn fields() -> FieldValues {
    FieldValues::from([(name(FIELD), FieldValue::Text(VALUE.into()))])
}

fn writes(rows: &mut Vec<Json>) {
    let since = HttpDate::new(SAVED).unwrap();
    let (id, fields, read_back) = (id("{opportunity}"), fields(), [name(FIELD)]);
    for strategy in Strategy::ALL {
        for unmodified_since in [None, Some(&since)] {
            let write = Write {
                version: VERSION,
                id: &id,
                fields: &fields,
                unmodified_since,
                read_back: &read_back,
                key: KEY,
            };
            rows.push(row(&format!("update, {}", strategy.as_str()), &strategy.request(&write)));
        }
    }
}

fn many(rows: &mut Vec<Json>) {
    let since = HttpDate::new(SAVED).unwrap();
    let opportunity = id("{opportunity}");
    let records = |since: Option<HttpDate>| {
        let body = json!({ FIELD: VALUE }).to_string().parse().unwrap();
        vec![(opportunity.as_str(), body, since)]
    };
    let conditional = [None, Some(since)].map(|since| conditional::request(VERSION, records(since)));
    rows.push(repeated("update many, composite", &conditional, "compositeRequest", conditional::MOST));
    let collection = [collections::request(VERSION, records(None))];
    rows.push(repeated("update many, collection", &collection, "records", collections::MOST));
    let job = id("{job}");
    for (name, request) in [
        ("create a job", bulk_ingest::create(VERSION)),
        ("upload", bulk_ingest::upload(VERSION, &job, format!("Id,{FIELD}\n"))),
        ("close a job", bulk_ingest::close(VERSION, &job)),
        ("abort a job", bulk_ingest::abort(VERSION, &job)),
        ("poll a job", bulk_ingest::poll(VERSION, &job)),
        ("successful rows", bulk_ingest::results(VERSION, &job, Results::Successful)),
        ("failed rows", bulk_ingest::results(VERSION, &job, Results::Failed)),
        ("unprocessed rows", bulk_ingest::results(VERSION, &job, Results::Unprocessed)),
    ] {
        rows.push(row(name, &request));
    }
}

fn metadata(rows: &mut Vec<Json>) {
    let record_type = id("{recordType}");
    rows.push(row("fields", &object_info::request(VERSION)));
    rows.push(row("stages", &picklist_values::request(VERSION, &record_type)));
    rows.push(row("picklists", &picklist_values::request_all(VERSION, &record_type)));
    rows.push(row("revalidation", &revalidation::request(VERSION, SINCE)));
    rows.push(row("rules", &org_rules::request_list(VERSION)));
    let listed = |part: &str, id: &RecordId| {
        let rows = json!({ "records": [{ "Id": id.as_str(), "ValidationName": "x", "DeveloperName": "x" }] });
        let body = json!({ "compositeResponse": [
            { "referenceId": part, "httpStatusCode": 200, "body": rows },
        ] });
        org_rules::read_list(&HttpResponse::new(200, body.to_string())).unwrap()
    };
    let details =
        ["rules", "paths"].map(|part| org_rules::request_details(VERSION, &listed(part, &id("{metadata}"))));
    rows.push(repeated("rules in detail", &details, "compositeRequest", 25));
    rows.push(row("user", &userinfo::request()));
}

/// One search for each condition that there is.
fn searches() -> Vec<OpportunityQuery> {
    let text = || Some("PLACEHOLDER".to_owned());
    let number = || Some("7777".parse().unwrap());
    let day = || Some("2026-08-21".parse().unwrap());
    let base = OpportunityQuery::default;
    let mut all = vec![
        OpportunityQuery { account: text(), ..base() },
        OpportunityQuery { name: text(), ..base() },
        OpportunityQuery { search: text(), ..base() },
        OpportunityQuery { words: vec!["PLACEHOLDER".into()], ..base() },
        OpportunityQuery { words: vec!["PLACEHOLDER".into()], loose: true, ..base() },
        OpportunityQuery { mine: true, ..base() },
        OpportunityQuery { stage: text(), ..base() },
        OpportunityQuery { over: number(), ..base() },
        OpportunityQuery { under: number(), ..base() },
        OpportunityQuery { from: day(), ..base() },
        OpportunityQuery { until: day(), ..base() },
    ];
    for value in [Some(true), Some(false)] {
        all.push(OpportunityQuery { closed: value, ..base() });
        all.push(OpportunityQuery { won: value, ..base() });
    }
    all
}

/// The comparisons of a condition, without what joins them, and with slots for the user's words.
fn comparisons(condition: &str) -> impl Iterator<Item = String> {
    condition.split(" AND ").flat_map(|part| part.split(" OR ")).map(|comparison| {
        let letters: Vec<_> = "PLCHL".chars().map(String::from).collect();
        comparison
            .trim_matches(['(', ')'])
            .replace(&format!("'%{}%'", letters.join("%")), "'%{letters}%'")
            .replace("PLACEHOLDER", "{text}")
            .replace("7777", "{number}")
            .replace("2026-08-21", "{day}")
            .replace(id("{user}").as_str(), "{user}")
    })
}

fn queries() -> Json {
    let user = id("{user}");
    let columns = query::columns(true);
    let mut all = BTreeSet::new();
    let mut found = BTreeSet::new();
    for search in searches() {
        let request = query::request(VERSION, &search, &columns, Some(&user), LONGEST_PATH).unwrap();
        let soql = query_of(&request);
        let (head, rest) = soql.split_once(" WHERE ").unwrap();
        let (condition, tail) = rest.split_once(" ORDER BY ").unwrap();
        let mut head = head.to_owned();
        for column in &columns {
            head = head.replace(&format!(", {column}"), "");
        }
        let head = head.replace(" FROM ", "{someColumns} FROM ");
        all.insert(format!("{head} WHERE {{condition}} ORDER BY {tail}"));
        found.extend(comparisons(condition));
    }
    let opportunity = id("{opportunity}");
    let rows = record_rows::request(VERSION, &[opportunity.as_str()], &[name(FIELD)], ROWS);
    for request in
        [rows, opportunity_stages::request(VERSION), opportunity_history::request(VERSION, &opportunity)]
    {
        let soql = query_of(&request)
            .replace(&format!("OpportunityId = '{opportunity}'"), "OpportunityId = '{opportunity}'");
        all.insert(slots(&soql));
    }
    let columns: Vec<_> = columns.iter().map(FieldName::as_str).collect();
    json!({ "texts": all, "columns": columns, "comparisons": found })
}

fn table() -> Json {
    let mut rows = Vec::new();
    let opportunity = id("{opportunity}");
    let more = [name(FIELD)];
    rows.push(row("record", &record::request(VERSION, &opportunity, &more)));
    // Each name beyond the standard fields has a request of its own if the path is too short for it.
    let apart = record::requests(VERSION, &opportunity, &more, 10);
    rows.push(row("more of the record", &apart[1]));
    let search = OpportunityQuery { account: Some("x".into()), ..OpportunityQuery::default() };
    for (name, longest) in [("query", LONGEST_PATH), ("query, in a body", 0)] {
        rows.push(row(name, &query::request(VERSION, &search, &[], None, longest).unwrap()));
    }
    let mut pages = record_rows::Pages::default();
    let page =
        record_rows::Page { rows: vec![Json::Null.to_string().parse().unwrap()], next: Some(LOCATOR.into()) };
    assert!(pages.turn(&page).unwrap());
    rows.push(row("next page", &pages.request(VERSION).unwrap()));
    writes(&mut rows);
    many(&mut rows);
    metadata(&mut rows);
    let mut writable: Vec<_> = Settings::default_fields().iter().map(ToString::to_string).collect();
    // The stage itself, and what an undo restores after Salesforce has set it.
    writable.extend(["StageName", "Probability", "ForecastCategoryName"].map(String::from));
    json!({ "fields": writable, "queries": queries(), "requests": rows, "unrecoverable": UNRECOVERABLE })
}

/// What Salesforce says in a 401 that no other token cures.
const UNRECOVERABLE: [&str; 2] =
    ["This session is not valid for use with the REST API", "Connected app is not attached to Agent"];

#[test]
fn a_token_is_not_renewed_after_these_texts() {
    for text in UNRECOVERABLE {
        assert_eq!(token_renewal(&HttpResponse::new(401, text)), TokenRenewal::Unrecoverable);
    }
    assert_eq!(token_renewal(&HttpResponse::new(401, "[]")), TokenRenewal::Useful);
}

#[test]
fn the_proxys_table_is_that_of_the_client() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("pkg-template/src/proxy/requests.json");
    let text = serde_json::to_string_pretty(&table()).unwrap() + "\n";
    if std::env::var_os("UPDATE_TABLE").is_some() {
        std::fs::write(&file, &text).unwrap();
    }
    let known = std::fs::read_to_string(&file).unwrap_or_default();
    let known: Json = serde_json::from_str(&known).unwrap_or_default();
    assert_eq!(known, table(), "renew it with UPDATE_TABLE=1");
}
