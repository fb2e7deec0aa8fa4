//! Handles hidden columns: one column that the user may not see fails a whole query.

use crate::base::FieldName;
use crate::base::error::Problem;

/// Removes the columns for which a query was refused; returns false if there is nothing left to remove.
pub(super) fn leave_out(fields: &mut Vec<FieldName>, problem: &Problem) -> bool {
    let before = fields.len();
    let needed = |name: &FieldName| matches!(name.as_str(), "StageName" | "LastModifiedDate");
    let named = |name: &FieldName| {
        let last = name.as_str().rsplit('.').next().unwrap_or_default();
        problem.message.contains(&["'", last, "'"].concat())
    };
    let any = fields.iter().any(|name| !needed(name) && named(name));
    // If the message names none of our columns, those behind lookups go.
    fields.retain(|name| needed(name) || if any { !named(name) } else { !name.crosses_relationship() });
    fields.len() < before
}
