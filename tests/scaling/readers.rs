//! Readers with growing input.

use opportunity_stage::base::json::Value;
use opportunity_stage::base::map::Map;
use opportunity_stage::org::{OrgDocument, lint, sales_process};
use opportunity_stage::rest::{
    HttpResponse, bulk_ingest, object_info, opportunity_history, opportunity_stages, picklist_values, query,
    read_refusal, record, record_rows, userinfo,
};
use opportunity_stage::transition::Document;
use salesforce_formula::{FieldType, Formula, Slots};
use serde_json::{Value as Json, json};

use super::{bytes_of, grows_linearly};

/// Distinct names in mixed order.
pub fn names(count: usize) -> Vec<String> {
    let mixed = |n: usize| (n as u32).wrapping_mul(2_654_435_761).rotate_left(7);
    (0..count).map(|n| format!("F{:08x}{n}__c", mixed(n))).collect()
}

fn answer(body: &Json) -> HttpResponse {
    HttpResponse::new(200, body.to_string())
}

fn refusal(body: &Json) -> HttpResponse {
    HttpResponse::new(400, body.to_string())
}

#[test]
fn error_bodies() {
    let many = |n| refusal(&json!([{ "errorCode": "X", "message": "m", "fields": names(n) }]));
    grows_linearly("distinct fields of one error", 10_000, many, |it| {
        assert!(read_refusal(it).fields.len() >= 10_000);
    });
    let each = |n| {
        refusal(
            &names(n)
                .into_iter()
                .map(|name| json!({ "errorCode": "X", "message": "m", "fields": [name] }))
                .collect(),
        )
    };
    grows_linearly("errors with a field each", 5_000, each, |it| drop(read_refusal(it)));
    let ui = |n: usize| {
        let error =
            |name: String| (name.clone(), json!([{ "errorCode": "X", "message": "m", "field": name }]));
        refusal(
            &json!({ "output": { "errors": [], "fieldErrors": Json::Object(names(n).into_iter().map(error).collect()) } }),
        )
    };
    grows_linearly("field errors of the User Interface API", 5_000, ui, |it| drop(read_refusal(it)));
}

#[test]
fn markup_of_flows() {
    for part in ["<", "<b", "<b ", "<br>", "</", "&lt;", "&", "&#", "<script>", "<style></", "<!--", "a<b>"] {
        let flow = |n: usize| {
            refusal(&json!([{ "errorCode": "CANNOT_EXECUTE_FLOW_TRIGGER", "message": part.repeat(n) }]))
        };
        grows_linearly(part, 10_000, flow, |it| drop(read_refusal(it)));
    }
}

#[test]
fn json() {
    let object = |n| Json::Object(names(n).into_iter().map(|name| (name, json!(1))).collect()).to_string();
    let mixed = |n: usize| {
        format!("{{{}}}", names(n).iter().map(|name| format!("\"{name}\":1")).collect::<Vec<_>>().join(","))
    };
    grows_linearly("sorted keys", 10_000, object, |it| drop(it.parse::<Value>().unwrap()));
    grows_linearly("keys in any order", 10_000, mixed, |it| drop(it.parse::<Value>().unwrap()));
    let same = |n: usize| format!("{{{}}}", vec!["\"a\":1"; n].join(","));
    grows_linearly("the same key", 10_000, same, |it| drop(it.parse::<Value>().unwrap()));
    for (open, close) in [("[", "]"), ("\"\\u0041", "\""), ("-", ""), ("1", "")] {
        let text = |n: usize| format!("{}{close}", open.repeat(n));
        grows_linearly(open, 100_000, text, |it| drop(it.parse::<Value>()));
    }
    let entries = |n| names(n).into_iter().map(|name| (name, ())).collect::<Vec<_>>();
    grows_linearly("maps", 100_000, entries, |it| {
        assert_eq!(it.iter().cloned().collect::<Map<_, _>>().len(), it.len());
    });
}

