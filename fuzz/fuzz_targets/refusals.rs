//! Any refusal of a server, a proxy or a login page becomes a problem that says something.
#![no_main]

use libfuzzer_sys::fuzz_target;
use opportunity_stage::rest::{HttpResponse, read_refusal, token_renewal};

fuzz_target!(|input: (u16, Option<&str>, &str)| {
    let (status, retry_after, body) = input;
    let status = 100 + status % 500;
    let mut response = HttpResponse::new(status, body);
    response.retry_after = retry_after.map(Into::into);
    let problem = read_refusal(&response);
    assert!(!problem.message.is_empty());
    assert_eq!(problem.status, Some(status));
    let _ = token_renewal(&response);
});
