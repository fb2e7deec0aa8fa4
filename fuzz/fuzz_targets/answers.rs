//! Every reader of an answer takes any body: it reads or refuses it, and says why.
#![no_main]

use libfuzzer_sys::fuzz_target;
use opportunity_stage::rest::{
    HttpResponse, bulk_ingest, collections, composite, object_info, opportunity_history, opportunity_stages,
    org_rules, picklist_values, query, record, ui_record_update, userinfo,
};

fuzz_target!(|body: &str| {
    let response = HttpResponse::new(200, body);
    let problems = [
        query::read(&response, None, None, None).err(),
        object_info::read(&response).err(),
        opportunity_history::read(&response).err(),
        opportunity_stages::read(&response).err(),
        picklist_values::read(&response).err(),
        record::read(&response).err(),
        ui_record_update::read(&response, &[]).err(),
        composite::read(&response).err(),
        collections::read(&response, 1).err(),
        bulk_ingest::read(&response).err(),
    ];
    assert!(problems.iter().flatten().all(|problem| !problem.message.is_empty()));
    let _ = userinfo::read(&response);
    if let Some(listed) = org_rules::read_list(&response) {
        let _ = org_rules::read_details(&listed, Some(&response));
    }
});
