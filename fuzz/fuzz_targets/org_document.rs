//! An org document is read or refused with a reason, and what was read can be examined.
#![no_main]

use libfuzzer_sys::fuzz_target;
use opportunity_stage::org::{OrgDocument, lint};

fuzz_target!(|text: &str| {
    match OrgDocument::from_json(text) {
        Ok(document) => drop(lint(&document)),
        Err(problem) => assert!(!problem.message.is_empty()),
    }
});
