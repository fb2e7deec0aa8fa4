//! `GET|POST /services/data/v{version}/parameterizedSearch`

use http::Method;
use serde_json::{Value as Json, json};

use super::fields_json;
use crate::call::Call;
use crate::message::Reply;
use crate::problem::{Outcome, Problem};
use crate::soql::ast::{Item, Name, Query, Term};
use crate::soql::parse::parse_condition;
use crate::soql::resolve::Base;
use crate::soql::rows;

/// An object that is searched.
struct Target {
    object: String,
    fields: Vec<String>,
    filter: Option<String>,
    limit: usize,
}

/// Handles a search for records whose text contains every word.
pub fn answer(call: &Call<'_>) -> Outcome<Reply> {
    let (words, targets) = match call.req.method {
        Method::GET => from_query(call),
        Method::POST => from_body(call)?,
        _ => return Ok(Reply::method_not_allowed(&call.req.method, "HEAD,GET,POST")),
    };
    let words: Vec<String> = words.split_whitespace().map(|w| w.trim_matches('*').to_lowercase()).collect();
    if words.iter().map(|w| w.chars().count()).sum::<usize>() < 2 {
        let message = "No search term found. The search term must be enclosed in braces.";
        return Err(Problem::new(400, "MALFORMED_SEARCH", message).into());
    }
    let mut found = Vec::new();
    for target in targets {
        found.extend(search(call, &words, &target)?);
    }
    Ok(Reply::ok(json!({ "searchRecords": found })))
}

fn from_query(call: &Call<'_>) -> (String, Vec<Target>) {
    let param = |name: &str| call.req.param(name).map(str::to_owned);
    let objects: Vec<&str> =
        call.req.query.iter().filter(|(key, _)| key == "sobject").map(|(_, value)| value.as_str()).collect();
    let objects = if objects.is_empty() { vec!["Account", "Opportunity"] } else { objects };
    let limit = |text: Option<String>| text.and_then(|n| n.parse().ok());
    let target = |object: &str| {
        let own = |what: &str| param(&format!("{object}.{what}"));
        let fields = own("fields").or_else(|| param("fields")).unwrap_or_else(|| "Id".into());
        Target {
            object: object.to_owned(),
            fields: fields.split(',').map(|f| f.trim().to_owned()).collect(),
            filter: own("where"),
            limit: limit(own("limit")).or_else(|| limit(param("defaultLimit"))).unwrap_or(2_000),
        }
    };
    (param("q").unwrap_or_default(), objects.into_iter().map(target).collect())
}

fn from_body(call: &Call<'_>) -> Outcome<(String, Vec<Target>)> {
    let body = Json::Object(call.req.object()?);
    let strings = |list: &Json| {
        list.as_array()
            .into_iter()
            .flatten()
            .filter_map(|s| s.as_str().map(str::to_owned))
            .collect::<Vec<_>>()
    };
    let target = |spec: &Json| {
        let mut fields = strings(&spec["fields"]);
        if fields.is_empty() {
            fields = strings(&body["fields"]);
        }
        if fields.is_empty() {
            fields.push("Id".into());
        }
        Target {
            object: spec["name"].as_str().unwrap_or_default().to_owned(),
            fields,
            filter: spec["where"].as_str().map(str::to_owned),
            limit: spec["limit"].as_u64().or(body["defaultLimit"].as_u64()).unwrap_or(2_000) as usize,
        }
    };
    let targets = body["sobjects"].as_array().into_iter().flatten().map(target).collect();
    Ok((body["q"].as_str().unwrap_or_default().to_owned(), targets))
}

fn search(call: &Call<'_>, words: &[String], target: &Target) -> Outcome<Vec<Json>> {
    let org = &call.world.org;
    let Some(table) = org.table(&target.object).filter(|t| !t.object.tooling) else {
        let message = format!("sObject type '{}' is not supported.", target.object);
        return Err(Problem::new(400, "INVALID_TYPE", message).into());
    };
    let object = &table.object;
    let query = plain_query(&target.object);
    let base = Base::of(org, &query, false).map_err(|e| vec![e.problem("")])?;
    let test = match &target.filter {
        Some(text) => {
            let cond = parse_condition(text).map_err(|e| vec![e.problem(text)])?;
            Some(rows::of_records(org, &base, &cond).map_err(|e| vec![e.problem(text)])?)
        }
        None => None,
    };
    let fields = target.fields.join(",");
    let name = object.slot("Name");
    let hits = table.rows.values().filter(|row| {
        let text = name.and_then(|slot| row.values[slot].as_text()).unwrap_or_default().to_lowercase();
        base.sees(org, row, false)
            && words.iter().all(|word| text.contains(word))
            && test.as_ref().is_none_or(|test| test.passes(org, row))
    });
    let shown = |row| fields_json::record(object, row, Some(&fields), call.version);
    Ok(hits.take(target.limit.min(2_000)).map(shown).collect::<Result<_, _>>()?)
}

fn plain_query(object: &str) -> Query {
    let name = |text: &str| Name { text: text.to_owned(), at: (0, 0) };
    Query { select: vec![Item::Term(Term::of(name("Id")), None)], from: name(object), ..Query::default() }
}
