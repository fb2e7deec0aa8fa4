//! One column that is hidden from the user refuses a whole query.

use crate::base::FieldName;
use crate::base::error::Problem;

/// Leaves out what a query was refused for; false where there is nothing more to leave out.
pub(super) fn leave_out(fields: &mut Vec<FieldName>, problem: &Problem) -> bool {
    let before = fields.len();
    let needed = |name: &FieldName| matches!(name.as_str(), "StageName" | "LastModifiedDate");
    let named = |name: &FieldName| {
        let last = name.as_str().rsplit('.').next().unwrap_or_default();
        problem.message.contains(&["'", last, "'"].concat())
    };
    let any = fields.iter().any(|name| !needed(name) && named(name));
    // Where the message names none of ours, what lies behind lookups goes.
    fields.retain(|name| needed(name) || if any { !named(name) } else { !name.crosses_relationship() });
    fields.len() < before
}
