import type { Conflict } from "./receipt.js";
import type { FieldName } from "./values.js";

/**
 * The error that every call throws or rejects with. Compare `code`, which is stable; never compare `message` or `help`.
 *
 * The only other rejections are your own: the reason of an aborted `signal`, and what your `confirm` or `save` throws.
 *
 * @example
 * ```ts
 * try {
 *   await proposal.confirm();
 * } catch (problem) {
 *   if (problem.code === "validation_rule") showOn(problem.fields, problem.message);
 *   else if (problem.retryable) offerToTryAgain();
 *   else show(problem.message, problem.help);
 * }
 * ```
 */
export interface Problem extends Error, Readonly<Omit<ViewProblem, "message">> {
  readonly name: "OpportunityStageError";
}

/** A problem as plain data, as views and bulk results contain it. */
export interface ViewProblem {
  code: ProblemCode;
  /** What is wrong, in English: lower case, without a full stop. */
  message: string;
  /** What to do about it, in English; null if there is no advice. */
  help: string | null;
  /** The fields that the problem is about. */
  fields: readonly FieldName[];
  /** Every error of the response, or of the check of the input. Empty if there is only one. */
  errors: readonly ProblemDetail[];
  /** The HTTP status; null if there was no response. */
  status: number | null;
  /** True if the same call may succeed later. */
  retryable: boolean;
  /** With `changed_meanwhile`: who changed what. Null with every other code. */
  conflict: Conflict | null;
  /** With `duplicate`: the rule, and the records that it found. Null if Salesforce does not name them. */
  duplicates: Duplicates | null;
}

/** One of several errors. */
export interface ProblemDetail {
  /** Salesforce's `errorCode`, or a `ProblemCode` if the package found the error. */
  code: string;
  message: string;
  fields: readonly FieldName[];
}

/** What a duplicate rule of the org found. */
export interface Duplicates {
  /** The API name of the duplicate rule. */
  rule: string;
  /** The ids of the records that match. */
  records: readonly string[];
}

/** Every code of a problem. */
export type ProblemCode =
  // The input is invalid. Nothing was sent.
  | "invalid_options"
  | "invalid_document"
  | "invalid_instance_url"
  | "host_not_allowed"
  | "invalid_access_token"
  | "invalid_api_version"
  | "invalid_record_id"
  | "invalid_field_name"
  | "invalid_query"
  | "invalid_value"
  | "unknown_field"
  | "not_allowed"
  | "undo_expired"
  | "closed"
  | "not_initialized"
  // There was no response.
  | "offline"
  | "network"
  | "cors_not_allowed"
  | "csp_blocked"
  | "timeout"
  | "unknown_outcome"
  // Salesforce refused the request.
  | "session_expired"
  | "session_not_accepted"
  | "access_denied"
  | "request_limit"
  | "not_found"
  | "field_not_found"
  | "field_not_writable"
  | "required_field_missing"
  | "value_rejected"
  | "validation_rule"
  | "duplicate"
  | "record_locked"
  | "record_in_approval"
  | "changed_meanwhile"
  | "automation_failed"
  | "request_rejected"
  | "api_version_retired"
  | "server_unavailable"
  | "server_error"
  | "refused"
  // The response could not be read.
  | "unreadable_answer"
  // The package itself failed, or was kept from working.
  | "wasm_blocked"
  | "wasm_unavailable"
  | "sign_in_cancelled"
  | "sign_in_blocked"
  | "sign_in_failed"
  | "internal";

/** The codes with which any call that sends a request may reject. */
export type RequestProblemCode = Extract<
  ProblemCode,
  | "invalid_access_token"
  | "offline"
  | "network"
  | "cors_not_allowed"
  | "csp_blocked"
  | "timeout"
  | "session_expired"
  | "session_not_accepted"
  | "access_denied"
  | "request_limit"
  | "field_not_found"
  | "request_rejected"
  | "api_version_retired"
  | "server_unavailable"
  | "server_error"
  | "refused"
  | "unreadable_answer"
  | "wasm_blocked"
  | "wasm_unavailable"
  | "internal"
>;

/** The codes with which a call that writes a record may reject, besides those of `RequestProblemCode`. */
export type WriteProblemCode = Extract<
  ProblemCode,
  | "unknown_outcome"
  | "not_found"
  | "field_not_writable"
  | "required_field_missing"
  | "value_rejected"
  | "validation_rule"
  | "duplicate"
  | "record_locked"
  | "record_in_approval"
  | "changed_meanwhile"
  | "automation_failed"
>;
