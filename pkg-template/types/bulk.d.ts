import type { CallOptions } from "./calls.js";
import type { ProblemCode, ViewProblem } from "./problem.js";
import type { FieldName, FieldValue } from "./values.js";
import type { UndecidedReason, Verdict, ViolationCode, WarningCode } from "./verdict.js";

/** A plan for many records. */
export interface BulkPlan {
  readonly preview: BulkPreview;
  /** Each record with its verdict, in the order of the changes. */
  readonly items: readonly BulkRecord[];

  /**
   * Writes the allowed changes. Records that Salesforce refuses are results. If the promise rejects (no session, no network,
   * an aborted signal), the plan can be run again: it continues where it stopped.
   *
   * @throws `not_allowed` if the plan is already running; `invalid_options`; the codes of `RequestProblemCode`; what `save`
   * throws.
   *
   * @example
   * ```ts
   * const plan = await salesforce.planMany(ids.map((id) => ({ id, stage: "Closed Lost" })));
   * const result = await plan.run({ onProgress });
   * const failed = result.results.filter((record) => record.problem !== null);
   * ```
   */
  run(options?: RunOptions): Promise<BulkResult>;

  /**
   * Returns the current state of the plan, for `JSON.stringify` and `resumeMany`.
   *
   * @example
   * ```ts
   * const plan = await salesforce.planMany(ids.map((id) => ({ id, stage: "Closed Lost" })));
   * await database.put(JSON.stringify(plan));
   * ```
   */
  toJSON(): StoredPlan;
}

/** A change of one record. A field that is not named is not touched; `null` clears it. */
export interface RecordChange {
  /** The id of the opportunity. */
  id: string;
  /** As in `ProposalInput`: a stage of this record's sales process. */
  stage?: string;
  fields?: Readonly<Record<FieldName, FieldValue | undefined>>;
}

/** Options of `planMany`. */
export interface PlanOptions extends CallOptions {
  /**
   * `check`: a record that another user has changed since the plan is not written; this takes one request for each 25
   * records. `overwrite`: it is written.
   *
   * @default "overwrite"
   */
  conflicts?: "check" | "overwrite";
  /**
   * More records than this are sent through Bulk API 2.0, fewer in requests of up to 200.
   *
   * @default 2000
   */
  bulkAbove?: number;
  /**
   * The maximum number of concurrent requests, from 1 to 10.
   *
   * @default 3
   */
  concurrency?: number;
  /** As in `ProposalInput`, for all records. */
  acknowledge?: readonly string[];
  /** As in `ProposalInput`, for all records. */
  reason?: string;
  /** As in `ProposalInput`, for all records. */
  approvals?: Readonly<Record<string, "needed" | "pending" | "granted" | "rejected">>;
  /** Called with the progress. An exception does not stop the run; it goes to `reportError`. */
  onProgress?: (progress: BulkProgress) => void;
}

/** Options of `run`. */
export interface RunOptions extends CallOptions {
  /** Called with the progress. An exception does not stop the run; it goes to `reportError`. */
  onProgress?: (progress: BulkProgress) => void;
  /**
   * Stores the plan. Called before anything is sent, when Salesforce has created a job, and at the end. Nothing is sent
   * before the returned promise settles.
   */
  save?: (plan: StoredPlan) => unknown;
}

/** Options of `updateMany`. */
export interface UpdateManyOptions extends PlanOptions, RunOptions {
  /** Receives the preview. Nothing is written unless it returns `true`. Without it, the plan runs at once. */
  confirm?: (preview: BulkPreview) => boolean | Promise<boolean>;
}

/** The progress of a plan. */
export interface BulkProgress {
  phase: "reading" | "writing";
  total: number;
  /** The records that this phase has completed. */
  done: number;
  /** Written. */
  updated: number;
  /** Not sent, because they already hold the values. */
  unchanged: number;
  /** Not sent, because they are denied or invalid. */
  refused: number;
  /** Sent, but not written, or with an unknown outcome. */
  failed: number;
}

/** The expected result of a plan, in numbers and reasons. */
export interface BulkPreview {
  total: number;
  /** Will be sent. */
  allowed: number;
  /** Will be sent; only Salesforce can decide. */
  undecided: number;
  /** Will not be sent, because they already hold the values. */
  unchanged: number;
  /** Will not be sent, because rules deny them or a warning was not acknowledged. */
  denied: number;
  /** Will not be sent, because the record, a field or a value does not exist. */
  invalid: number;
  /** Have warnings. They are also counted above. */
  warned: number;
  /** Each reason once. */
  groups: readonly BulkGroup[];
}

/** The records that share a reason. */
export interface BulkGroup {
  type: "denied" | "undecided" | "invalid" | "warning";
  code: ViolationCode | WarningCode | UndecidedReason | ProblemCode;
  /** The id of the rule. */
  rule: string | null;
  /** The message of the first of them. */
  message: string;
  count: number;
  /** The indexes of the first ten of them in the list of changes. */
  first: readonly number[];
}

/** The state of one record. */
export interface BulkRecord {
  id: string;
  /**
   * - `planned`: not sent yet.
   * - `sent`: sent, and the outcome is not known yet.
   * - `updated`: Salesforce confirmed the write.
   * - `confirmed`: the response was lost, and the record holds the values.
   * - `unchanged`: the record already held the values.
   * - `denied`, `invalid`: not sent.
   * - `failed`: Salesforce refused it.
   * - `conflict`: another user changed the record first; not written.
   * - `unknown`: it may have been written, because the record can no longer be read, or an unanswered attempt may still be
   *   carried out; `problem.code` is `unknown_outcome`.
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
  /** Null if the record was not checked, or the plan was stored since. Equal verdicts may be the same object. */
  verdict: Verdict | null;
  problem: ViewProblem | null;
}

/** The result of a plan. */
export interface BulkResult {
  total: number;
  /** Written. */
  updated: number;
  /** Not sent, because they already held the values. */
  unchanged: number;
  /** Not sent, because they are denied or invalid. */
  refused: number;
  /** Sent, but not written, or with an unknown outcome. */
  failed: number;
  /** Each record, in the order of the changes. */
  results: readonly BulkRecord[];
}

/**
 * A plan as JSON. It contains ids and values, and no token. Its content may differ between versions of the package.
 */
export interface StoredPlan {
  readonly version: 1;
  readonly instanceUrl: string;
  readonly [key: string]: unknown;
}
