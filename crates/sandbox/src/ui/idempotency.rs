//! `Idempotency-Key`: a repeated request with the same key gets the stored response (User Interface API guide,
//! "Prevent Record Duplication").

use sha2::{Digest as _, Sha256};

use crate::call::Call;
use crate::message::Reply;
use crate::problem::{Outcome, Problem};
use crate::world::Remembered;

/// Runs the request once for each key.
pub fn guard(call: &mut Call<'_>, run: impl FnOnce(&mut Call<'_>) -> Outcome<Reply>) -> Outcome<Reply> {
    let Some(key) = call.req.header("idempotency-key").map(str::to_owned) else { return run(call) };
    if !is_uuid_v4(&key) {
        let message = format!("The Idempotency-Key header must be a UUID of version 4: {key}");
        return Err(Problem::new(400, "INVALID_IDEMPOTENCY_KEY", message).into());
    }
    let mut hash = Sha256::new();
    hash.update(call.req.method.as_str());
    hash.update(&call.req.path);
    hash.update(&call.req.body);
    let request = hash.finalize().to_vec();
    if let Some(known) = call.world.idempotency.get(&key) {
        if known.user != call.user {
            let message = "The idempotency key was used by another user";
            return Err(Problem::new(409, "IDEMPOTENCY_KEY_CONFLICT", message).into());
        }
        if known.request != request {
            let message = "The idempotency key was used for a different request";
            return Err(Problem::new(422, "IDEMPOTENCY_KEY_REUSED", message).into());
        }
        return Ok(known.reply.clone());
    }
    let user = call.user;
    let reply = run(call)?;
    call.world.idempotency.insert(key, Remembered { user, request, reply: reply.clone() });
    Ok(reply)
}

fn is_uuid_v4(key: &str) -> bool {
    let bytes = key.as_bytes();
    bytes.len() == 36
        && bytes[14] == b'4'
        && bytes.iter().enumerate().all(|(i, b)| match i {
            8 | 13 | 18 | 23 => *b == b'-',
            _ => b.is_ascii_hexdigit(),
        })
}
