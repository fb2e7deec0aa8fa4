//! A rules document is read or refused with a reason.
#![no_main]

use libfuzzer_sys::fuzz_target;
use opportunity_stage::transition::Document;

fuzz_target!(|text: &str| {
    if let Err(problem) = Document::parse(text) {
        assert!(!problem.message.is_empty());
    }
});
