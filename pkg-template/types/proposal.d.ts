import type { CallOptions, WriteOutcome } from "./calls.js";
import type { CurrentOpportunity, EditableField, Labels, Stage, TransitionKind } from "./opportunity.js";
import type { Receipt } from "./receipt.js";
import type { FieldName, FieldValue } from "./values.js";
import type { Change, Verdict } from "./verdict.js";

/** An opportunity that was read, and its possible updates. */
export interface StageUpdate {
  readonly current: CurrentOpportunity;
  /** The stages of the record's sales process in order, each with its verdict. */
  readonly stages: readonly StageOption[];
  /** The fields that can be edited in the same update. Fields that the org does not have are omitted. */
  readonly fields: readonly EditableField[];
  /** The org's labels of the object and of the fields that texts mention. */
  readonly labels: Labels;

  /**
   * Checks a change and lists its consequences. Sends nothing. A change that is not allowed is a result: see `verdict`.
   *
   * @throws `invalid_options` if the input has an unknown key or a value of the wrong type; `invalid_field_name`,
   * `unknown_field` or `invalid_value` if a field cannot be edited here, or cannot hold the value.
   *
   * @example
   * ```ts
   * const update = await salesforce.open(id);
   * const proposal = update.propose({ stage: "Closed Won", fields: { CloseDate: "2026-12-01" } });
   * if (proposal.verdict.type !== "denied") await proposal.confirm();
   * ```
   */
  propose(input: ProposalInput): Proposal;

  /**
   * Reads the opportunity again.
   *
   * @throws `not_found`; `invalid_options`; the codes of `RequestProblemCode`.
   *
   * @example
   * ```ts
   * const update = await salesforce.open(id);
   * const latest = await update.refresh();
   * ```
   */
  refresh(options?: CallOptions): Promise<StageUpdate>;
}

/** A stage of the record's sales process, with the verdict of a move to it. */
export interface StageOption extends Stage {
  kind: TransitionKind;
  /** The verdict if nothing but the stage changes. */
  verdict: Verdict;
  /** The fields that matter at this stage, from the rules document or the org's Path. */
  keyFields: readonly FieldName[];
  /** What to do at this stage. The guidance of a Path contains markup: show it as text, or sanitize it first. */
  guidance: string | null;
}

/** A change to check. A field that is not named is not touched; `null` clears it. */
export interface ProposalInput {
  /**
   * The API name or label of the stage, or words that match exactly one stage of the sales process: case and accents do not
   * matter, and a unique beginning is enough.
   */
  stage?: string;
  /** The values of other fields. */
  fields?: Readonly<Record<FieldName, FieldValue | undefined>>;
  /** Reason given by a user who is exempt from a rule. */
  reason?: string;
  /** The ids of the rules whose warnings the user has acknowledged. */
  acknowledge?: readonly string[];
  /** The states of approvals, by the names that the rules document gives them. */
  approvals?: Readonly<Record<string, "needed" | "pending" | "granted" | "rejected">>;
}

/** A change with its verdict, before it is confirmed. */
export interface Proposal {
  /** The target stage; null if none was given, or none matches. */
  readonly stage: Stage | null;
  readonly kind: TransitionKind;
  readonly verdict: Verdict;
  /** What the confirmation will change, including what Salesforce changes by itself. */
  readonly changes: readonly Change[];
  /** What is known about the write so far, also after `confirm` was aborted. */
  readonly outcome: WriteOutcome;

  /**
   * Writes exactly this change and reads it back. While the write is in progress, and after it has succeeded, further calls
   * return the same promise, so that a second click cannot write twice. After a failure, `confirm` can be called again. To
   * change the opportunity again, `open` it again.
   *
   * If another user has changed other fields since the read, and rules and consequences are still those of this proposal,
   * the change is written, and `merged` of the receipt lists the other user's changes. Otherwise it rejects with
   * `changed_meanwhile`: call `refresh`, and propose what is still wanted.
   *
   * @throws `not_allowed` if the verdict is `denied`, or a warning was not acknowledged; the codes of `WriteProblemCode` and
   * `RequestProblemCode`. With `unknown_outcome` the write may have been made.
   *
   * @example
   * ```ts
   * const receipt = await proposal.confirm();
   * if (receipt.unexpected.length > 0) console.log("Salesforce saved other values.", receipt.unexpected);
   * ```
   */
  confirm(options?: CallOptions): Promise<Receipt>;
}
