/** Options of every call that sends something. */
export interface CallOptions {
  /** Aborts the call; the promise rejects with the signal's reason. */
  signal?: AbortSignal | null;
}

/**
 * How a record is written; each strategy refuses to overwrite a change that another user made in between.
 * `composite`: one request that writes and reads back; its precondition stands in the body.
 * `ui-api`: one request whose answer is the record, with an `Idempotency-Key`; its headers must pass the org's CORS.
 * `row`: the plain PATCH and a read; its header must pass the org's CORS.
 */
export type WriteStrategy = "composite" | "ui-api" | "row";

/**
 * What is known of a write, also where the call was aborted. `not_sent`: it was not sent; `not_written`: it was sent, and
 * it is known that nothing was written; `unknown`: it may have been written, so look before you repeat it; `written`.
 */
export type WriteOutcome = "not_sent" | "not_written" | "unknown" | "written";
