/** Options of every call that sends a request. */
export interface CallOptions {
  /**
   * Aborts the call: the promise rejects with the signal's reason. What that means for a write is in `outcome` of the
   * proposal or the conversation.
   */
  signal?: AbortSignal | null;
}

/**
 * How a record is written. Every strategy carries a precondition, so that it does not overwrite another user's change.
 *
 * - `composite`: one request that writes and reads back. The precondition is in its body.
 * - `ui-api`: one request, with an `Idempotency-Key`; the response is the record. The org's CORS must allow its headers.
 * - `row`: a plain `PATCH` and a read. The org's CORS must allow its header.
 */
export type WriteStrategy = "composite" | "ui-api" | "row";

/**
 * What is known about a write, also after an abort.
 *
 * - `not_sent`: no request was sent.
 * - `not_written`: a request was sent, and Salesforce certainly wrote nothing.
 * - `unknown`: Salesforce may have written it. Read the record before you write again.
 * - `written`: Salesforce wrote it.
 */
export type WriteOutcome = "not_sent" | "not_written" | "unknown" | "written";
