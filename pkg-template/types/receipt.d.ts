import type { WriteStrategy } from "./calls.js";
import type { FieldName, FieldValue } from "./values.js";
import type { Change, ExemptedRule, UndecidedRule, Warning } from "./verdict.js";

/**
 * What was shown, confirmed, sent and read back. Plain data that contains no token: store it as JSON, log it, or pass it to
 * `undo`.
 *
 * @example
 * ```ts
 * const stored = JSON.stringify(await proposal.confirm());
 * await salesforce.undo(JSON.parse(stored));
 * ```
 */
export interface Receipt {
  opportunity: { id: string; name: string };
  /** False if nothing had to be sent, or if another user had already made the same change: see `already`. */
  written: boolean;
  /**
   * True if the precondition failed and the record already held the requested values. This receipt cannot be undone.
   */
  already: boolean;
  /** `reading`: the response was lost, and the record holds the requested values. Null if nothing was written. */
  confirmedBy: "answer" | "reading" | null;
  /** True if the record was read back after the write. */
  verified: boolean;
  changes: readonly Change[];
  /** The values that were sent. */
  sent: Readonly<Record<FieldName, FieldValue>>;
  /** The values of these fields, and of those that Salesforce changed with them, before the update. */
  before: Readonly<Record<FieldName, FieldValue>>;
  /** The same after the update, as Salesforce returned them. */
  after: Readonly<Record<FieldName, FieldValue>>;
  /**
   * Fields whose saved value differs from the preview: a trigger, a flow, or another user in the same second changed them.
   */
  unexpected: readonly Change[];
  /**
   * What another user changed between the read and the write. These changes were kept. With `already`, the same change and
   * who made it.
   */
  merged: Conflict | null;
  /** The warnings that were shown. */
  warnings: readonly Warning[];
  /** The ids of the rules whose warnings the user acknowledged. */
  acknowledged: readonly string[];
  /** The rules that only Salesforce could decide. */
  undecided: readonly UndecidedRule[];
  /** The rules from which this user was exempt, with the reasons that were given. */
  exemptions: readonly ExemptedRule[];
  /** When the user confirmed, as an ISO instant. */
  startedAt: string;
  /** When the outcome was known, as an ISO instant. */
  finishedAt: string;
  /** The end of the time to undo the update, as an ISO instant; null if it cannot be undone. */
  undoUntil: string | null;
  /** True if this update undid an earlier one. */
  undo: boolean;
  /** Salesforce's id of the write request, for its support; null if the browser withholds the header, as across origins. */
  requestId: string | null;
  /** The record's page in Salesforce. */
  link: string | null;
  /** The strategy that was used; null if nothing had to be written. */
  strategy: WriteStrategy | null;
  /** How often the write was sent. */
  attempts: number;
}

/** Changes that another user made after the opportunity was read. */
export interface Conflict {
  /** The name of the user who saved last; null if it could not be read. */
  by: string | null;
  /** When, as an ISO instant. */
  at: string;
  /** The fields that either user changed, yours first. Fields that were not read are not compared. */
  fields: readonly ConflictField[];
}

/** A field of a conflict. */
export interface ConflictField {
  field: FieldName;
  label: string;
  /** Salesforce's data type of the field, as in `EditableField`. */
  type: string;
  /** The record's currency, if the org has several. */
  currency: string | null;
  /** The value when the record was read. */
  before: FieldValue;
  /** The requested value; the same as `before` if none was requested. */
  mine: FieldValue;
  /** The value in Salesforce now. */
  theirs: FieldValue;
  changedBy: "me" | "them" | "both";
}