#[test]
fn metadata_responses() {
    let field =
        |name: &String| json!({ "apiName": name, "label": name, "dataType": "String", "updateable": true });
    let info = |n| {
        answer(
            &json!({ "fields": names(n).iter().map(|name| (name.clone(), field(name))).collect::<serde_json::Map<_, _>>() }),
        )
    };
    grows_linearly("object info", 2_000, info, |it| drop(object_info::read(it).unwrap()));

    let stage = |(order, name): (usize, String)| json!({ "ApiName": name, "MasterLabel": name, "IsActive": true, "IsClosed": false, "IsWon": false, "SortOrder": order, "DefaultProbability": 10, "ForecastCategoryName": "Pipeline" });
    let stages =
        |n| answer(&json!({ "records": names(n).into_iter().enumerate().map(stage).collect::<Vec<_>>() }));
    grows_linearly("stages of the org", 2_000, stages, |it| {
        let org = opportunity_stages::read(it).unwrap();
        let process: Vec<_> = org.iter().rev().map(|row| row.stage.clone()).collect();
        assert_eq!(sales_process(&process, &org).len(), process.len());
    });

    let value =
        |name: &String| json!({ "value": name, "label": name, "validFor": [0, 1, 2], "attributes": null });
    let lists = |n: usize| {
        let controllers: serde_json::Map<_, _> =
            names(n).into_iter().zip(0..).map(|(name, index)| (name, json!(index))).collect();
        let list = json!({ "controllerValues": controllers, "values": names(n).iter().map(value).collect::<Vec<_>>() });
        answer(&json!({ "picklistFieldValues": { "StageName": list, "Type": list } }))
    };
    grows_linearly("picklists", 2_000, lists, |it| drop(picklist_values::read(it)));
    let user = |n: usize| answer(&json!({ "user_id": "005000000000001AAA", "urls": names(n) }));
    grows_linearly("the user", 10_000, user, |it| drop(userinfo::read(it)));
}

#[test]
fn records() {
    let values = |n| {
        names(n)
            .into_iter()
            .map(|name| (name, json!({ "displayValue": null, "value": "x" })))
            .collect::<serde_json::Map<_, _>>()
    };
    let one = |n| {
        answer(
            &json!({ "id": "006000000000001AAA", "lastModifiedDate": "2026-11-20T09:00:00.000Z", "fields": values(n) }),
        )
    };
    grows_linearly("a record", 5_000, one, |it| drop(record::read(it).unwrap()));
    let row = |n: usize| json!({ "Id": format!("006{n:012}"), "Name": "n", "StageName": "s", "LastModifiedDate": "2026-11-20T09:00:00.000Z" });
    let rows = |n: usize| answer(&json!({ "records": (0..n).map(row).collect::<Vec<_>>() }));
    grows_linearly("matches", 2_000, rows, |it| drop(query::read(it, None, None, None).unwrap()));
    grows_linearly("rows", 2_000, rows, |it| {
        let page = record_rows::read(it).unwrap();
        assert!(page.rows.iter().all(|row| record_rows::snapshot(row).is_some()));
    });
    let past = |n: usize| {
        answer(
            &json!({ "records": (0..n).map(|n| json!({ "StageName": format!("s{n}"), "CreatedDate": "2026-11-20T09:00:00.000+0000" })).collect::<Vec<_>>() }),
        )
    };
    grows_linearly("history", 2_000, past, |it| drop(opportunity_history::read(it)));
    let csv = |n: usize| {
        let row =
            |n: usize| format!("\"006{n:012}\",\"STRING_TOO_LONG:a \"\"b\"\" c:Name --\",\"006{n:012}\"\n");
        HttpResponse::new(
            200,
            format!("\"sf__Id\",\"sf__Error\",\"Id\"\n{}", (0..n).map(row).collect::<String>()),
        )
    };
    grows_linearly("bulk results", 2_000, csv, |it| {
        bulk_ingest::read_rows(it, bulk_ingest::Results::Failed, &mut |_, _| {}).unwrap();
    });
    let quotes =
        |n: usize| HttpResponse::new(200, format!("\"sf__Id\",\"sf__Error\"\n\"{}", "\"\"".repeat(n)));
    grows_linearly("a cell of quotes", 50_000, quotes, |it| {
        drop(bulk_ingest::read_rows(it, bulk_ingest::Results::Failed, &mut |_, _| {}))
    });
}

#[test]
fn documents() {
    let stage = |name: &String| json!({ "value": name, "label": name, "active": true, "closed": false, "won": false });
    let field = |name: &String| json!({ "name": name, "label": name, "type": "Text" });
    let org = |n| {
        json!({ "version": 1, "stages": names(n).iter().map(stage).collect::<Vec<_>>(), "fields": names(n).iter().map(field).collect::<Vec<_>>() }).to_string()
    };
    grows_linearly("org documents", 2_000, org, |it| drop(OrgDocument::from_json(it).unwrap()));
    let rules = |n| {
        json!({ "version": 1, "required": names(n).iter().map(|name| json!({ "fields": [name], "at": [name] })).collect::<Vec<_>>() }).to_string()
    };
    grows_linearly("rules documents", 500, rules, |it| drop(Document::parse(it).unwrap()));
    // A scan for each rule would allocate nothing, and not end with as many.
    let named = |n| {
        let rule = |name: &String| json!({ "id": name, "when": "FALSE", "message": "No." });
        json!({ "version": 1, "rules": names(n).iter().map(rule).collect::<Vec<_>>() }).to_string()
    };
    grows_linearly("ids of rules", 10_000, named, |it| drop(Document::parse(it).unwrap()));
}

