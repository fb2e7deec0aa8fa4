//! The sandbox for JavaScript: functions of a WebAssembly module that imports nothing.
//!
//! An instance is one sandbox. Text and bytes pass through one buffer: the caller asks for its address with
//! [`buffer`], writes, calls, and reads the result, whose length is [`length`]. Requests and responses are a
//! head in JSON with the body behind it. `pkg-template/src/sandbox/instance.ts` is the other side.

// The attribute that exports a function counts as unsafe; there is no unsafe block.
#![allow(unsafe_code, reason = "functions are exported by their name")]

use std::cell::RefCell;
use std::collections::BTreeMap;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Request, Response};
use serde::{Deserialize, Serialize};

use crate::http::{Ending, Received, Sandbox};
use crate::moment::Moment;
use crate::setup::Setup;

/// The result of [`answer`]: a response is in the buffer.
const RESPONSE: u32 = 0;
/// The connection is reset.
const RESET: u32 = 1;
/// There is no response, ever.
const SILENCE: u32 = 2;
/// There is no request with this ticket.
const UNKNOWN: u32 = 3;

thread_local! {
    /// Why it crashed. Apart from the state, which is borrowed then.
    static CRASH: RefCell<String> = const { RefCell::new(String::new()) };
    static STATE: RefCell<State> = RefCell::default();
}

#[derive(Default)]
struct State {
    buffer: Vec<u8>,
    /// The length of the head in the buffer.
    head: usize,
    sandbox: Option<Sandbox>,
    /// Requests between `receive` and `answer`.
    waiting: BTreeMap<u32, Received>,
    tickets: u32,
}

#[derive(Deserialize)]
struct RequestHead {
    method: String,
    /// Path and query.
    target: String,
    /// Values are bytes, each as the character with its number.
    headers: Vec<(String, String)>,
}

#[derive(Serialize)]
struct ResponseHead<'r> {
    status: u16,
    headers: Vec<(&'r str, String)>,
}

/// Sets the length of the buffer and returns its address.
#[unsafe(no_mangle)]
pub extern "C" fn buffer(length: usize) -> *mut u8 {
    STATE.with_borrow_mut(|state| {
        state.buffer = vec![0; length];
        state.buffer.as_mut_ptr()
    })
}

/// Returns the address of the buffer.
#[unsafe(no_mangle)]
pub extern "C" fn address() -> *const u8 {
    STATE.with_borrow(|state| state.buffer.as_ptr())
}

/// Returns the length of the buffer.
#[unsafe(no_mangle)]
pub extern "C" fn length() -> usize {
    STATE.with_borrow(|state| state.buffer.len())
}

/// Returns the length of the response's head, which the buffer begins with.
#[unsafe(no_mangle)]
pub extern "C" fn head() -> usize {
    STATE.with_borrow(|state| state.head)
}

/// Creates the sandbox from the options in the buffer. Returns 0, or 1 with the reason in the buffer.
#[unsafe(no_mangle)]
pub extern "C" fn create(now: f64, random: u64) -> u32 {
    std::panic::set_hook(Box::new(|panic| CRASH.set(panic.to_string())));
    STATE.with_borrow_mut(|state| {
        let options = String::from_utf8_lossy(&state.buffer).into_owned();
        let moment = Moment::from_milliseconds(now, random);
        match Setup::parse(&options).and_then(|setup| Sandbox::new(setup, moment)) {
            Ok(sandbox) => {
                state.sandbox = Some(sandbox);
                0
            }
            Err(message) => {
                state.buffer = message.into_bytes();
                1
            }
        }
    })
}

/// Receives the request in the buffer, whose head has this length. Returns its ticket, or 0 if it is not HTTP.
#[unsafe(no_mangle)]
pub extern "C" fn receive(head: usize, now: f64, random: u64) -> u32 {
    STATE.with_borrow_mut(|state| {
        let message = std::mem::take(&mut state.buffer);
        let Some(sandbox) = &mut state.sandbox else { return 0 };
        let Some(request) = request(message, head) else { return 0 };
        state.tickets += 1;
        let received = sandbox.receive(request, Moment::from_milliseconds(now, random));
        state.waiting.insert(state.tickets, received);
        state.tickets
    })
}

/// Returns the delay before the answer, in milliseconds.
#[unsafe(no_mangle)]
pub extern "C" fn delay(ticket: u32) -> f64 {
    let delay = STATE.with_borrow(|state| state.waiting.get(&ticket).map(Received::delay));
    delay.unwrap_or_default().as_secs_f64() * 1_000.0
}

/// Answers a request after its delay. Returns what becomes of it; the buffer has the response.
#[unsafe(no_mangle)]
pub extern "C" fn answer(ticket: u32, now: f64, random: u64) -> u32 {
    STATE.with_borrow_mut(|state| {
        let (Some(sandbox), Some(received)) = (&mut state.sandbox, state.waiting.remove(&ticket)) else {
            return UNKNOWN;
        };
        match sandbox.answer(received, Moment::from_milliseconds(now, random)) {
            Ending::Response(response) => {
                (state.buffer, state.head) = message(&response);
                RESPONSE
            }
            Ending::Reset => RESET,
            Ending::Silence => SILENCE,
        }
    })
}

/// Forgets a request whose caller has given up.
#[unsafe(no_mangle)]
pub extern "C" fn forget(ticket: u32) {
    STATE.with_borrow_mut(|state| drop(state.waiting.remove(&ticket)));
}

/// Returns the address of the reason for a crash.
#[unsafe(no_mangle)]
pub extern "C" fn crash() -> *const u8 {
    CRASH.with_borrow(|text| text.as_ptr())
}

/// Returns the length of the reason for a crash.
#[unsafe(no_mangle)]
pub extern "C" fn crash_length() -> usize {
    CRASH.with_borrow(String::len)
}

fn request(mut message: Vec<u8>, head: usize) -> Option<Request<Bytes>> {
    if head > message.len() {
        return None;
    }
    let body = Bytes::from(message.split_off(head));
    let RequestHead { method, target, headers } = serde_json::from_slice(&message).ok()?;
    let mut request = Request::builder().method(method.as_str()).uri(target);
    for (name, value) in headers {
        let bytes: Option<Vec<u8>> = value.chars().map(|c| u8::try_from(c).ok()).collect();
        let name = HeaderName::from_bytes(name.as_bytes()).ok()?;
        request = request.header(name, HeaderValue::from_bytes(&bytes?).ok()?);
    }
    request.body(body).ok()
}

/// Returns head and body, and the length of the head.
fn message(response: &Response<Bytes>) -> (Vec<u8>, usize) {
    let text = |value: &HeaderValue| value.as_bytes().iter().copied().map(char::from).collect();
    let headers = response.headers().iter().map(|(name, value)| (name.as_str(), text(value))).collect();
    let head = ResponseHead { status: response.status().as_u16(), headers };
    let mut message = serde_json::to_vec(&head).unwrap_or_default();
    let length = message.len();
    message.extend_from_slice(response.body());
    (message, length)
}
