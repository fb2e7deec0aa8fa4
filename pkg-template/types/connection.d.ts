import type { BulkPlan, BulkResult, PlanOptions, RecordChange, StoredPlan, UpdateManyOptions } from "./bulk.js";
import type { CallOptions, WriteStrategy } from "./calls.js";
import type { Conversation, ConversationOptions } from "./conversation.js";
import type { OpportunityMatches, OpportunityQuery, StageHistory } from "./opportunity.js";
import type { ProblemCode } from "./problem.js";
import type { StageUpdate } from "./proposal.js";
import type { Receipt } from "./receipt.js";
import type { RulesDocument, RulesUser } from "./rules.js";
import type { FieldName } from "./values.js";

/** A connection to one org, as one user. Nothing is sent before the first call. */
export interface Salesforce {
  /** Finds opportunities by account name, opportunity name, or both. */
  find(query: OpportunityQuery, options?: CallOptions): Promise<OpportunityMatches>;
  /** Reads one opportunity and the stages of its sales process. */
  open(id: string, options?: CallOptions): Promise<StageUpdate>;
  /** Starts the same flow as a conversation, one message at a time. Loads `conversation.wasm` on first use. */
  converse(options?: ConversationOptions): Promise<Conversation>;
  /** Reads many records and checks a change for each, as `open` and `propose` would. Writes nothing. */
  planMany(changes: readonly RecordChange[], options?: PlanOptions): Promise<BulkPlan>;
  /** Resumes a stored plan. Sends nothing yet; when it runs, records that may have been written are read first. */
  resumeMany(stored: StoredPlan | string): Promise<BulkPlan>;
  /** Plans and runs: changes that rules deny are not sent, the others are written, and each record has its result. */
  updateMany(changes: readonly RecordChange[], options?: UpdateManyOptions): Promise<BulkResult>;
  /**
   * Restores what an update changed: exactly the fields that it sent, and a close date that Salesforce moved with it.
   * Accepts a receipt that was stored as JSON. Rejects with `undo_expired` after its `undoUntil`, and with
   * `changed_meanwhile` if another user has changed those fields since.
   */
  undo(receipt: Receipt, options?: CallOptions): Promise<Receipt>;
  /** Returns how stage, amount, probability and close date changed; latest first, at most 200 rows. */
  history(id: string, options?: CallOptions): Promise<readonly StageHistory[]>;
  /**
   * Forgets the token that the function `accessToken` returned: the next request calls it again, and a promise that is still
   * pending is ignored. Revokes nothing. A token that was passed as a string stays.
   */
  forgetAccessToken(): void;
}

/** Connects to an org. Loads the WebAssembly on first use; sends nothing to Salesforce. */
export function connect(options: ConnectOptions): Promise<Salesforce>;

/** What `connect` takes. An unknown key is refused. */
export interface ConnectOptions {
  /** The org's My Domain address, such as `https://acme.my.salesforce.com`. */
  instanceUrl: string;
  /**
   * The org's My Domain address where `instanceUrl` is a proxy's: the host that links to records lead to, and nothing is
   * sent to. Default: `instanceUrl`; without `accessToken` at a host that is not Salesforce's none, and each `link` is null.
   */
  salesforceUrl?: string;
  /**
   * The user's token, or a function that gives it. The function is asked before the first request and once more
   * when Salesforce says that the session has expired. Leave it out only with a proxy that adds the token.
   * Its time counts into the call's `timeout`. A call that gives up only stops waiting: the function is not asked again
   * until its promise has settled, and a later call uses the token that it gave.
   * Where it throws or rejects, the call ends with `session_expired`; with the `code` `offline`, `network`, `timeout` or
   * `server_unavailable` on what it throws, with that one: the session may be good still.
   */
  accessToken?: string | (() => string | Promise<string>);
  /** The REST API's version. Default: `66.0`. */
  apiVersion?: string;
  /** The fields that can be edited in addition to the stage. Default: `Name`, `CloseDate`, `NextStep`, `Discount__c`, `MRR__c`, where the org has them. */
  fields?: readonly FieldName[];
  /** What the portal's owner demands of transitions. Default: nothing that Salesforce allows is forbidden. */
  rules?: RulesDocument | string;
  /** What the org says of itself, as `opportunity-stage import` writes it: its validation rules are checked before anything is sent. */
  org?: object | string;
  /**
   * Whether the org is asked for its validation rules and Paths, where the user may read them and no `org` was given.
   * Default: true.
   */
  orgRules?: boolean;
  /** Milliseconds after which what the org says of its fields and stages is looked at again. Default: 600,000. */
  metadataMaxAge?: number;
  /**
   * Keeps what the org says of its fields, stages, picklists and rules between page loads, so that the first `open` after a
   * reload is one request. It holds no tokens and no records. See `MetadataStore`.
   */
  metadataStore?: MetadataStore;
  /** Who the user is, as far as rules and exemptions ask for it. */
  user?: RulesUser;
  /** Origins other than Salesforce's own hosts that the token may be sent to: a proxy, or a sandbox on localhost. */
  allowedOrigins?: readonly string[];
  /** Used instead of the page's `fetch`. */
  fetch?: typeof globalThis.fetch;
  /** Milliseconds before one try of a request is given up. Default: 10,000. */
  timeout?: number;
  /** How records are written. Where the org does not take it, another way takes its place. Default: `composite`. */
  write?: WriteStrategy;
  /** How patiently requests are repeated. A write is never repeated before it is known that it was not made. */
  retry?: RetryOptions;
  /** Called when the client retries, waits, or falls back to another strategy. */
  onNotice?: (notice: Notice) => void;
  /** Milliseconds within which an update may be undone; 0 for never. Default: 300,000, five minutes. */
  undoWindow?: number;
}

/**
 * Where a portal keeps texts, such as `sessionStorage`. The key names the org, the user (as far as `user: { id }` tells), the
 * API's version and the package's. The text is the org's responses about Opportunity's fields, stages, picklists, validation
 * rules and Paths, as this user may see them: without `user: { id }`, keep it apart for each user. What is kept is looked at again in
 * the background once it is older than `metadataMaxAge`. A store that fails is reported, and the org is asked.
 */
export interface MetadataStore {
  get(key: string): string | null | undefined | Promise<string | null | undefined>;
  set(key: string, text: string): void | Promise<void>;
}

/** How patiently requests are repeated. All times are milliseconds. */
export interface RetryOptions {
  /** How often a request is sent at most, 1 to 10. Default: 3. */
  attempts?: number;
  /** The first wait is at most this long, each further one at most twice the one before. Default: 200. */
  base?: number;
  /** No wait is longer than this. Default: 5,000. */
  longest?: number;
  /** All tries and waits of a call together. Default: 30,000, or three times `timeout` where that is more. */
  total?: number;
}

/** A retry, a wait, or a fallback to another strategy. */
export type Notice =
  /** The org refused the way to write; from now on this connection uses the other one. */
  | { code: "write_fallback"; from: WriteStrategy; to: WriteStrategy; because: ProblemCode; message: string }
  /** A request is sent again after `wait` milliseconds; it was sent `attempts` times so far. */
  | { code: "retry"; because: ProblemCode; wait: number; attempts: number };
