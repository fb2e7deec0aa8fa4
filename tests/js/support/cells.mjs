// The rows of the matrix: how the sandbox misbehaves while a change is confirmed, and what comes of it.

/** Done, whatever it took. */
const WRITTEN = "written";

/** What is refused for good is so at the first strike: there is no second one to see. */
const row = (dial, faults, once, always = once === WRITTEN ? WRITTEN : null) => ({ dial, faults, once, always });
const one = (fault, ...expected) => row(fault, [{ fault }], ...expected);
const valued = (fault, value, ...expected) => row(`${fault}=${JSON.stringify(value)}`, [{ fault, value }], ...expected);

/** Faults that last are states of the org: `times` means nothing to them. */
const LASTING = new Set([
  "precondition-body",
  "preflight-refuses",
  "preflight-strict",
  "errors-without-cors",
  "unlisted-404",
  "ui-collision-412",
  "restricted-stages",
  "oauth-cors",
  "no-refresh-rotation",
  "clock",
  "uri-limit",
]);

/** `once`: the dial strikes the first request of the confirmation; `always`: every one, the look at the record too. */
export const ROWS = [
  row("none", [], WRITTEN),
  valued("latency", 30, WRITTEN),
  { ...one("time-out", WRITTEN, "unknown_outcome"), timeout: 700 },
  one("reset-before", WRITTEN, "unknown_outcome"),
  one("reset-after", WRITTEN, "unknown_outcome"),
  one("expired-session", WRITTEN, "session_expired"),
  one("session-not-for-rest", "session_not_accepted"),
  one("app-not-attached", "session_not_accepted"),
  one("bad-auth-header", WRITTEN, "session_expired"),
  one("request-limit", "request_limit"),
  one("concurrent-limit", WRITTEN, "request_limit"),
  one("api-disabled", WRITTEN, "access_denied"),
  // What is not in Salesforce's own words says nothing of the write.
  one("edge-420", WRITTEN, "unknown_outcome"),
  one("edge-502", WRITTEN, "unknown_outcome"),
  one("edge-503", WRITTEN, "unknown_outcome"),
  ...["503", "503 none", "503 message", "503 truncated", "503 foreign", "420", "429 message", "408 none"].flatMap(
    (value) => [
      valued("gateway-after", value, WRITTEN, "unknown_outcome"),
      valued("gateway-before", value, WRITTEN, "unknown_outcome"),
    ],
  ),
  ...["200", "202 none", "500 none", "504 message"].map((value) =>
    valued("gateway-after", value, WRITTEN, "unknown_outcome"),
  ),
  // Refused for good by something on the way, after the write or instead of it: the record tells.
  ...["400", "401 none", "403 message", "404", "409 none", "413"].map((value) =>
    row(`gateway-after=${value}, once`, [{ fault: "gateway-after", value }], WRITTEN, null),
  ),
  row("gateway-before=403", [{ fault: "gateway-before", value: "403 message" }], "access_denied"),
  row("gateway-before=413", [{ fault: "gateway-before", value: "413 none" }], "request_rejected"),
  one("server-unavailable", WRITTEN, "server_unavailable"),
  one("html-404", WRITTEN, "not_found"),
  one("xml-error", "refused"),
  one("server-error", WRITTEN, "unknown_outcome"),
  one("refresh-expired", WRITTEN),
  one("refresh-busy", WRITTEN),
  one("row-lock", WRITTEN, "record_locked"),
  valued("row-lock", "old", WRITTEN, "record_locked"),
  one("stale", "changed_meanwhile"),
  // Of other fields: merged. Each time anew it would be, until it is left to the person.
  row('someone-else="NextStep:Call"', [{ fault: "someone-else", value: "NextStep:Call" }], WRITTEN, null),
  valued("someone-else", "StageName:Qualification", "changed_meanwhile"),
  valued("read-only", 400, "access_denied"),
  valued("read-only", 403, "access_denied"),
  one("approval-lock", "record_in_approval"),
  one("flow-error", "automation_failed"),
  one("trigger-error", "validation_rule"),
  one("duplicate", "duplicate"),
  valued("validation", "StageName:Not yet", "validation_rule"),
  one("owner-lost", WRITTEN),
  ...["empty", "array", "html"].map((value) =>
    row(`precondition-body=${value}`, [{ fault: "precondition-body", value }, { fault: "stale" }], "changed_meanwhile"),
  ),
  row("ui-collision-412", [{ fault: "ui-collision-412" }, { fault: "stale" }], "changed_meanwhile"),
  valued("preflight-refuses", "if-unmodified-since", WRITTEN),
  valued("preflight-refuses", "idempotency-key", WRITTEN),
  one("preflight-strict", WRITTEN),
  row(
    "errors-without-cors, validation",
    [{ fault: "errors-without-cors" }, { fault: "validation" }],
    null,
    "validation_rule",
  ),
  row(
    "errors-without-cors, expired-session",
    [{ fault: "errors-without-cors" }, { fault: "expired-session" }],
    WRITTEN,
    "unknown_outcome",
  ),
  row(
    "errors-without-cors, edge-502",
    [{ fault: "errors-without-cors" }, { fault: "edge-502" }],
    WRITTEN,
    "unknown_outcome",
  ),
  one("unlisted-404", WRITTEN),
  one("restricted-stages", WRITTEN),
  one("oauth-cors", WRITTEN),
  one("no-refresh-rotation", WRITTEN),
  valued("clock", "+3600", WRITTEN),
  valued("uri-limit", 4_096, WRITTEN),
  row("row-lock, its answer lost", [{ fault: "row-lock" }, { fault: "reset-after" }], WRITTEN, "unknown_outcome"),
  // Each look finds the record as it was, and none tells what becomes of the tries.
  row("edge-502, of writes alone", [{ fault: "edge-502", method: "write" }], null, "unknown_outcome"),
  row(
    "reset-after, then edge-503",
    [
      { fault: "reset-after", method: "write" },
      { fault: "edge-503", method: "GET" },
    ],
    WRITTEN,
    null,
  ),
];

/** Every cell: a row, how often its dials strike, and what is expected. */
export function cells(strategies) {
  return strategies.flatMap((strategy) =>
    ROWS.flatMap((row) =>
      ["once", "always"]
        .filter((times) => row[times] !== null)
        // A state does not strike: it is there.
        .filter((times) => times === "always" || row.faults.some(({ fault }) => !LASTING.has(fault)))
        .map((times) => ({
          strategy,
          times,
          dial: row.dial,
          timeout: row.timeout,
          expected: row[times],
          faults: row.faults.map(({ fault, value, method }) => ({
            fault,
            ...(value === undefined ? {} : { value }),
            ...(method === undefined
              ? {}
              : { method: method === "write" ? (strategy === "composite" ? "POST" : "PATCH") : method }),
            ...(times === "once" && !LASTING.has(fault) ? { times: 1 } : {}),
          })),
        })),
    ),
  );
}
