//! `GET /services/data/v{version}/limits`

use serde_json::json;

use crate::call::Call;
use crate::message::Reply;
use crate::problem::Outcome;
use crate::world::DAILY_CALLS;

/// Returns the limits that clients of this kind read.
pub fn answer(call: &Call<'_>) -> Outcome<Reply> {
    Ok(Reply::ok(json!({
        "DailyApiRequests": { "Max": DAILY_CALLS, "Remaining": DAILY_CALLS.saturating_sub(call.world.calls) },
        "DailyBulkApiBatches": { "Max": 15_000, "Remaining": 15_000 },
        "DailyBulkV2QueryJobs": { "Max": 10_000, "Remaining": 10_000 },
        "DataStorageMB": { "Max": 5, "Remaining": 4 },
        "PermissionSets": { "Max": 1_500, "Remaining": 1_499, "CreateCustom": { "Max": 1_000, "Remaining": 999 } },
    })))
}
