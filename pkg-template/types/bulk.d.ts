import type { CallOptions } from "./calls.js";
import type { ProblemCode, ViewProblem } from "./problem.js";
import type { FieldName, FieldValue } from "./values.js";
import type { UndecidedReason, Verdict, ViolationCode, WarningCode } from "./verdict.js";

/** A plan for many records. */
export interface BulkPlan {
  readonly preview: BulkPreview;
  /** Each record with the verdict of the plan, in the order of the changes. */
  readonly items: readonly BulkRecord[];
  /**
   * Writes what is allowed. Records that Salesforce refuses are results. If the promise rejects (no session, no network, an
   * aborted signal), the plan can be run again and continues where it stopped.
   */
  run(options?: RunOptions): Promise<BulkResult>;
  /** Returns the current state of the plan, for `JSON.stringify` and `resumeMany`. */
  toJSON(): StoredPlan;
}

/** What is wanted of one of many records. A field that is not named is not touched; `null` clears it. */
export interface RecordChange {
  id: string;
  /** As in `ProposalInput`: words that mean a stage of this record's sales process. */
  stage?: string;
  fields?: Readonly<Record<FieldName, FieldValue | undefined>>;
}

/** How many records are planned. */
export interface PlanOptions extends CallOptions {
  /**
   * `check`: a record that another user changed since the check is not written; each 25 records cost a request. Default:
   * `overwrite`.
   */
  conflicts?: "check" | "overwrite";
  /** More records than this go through Bulk API 2.0, fewer by 200 a request. Default: 2,000. */
  bulkAbove?: number;
  /** How many requests are under way at once, from 1 to 10. Default: 3. */
  concurrency?: number;
  /** As in `ProposalInput`, for all records. */
  acknowledge?: readonly string[];
  reason?: string;
  approvals?: Readonly<Record<string, "needed" | "pending" | "granted" | "rejected">>;
  /** Called with the progress. An exception does not stop the run; it goes to `reportError`. */
  onProgress?: (progress: BulkProgress) => void;
}

/** How a plan is run. */
export interface RunOptions extends CallOptions {
  /** Called with the progress. An exception does not stop the run; it goes to `reportError`. */
  onProgress?: (progress: BulkProgress) => void;
  /**
   * Is given the plan whenever it matters that it is not forgotten: before anything is sent, when Salesforce has a
   * job, and at the end. Nothing is sent before the promise settles.
   */
  save?: (plan: StoredPlan) => unknown;
}

/** What `updateMany` takes. */
export interface UpdateManyOptions extends PlanOptions, RunOptions {
  /** Receives the preview. Nothing is written unless it returns `true`. Default: writes without a confirmation. */
  confirm?: (preview: BulkPreview) => boolean | Promise<boolean>;
}

/** How far a plan is. */
export interface BulkProgress {
  phase: "reading" | "writing";
  total: number;
  /** Records that this phase is done with. */
  done: number;
  /** Written. */
  updated: number;
  /** Had it all already. */
  unchanged: number;
  /** Denied or invalid: not sent. */
  refused: number;
  /** Sent and not written, or with an unknown outcome. */
  failed: number;
}

/** What would become of many records. */
export interface BulkPreview {
  total: number;
  allowed: number;
  /** Salesforce alone can decide: they are sent. */
  undecided: number;
  /** They have it all already: they are not sent. */
  unchanged: number;
  /** Rules deny them, or a warning was not acknowledged: they are not sent. */
  denied: number;
  /** No such record, no such field, no such value: they are not sent. */
  invalid: number;
  /** They have warnings, and count above too. */
  warned: number;
  /** The reasons, each one once. */
  groups: readonly BulkGroup[];
}

/** Records with the same reason. */
export interface BulkGroup {
  type: "denied" | "undecided" | "invalid" | "warning";
  code: ViolationCode | WarningCode | UndecidedReason | ProblemCode;
  rule: string | null;
  /** The message of the first of them. */
  message: string;
  count: number;
  /** The places of the first ones among the changes, at most ten. */
  first: readonly number[];
}

/** Where one of many records stands. */
export interface BulkRecord {
  id: string;
  /**
   * `planned`: not sent yet. `sent`: the outcome is not known yet. `updated`: Salesforce says so. `confirmed`: the answer was lost,
   * and the record has it. `unchanged`: it had it before. `denied`, `invalid`: not sent. `failed`: Salesforce refused
   * it. `conflict`: another user changed the record first, and it was not written. `unknown`: it may have been
   * written: it can no longer be read, or no try was answered and one may still be carried out; `problem.code` is
   * `unknown_outcome`.
   */
  outcome:
    | "planned"
    | "sent"
    | "updated"
    | "confirmed"
    | "unchanged"
    | "denied"
    | "invalid"
    | "failed"
    | "conflict"
    | "unknown";
  /** Null where it was not judged, or the plan was stored since. Equal verdicts may be the same object. */
  verdict: Verdict | null;
  problem: ViewProblem | null;
}

/** What became of many records. */
export interface BulkResult {
  total: number;
  updated: number;
  unchanged: number;
  refused: number;
  failed: number;
  /** In the order of the changes. */
  results: readonly BulkRecord[];
}

/** A plan as JSON. It holds ids and what is to be written, and no token. What is in it may change with the version. */
export interface StoredPlan {
  readonly version: 1;
  readonly instanceUrl: string;
  readonly [key: string]: unknown;
}
