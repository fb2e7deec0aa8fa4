import type { CallOptions, WriteOutcome } from "./calls.js";
import type { CurrentOpportunity, EditableField, Stage, TransitionKind } from "./opportunity.js";
import type { Receipt } from "./receipt.js";
import type { FieldName, FieldValue } from "./values.js";
import type { Change, Verdict } from "./verdict.js";

/** An opportunity that was read, and its possible updates. */
export interface StageUpdate {
  readonly current: CurrentOpportunity;
  /** The stages of this record's sales process in order, each with its verdict. */
  readonly stages: readonly StageOption[];
  /** The fields that can be edited in the same update, without those that the org does not have. */
  readonly fields: readonly EditableField[];
  /** Checks a change and lists its consequences. Sends nothing. */
  propose(input: ProposalInput): Proposal;
  /** Reads the opportunity again. */
  refresh(options?: CallOptions): Promise<StageUpdate>;
}

/** A stage of the record's sales process, and what it takes to go there as things are. */
export interface StageOption extends Stage {
  kind: TransitionKind;
  verdict: Verdict;
  /** The fields that are worth a look at this stage: of the rules document, or of the org's Path. */
  keyFields: readonly FieldName[];
  /** What to do at this stage. A Path's guidance holds markup: show it as text, or clean it first. */
  guidance: string | null;
}

/** What is to be changed. A field that is not named is not touched; `null` clears it. */
export interface ProposalInput {
  /** The stage's API name or label, or words that mean one: case and accents do not matter, a unique beginning is enough. */
  stage?: string;
  fields?: Readonly<Record<FieldName, FieldValue | undefined>>;
  /** Why a rule is not to count, from a user who is exempt from it for a reason. */
  reason?: string;
  /** The ids of the rules whose warnings the user has seen. */
  acknowledge?: readonly string[];
  /** How approvals stand, by the names that the rules give them. */
  approvals?: Readonly<Record<string, "needed" | "pending" | "granted" | "rejected">>;
}

/** A change with its verdict, before it is confirmed. */
export interface Proposal {
  /** The stage that was meant; null if none matches, or none was given. */
  readonly stage: Stage | null;
  readonly kind: TransitionKind;
  readonly verdict: Verdict;
  readonly changes: readonly Change[];
  /** What is known about the write so far, also after `confirm` was aborted. */
  readonly outcome: WriteOutcome;
  /**
   * Writes exactly this change and reads it back. While it is in progress, and after it has succeeded, a further call returns
   * the same promise, so that a second click cannot write twice; after a failure it can be called again. To change the
   * opportunity again, `open` it again: what was read is out of date.
   *
   * If another user has changed other fields since the read, and rules and consequences are still those of this proposal, the
   * change is written, and `merged` of the receipt lists the other user's changes. Otherwise the promise rejects with
   * `changed_meanwhile` and a `conflict`: call `refresh`, and propose what is still wanted.
   */
  confirm(options?: CallOptions): Promise<Receipt>;
}
