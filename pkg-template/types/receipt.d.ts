import type { WriteStrategy } from "./calls.js";
import type { FieldName, FieldValue } from "./values.js";
import type { Change, ExemptedRule, UndecidedRule, Warning } from "./verdict.js";

/** What was shown, sent and found. Plain data: store it, log it. It holds no token. */
export interface Receipt {
  opportunity: { id: string; name: string };
  /** False where nothing had to be sent, or where another user had already made the same change: `already`. */
  written: boolean;
  /** Salesforce refused the write as too late, and the record held what was wanted. Nothing of it can be undone here. */
  already: boolean;
  /** `reading`: the answer was lost, and the record holds what was wanted. Null where nothing was written. */
  confirmedBy: "answer" | "reading" | null;
  /** True where the record was read after the write. */
  verified: boolean;
  changes: readonly Change[];
  /** The body that was written. */
  sent: Readonly<Record<FieldName, FieldValue>>;
  /** The fields concerned before and after, as Salesforce gave them. */
  before: Readonly<Record<FieldName, FieldValue>>;
  after: Readonly<Record<FieldName, FieldValue>>;
  /** Fields whose value in Salesforce differs from the preview: changed by a trigger, a flow, or another user in the same second. */
  unexpected: readonly Change[];
  /**
   * What another user changed between the read and the write, and which of these changes were kept. With
   * `already`, the same change and who made it.
   */
  merged: Conflict | null;
  /** The warnings that were shown. */
  warnings: readonly Warning[];
  /** The ids of the rules whose warnings had to be acknowledged, and were. */
  acknowledged: readonly string[];
  /** The rules that Salesforce alone could decide. */
  undecided: readonly UndecidedRule[];
  /** The rules that did not count for this user, with the reasons that were given. */
  exemptions: readonly ExemptedRule[];
  /** When it was confirmed, and when its outcome was known. */
  startedAt: string;
  finishedAt: string;
  /** Until when it may be undone, as an ISO instant; null where it cannot be. */
  undoUntil: string | null;
  /** This update put back an earlier one. */
  undo: boolean;
  /** Salesforce's id of the request that wrote, which its support asks for; null where the browser withholds it, as across origins. */
  requestId: string | null;
  link: string | null;
  /** How it was written; null where nothing had to be. */
  strategy: WriteStrategy | null;
  /** How often the write was sent. */
  attempts: number;
}

/** Another user changed the opportunity after it was read. */
export interface Conflict {
  /** Who saved it last; null where it could not be read. */
  by: string | null;
  /** When, as an ISO instant. */
  at: string;
  /** The fields that either side changed; the own ones first. Only fields that were read here are known. */
  fields: readonly ConflictField[];
}

/** A field of a conflict. */
export interface ConflictField {
  field: FieldName;
  label: string;
  /** Salesforce's data type of the field, as in `EditableField`. */
  type: string;
  /** The record's currency, where the org has several. */
  currency: string | null;
  /** When it was read here. */
  before: FieldValue;
  /** What is wanted here; where nothing is, the same as `before`. */
  mine: FieldValue;
  /** What Salesforce holds now. */
  theirs: FieldValue;
  changedBy: "me" | "them" | "both";
}
