import type { BulkPlan, BulkResult, PlanOptions, RecordChange, StoredPlan, UpdateManyOptions } from "./bulk.js";
import type { CallOptions } from "./calls.js";
import type { Conversation, ConversationOptions } from "./conversation.js";
import type { OpportunityMatches, OpportunityQuery, StageHistory } from "./opportunity.js";
import type { ConnectOptions } from "./options.js";
import type { StageUpdate } from "./proposal.js";
import type { Receipt } from "./receipt.js";

/**
 * Connects to an org. Loads the WebAssembly on first use; sends nothing to Salesforce.
 *
 * @throws `invalid_options`, `invalid_instance_url`, `host_not_allowed`, `invalid_access_token`, `invalid_api_version`,
 * `invalid_field_name` or `invalid_document`; `wasm_blocked` or `wasm_unavailable` if the WebAssembly cannot be loaded.
 *
 * @example
 * ```ts
 * const salesforce = await connect({
 *   instanceUrl: "https://acme.my.salesforce.com",
 *   accessToken: () => portal.salesforceToken(),
 * });
 * ```
 */
export function connect(options: ConnectOptions): Promise<Salesforce>;

/** A connection to one org, as one user. */
export interface Salesforce {
  /**
   * Finds opportunities by account name, opportunity name, or both.
   *
   * @throws `invalid_query` without a search term, or with an empty or too long one; `invalid_options`; the codes of
   * `RequestProblemCode`.
   *
   * @example
   * ```ts
   * const matches = await salesforce.find({ account: "Acme" });
   * if (matches.more) console.log("Narrow the search.");
   * ```
   */
  find(query: OpportunityQuery, options?: CallOptions): Promise<OpportunityMatches>;

  /**
   * Reads one opportunity, the stages of its sales process, and the fields that can be edited.
   *
   * @throws `invalid_record_id`, `not_found`; `invalid_options`; the codes of `RequestProblemCode`.
   *
   * @example
   * ```ts
   * const update = await salesforce.open("006000000000001AAA");
   * const possible = update.stages.filter((stage) => stage.verdict.type !== "denied");
   * ```
   */
  open(id: string, options?: CallOptions): Promise<StageUpdate>;

  /**
   * Starts the same flow as a conversation. Loads `conversation.wasm` on first use; sends nothing to Salesforce.
   *
   * @throws `invalid_options`; `wasm_blocked` or `wasm_unavailable` if a part cannot be loaded.
   *
   * @example
   * ```ts
   * const conversation = await salesforce.converse();
   * await conversation.send({ type: "say", text: "Move Acme to Negotiation" });
   * ```
   */
  converse(options?: ConversationOptions): Promise<Conversation>;

  /**
   * Reads many records and checks a change for each, as `open` and `propose` do. Writes nothing. Loads `bulk.wasm` on
   * first use.
   *
   * @throws `invalid_record_id` or `invalid_options`, also if a record is named twice or there are too many; the codes of
   * `RequestProblemCode`. A record that cannot be changed is not an exception: see `BulkRecord`.
   *
   * @example
   * ```ts
   * const plan = await salesforce.planMany(ids.map((id) => ({ id, stage: "Negotiation/Review" })));
   * console.log(plan.preview.allowed, plan.preview.groups);
   * ```
   */
  planMany(changes: readonly RecordChange[], options?: PlanOptions): Promise<BulkPlan>;

  /**
   * Restores a stored plan. Sends nothing yet. When the plan runs, it first reads the records that an earlier run may have
   * written.
   *
   * @throws `invalid_document` if the value is not a stored plan, or belongs to another org; `wasm_blocked` or
   * `wasm_unavailable`.
   *
   * @example
   * ```ts
   * const plan = await salesforce.resumeMany(stored);
   * const result = await plan.run();
   * ```
   */
  resumeMany(stored: StoredPlan | string): Promise<BulkPlan>;

  /**
   * Plans and runs. Changes that rules deny are not sent, the others are written, and each record has its own result.
   *
   * @throws The codes of `planMany`. Refusals of single records are results.
   *
   * @example
   * ```ts
   * const result = await salesforce.updateMany(
   *   ids.map((id) => ({ id, stage: "Closed Lost" })),
   *   { confirm: (preview) => myDialog(preview) },
   * );
   * ```
   */
  updateMany(changes: readonly RecordChange[], options?: UpdateManyOptions): Promise<BulkResult>;

  /**
   * Restores what an update changed: exactly the fields that it sent, and a close date that Salesforce moved with the stage.
   * Accepts a receipt that was stored as JSON.
   *
   * @throws `undo_expired` after the receipt's `undoUntil`; `changed_meanwhile` if another user has changed those fields
   * since; `invalid_value` if the value is not a receipt; the codes of `RequestProblemCode` and `WriteProblemCode`.
   *
   * @example
   * ```ts
   * const undone = await salesforce.undo(receipt);
   * ```
   */
  undo(receipt: Receipt, options?: CallOptions): Promise<Receipt>;

  /**
   * Returns how stage, amount, probability and close date changed: at most 200 rows, latest first.
   *
   * @throws `invalid_record_id`; `invalid_options`; the codes of `RequestProblemCode`.
   *
   * @example
   * ```ts
   * const [latest] = await salesforce.history(id);
   * ```
   */
  history(id: string, options?: CallOptions): Promise<readonly StageHistory[]>;

  /**
   * Forgets the token that the function `accessToken` returned: the next request calls the function again, and a pending
   * promise of it is ignored. Does not revoke the token. A token that was passed as a string stays.
   *
   * @example
   * ```ts
   * salesforce.forgetAccessToken();
   * ```
   */
  forgetAccessToken(): void;
}