#[test]
fn lint_of_many_rules() {
    let field = |name: &String| json!({ "name": name, "label": name, "type": "Text" });
    let rule = |name: &String| json!({ "name": name, "active": true, "formula": format!("ISBLANK({name})"), "message": "No." });
    let org = |n| {
        let text = json!({ "version": 1, "stages": [], "fields": names(n).iter().map(field).collect::<Vec<_>>(), "validationRules": names(n).iter().map(rule).collect::<Vec<_>>() }).to_string();
        OrgDocument::from_json(&text).unwrap()
    };
    grows_linearly("lint", 2_000, org, |it| drop(lint(it)));
}

/// Scans for a name allocate nothing, and with as many they would not end.
#[test]
fn lint_of_names_that_refer_to_each_other() {
    let n = 30_000;
    let all = names(n);
    let stages: Vec<_> = all.iter().map(|name| json!({ "value": name, "label": name })).collect();
    let process = |name: &String| json!({ "name": name, "stages": [name, format!("{name}x")] });
    let kind = |name: &String| json!({ "developerName": name, "salesProcess": name });
    let path = |name: &String| json!({ "recordType": name, "steps": [{ "stage": name, "fields": [] }] });
    let mut processes: Vec<_> = all.iter().map(process).collect();
    processes.push(json!({ "name": "All", "stages": all }));
    let text = json!({
        "version": 1,
        "stages": stages,
        "salesProcesses": processes,
        "recordTypes": all.iter().rev().map(kind).collect::<Vec<_>>(),
        "paths": all.iter().map(path).collect::<Vec<_>>(),
    });
    let document = OrgDocument::from_json(&text.to_string()).unwrap();
    assert_eq!(document.stages_of(Some(&all[0])).count(), 1);
    assert_eq!(lint(&document).findings.len(), n, "each process names one stage that does not exist");
}

/// Each rule may be evaluated for every pair of stages of every record type.
#[test]
fn lint_of_moves_ends() {
    let all = names(3_000);
    let stages: Vec<_> = all.iter().map(|name| json!({ "value": name, "label": name })).collect();
    let text = json!({
        "version": 1,
        "stages": stages,
        "validationRules": [{ "name": "r", "formula": "ISCHANGED(StageName)", "message": "No." }],
    });
    let found = lint(&OrgDocument::from_json(&text.to_string()).unwrap()).findings;
    assert!(found.iter().all(|finding| finding.code == "stage_without_exit"));
    assert!((200..500).contains(&found.len()), "{}", found.len());
}

#[test]
fn slots_of_many_fields() {
    let list = |n: usize| names(n);
    grows_linearly("slots", 20_000, list, |it| {
        let mut slots = Slots::new();
        for name in it {
            slots.slot(name, FieldType::Text);
        }
        assert_eq!(it.last().and_then(|name| slots.find(&name.to_lowercase())), Some(it.len() - 1));
    });
}

#[test]
fn formulas() {
    for (what, part) in [
        ("names", "A__c + "),
        ("texts", "\"x\" & "),
        ("numbers", "1.5 * "),
        ("comments", "/* c */ 1 + "),
        ("minus", "- "),
    ] {
        let formula = |n: usize| format!("{}1", part.repeat(n));
        grows_linearly(what, 200, formula, |it| drop(Formula::parse(it)));
    }
    let arguments = |n: usize| format!("AND({})", vec!["TRUE"; n].join(","));
    grows_linearly("arguments", 2_000, arguments, |it| drop(Formula::parse(it)));
    // Constant code is evaluated while it is compiled, all of it within one budget.
    let padded = |n: usize| vec!["LPAD(\"a\",999999,\"b\")=\"z\""; n].join("||");
    let bytes = bytes_of(|| {
        let formula = Formula::parse(&padded(130)).unwrap();
        drop(formula.compile_rule(&OrgDocument::default(), &mut Slots::new()).unwrap());
    });
    assert!(bytes < 100_000_000, "{bytes} bytes");
    let open = |n: usize| "(".repeat(n);
    grows_linearly("parentheses", 10_000, open, |it| drop(Formula::parse(it)));
}
