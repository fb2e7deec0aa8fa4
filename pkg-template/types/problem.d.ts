import type { Conflict } from "./receipt.js";
import type { FieldName } from "./values.js";

/** What went wrong, as it is thrown: an `Error` with a stable `code`. Compare the code, never the text. */
export interface Problem extends Error {
  readonly name: "OpportunityStageError";
  readonly code: ProblemCode;
  /** What to do about it. */
  readonly help: string | null;
  readonly fields: readonly FieldName[];
  /** Everything that Salesforce, or the check of the input, had to say; never only the first. */
  readonly errors: readonly ProblemDetail[];
  /** The HTTP status, where the server answered. */
  readonly status: number | null;
  /** True where the same call may succeed later. */
  readonly retryable: boolean;
  /** With the code `changed_meanwhile`: who changed what. */
  readonly conflict: Conflict | null;
}

/** A problem as the view shows it. */
export interface ViewProblem {
  code: ProblemCode;
  message: string;
  help: string | null;
  fields: readonly FieldName[];
  errors: readonly ProblemDetail[];
  status: number | null;
  retryable: boolean;
  conflict: Conflict | null;
}

/** One of several things that are wrong. */
export interface ProblemDetail {
  /** Salesforce's own `errorCode`, or our code. */
  code: string;
  message: string;
  fields: readonly FieldName[];
}

/** Every code that a problem can have. */
export type ProblemCode =
  // The input: nothing was sent.
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
  // No answer.
  | "offline"
  | "network"
  | "cors_not_allowed"
  | "csp_blocked"
  | "timeout"
  | "unknown_outcome"
  // The server refused.
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
  // The answer could not be read.
  | "unreadable_answer"
  // The package itself.
  | "wasm_blocked"
  | "wasm_unavailable"
  | "sign_in_cancelled"
  | "sign_in_blocked"
  | "sign_in_failed"
  | "internal";
