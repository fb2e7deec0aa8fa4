//! The table of faults.

/// What a fault affects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// The connection: slow, silent, reset.
    Connection,
    /// The whole response, before the org sees the request.
    Answer,
    /// A save by any API: row, composite, collection, bulk, User Interface API, GraphQL.
    Save,
    /// A lasting state of the org.
    State,
    /// The org's clock.
    Clock,
}

/// Name, class, and effect (the README's table says the same).
pub const ALL: &[(&str, Class, &str)] = &[
    ("latency", Class::Connection, "waits so many milliseconds before it answers"),
    ("time-out", Class::Connection, "never answers"),
    ("reset-before", Class::Connection, "cuts the connection; nothing is done"),
    ("reset-after", Class::Connection, "does what was asked, then cuts the connection"),
    (
        "gateway-after",
        Class::Connection,
        "does what was asked, then answers as a gateway: value `503`, with `none`, `message`, `truncated` or `foreign` for another body than HTML",
    ),
    (
        "gateway-before",
        Class::Answer,
        "answers as a gateway, and nothing is done; values as of `gateway-after`",
    ),
    ("expired-session", Class::Answer, "401 INVALID_SESSION_ID, Session expired or invalid"),
    ("session-not-for-rest", Class::Answer, "401 that no refresh cures: not valid for use with the REST API"),
    ("app-not-attached", Class::Answer, "401 that no refresh cures: Connected app is not attached to Agent"),
    ("bad-auth-header", Class::Answer, "401 INVALID_AUTH_HEADER"),
    ("request-limit", Class::Answer, "403 REQUEST_LIMIT_EXCEEDED, TotalRequests"),
    ("concurrent-limit", Class::Answer, "403 REQUEST_LIMIT_EXCEEDED, ConcurrentRequests"),
    ("api-disabled", Class::Answer, "403 API_DISABLED_FOR_ORG; value `user` for API_CURRENTLY_DISABLED"),
    ("edge-420", Class::Answer, "420 with HTML: the edge has no route for the host"),
    ("edge-502", Class::Answer, "502 with HTML"),
    ("edge-503", Class::Answer, "503 with HTML"),
    ("server-unavailable", Class::Answer, "503 SERVER_UNAVAILABLE as JSON"),
    ("html-404", Class::Answer, "404 with HTML"),
    ("xml-error", Class::Answer, "400 with XML although JSON was asked for"),
    ("server-error", Class::Answer, "500 UNKNOWN_EXCEPTION with an error id"),
    ("refresh-expired", Class::Answer, "token endpoint: 400 invalid_grant, expired access/refresh token"),
    (
        "refresh-busy",
        Class::Answer,
        "token endpoint: 400 invalid_grant, already being processed; value `old` for the text before Winter '25",
    ),
    ("row-lock", Class::Save, "400 UNABLE_TO_LOCK_ROW; value `old` for the older text"),
    ("stale", Class::Save, "the precondition fails: 412, in the UI API a collision"),
    ("someone-else", Class::Save, "another user changes these fields just before: Field:Value or JSON"),
    ("read-only", Class::Save, "INSUFFICIENT_ACCESS_OR_READONLY; value is the status, 400 or 403"),
    ("approval-lock", Class::Save, "ENTITY_IS_LOCKED"),
    ("flow-error", Class::Save, "CANNOT_EXECUTE_FLOW_TRIGGER whose text holds HTML"),
    ("trigger-error", Class::Save, "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY around a nested refusal"),
    ("duplicate", Class::Save, "DUPLICATES_DETECTED with `duplicateResut`; allowSave=true passes"),
    ("validation", Class::Save, "FIELD_CUSTOM_VALIDATION_EXCEPTION: Field:Text, or Text for the page"),
    ("owner-lost", Class::Save, "UI API: saved, but answered 404, as after a change of owner"),
    ("precondition-body", Class::State, "body of a 412: empty, array or html"),
    (
        "uri-limit",
        Class::State,
        "414 above so many bytes of path and query, as a proxy answers; 16,384 without it",
    ),
    ("preflight-refuses", Class::State, "preflights that ask for this header leave it out"),
    ("preflight-strict", Class::State, "preflights allow accept, authorization and content-type only"),
    ("errors-without-cors", Class::State, "error answers come without CORS headers"),
    ("unlisted-404", Class::State, "unlisted origins get 404 where they get 403 otherwise"),
    ("ui-collision-412", Class::State, "the UI API answers a lost precondition with 412, not 400"),
    ("restricted-stages", Class::State, "StageName becomes a restricted picklist"),
    ("oauth-cors", Class::State, "CORS for OAuth endpoints is on in Setup"),
    ("no-refresh-rotation", Class::State, "a refresh keeps the refresh token"),
    ("clock", Class::Clock, "the org's clock: a time, or seconds to move it by"),
];

/// Returns the fault with this name.
pub fn find(name: &str) -> Option<(&'static str, Class)> {
    ALL.iter().find(|(known, ..)| *known == name).map(|(name, class, _)| (*name, *class))
}
