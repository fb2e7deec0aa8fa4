import type {
  BulkPreview, BulkRecord, BulkResult, PlanOptions, RecordChange, RunOptions, StoredPlan, UpdateManyOptions,
  CallOptions, ConnectOptions, ConversationEvent, ConversationOptions, ConversationView, ConversationWrite, CurrentOpportunity, EditableField, FieldName,
  FieldValue, LintReport, OpportunityMatches, OpportunityQuery, PreparedRequest, ProposalInput, Receipt, ReceivedResponse, Stage,
  Change, Checked, StageOption, RulesContext, RulesDocument, RulesRecord, StageHistory, Suggestion, TransitionKind, Verdict, WriteOutcome,
  WriteStrategy,
} from "./types.js";
export type * from "./types.js";

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

/** The flow as a state machine: events in, views out. */
export interface Conversation {
  readonly view: ConversationView;
  /** Returns true if the event would do something now. */
  can(event: ConversationEvent): boolean;
  /**
   * Returns what the event would start to write; null if it writes nothing. A sentence is interpreted first, as `send` does.
   * Call it before `send` if the user must be asked before each write; for a sentence, await `understands` first.
   */
  writes(event: ConversationEvent): ConversationWrite | null;
  /** What is known about the last write, also after an abort or `close()`. */
  readonly outcome: WriteOutcome;
  /**
   * Handles an event; resolves with the view when everything that it started has settled. If `close()` ends a write
   * before that, it rejects with `closed`, and the message says whether the write may have been made.
   *
   * When the signal aborts, it rejects with the signal's reason and cancels what the event started, unless another event has
   * started something since. A read ends as with `cancel`. If nothing was written, the view stays as it was; a write that may
   * have been made leads to `failed` with `unknown_outcome`. `outcome` says the same.
   */
  send(event: ConversationEvent, options?: CallOptions): Promise<ConversationView>;
  /** Calls the listener with each new view; returns a function that unsubscribes. */
  subscribe(listener: (view: ConversationView) => void): () => void;
  /**
   * Resolves with true if most of a sentence is understood. Loads what that needs: the conversation's language and English, and
   * the other languages if it is not understood in these.
   */
  understands(text: string): Promise<boolean>;
  /** Lists what can be said next: names that the text begins, and sentences for the current state. */
  suggest(typed: string): Promise<readonly Suggestion[]>;
  /** Changes the language. Listeners get the current view again, in that language. */
  speak(language: string): Promise<void>;
  /** Aborts work in progress. A write that has been sent may still be made: see `outcome`. The view stays as it was. */
  close(): void;
}

/** Connects to an org. Loads the WebAssembly on first use; sends nothing to Salesforce. */
export function connect(options: ConnectOptions): Promise<Salesforce>;

/** Compiled rules, for any number of records. */
export interface Rules {
  /** Checks a change of a record. */
  check(record: RulesRecord, input: ProposalInput, context?: RulesContext): Checked;
  /** Returns every stage of the record's sales process with its verdict. Equal verdicts may be the same object. */
  stages(record: RulesRecord, context?: RulesContext): readonly StageOption[];
  /** Returns the verdicts of one change for many records, in their order. Equal verdicts may be the same object. */
  checkMany(records: readonly RulesRecord[], input: ProposalInput, context?: RulesContext): readonly Verdict[];
  /** The rules whose formulas cannot be read, and why; they stay undecided. */
  readonly unreadable: readonly { rule: string; message: string }[];
}

/**
 * Compiles rules for records that you already have: no connection, no requests, in browsers and in Node. `org` is the document
 * that `opportunity-stage import` writes; without it, pass the stages in the context. Call `init` first.
 */
export function rules(document?: RulesDocument | string | null, org?: object | string | null): Rules;

/** Options of the request builders. */
export interface RequestOptions {
  /** The REST API's version. Default: `66.0`. */
  apiVersion?: string;
}

/** Builds the requests that `connect` sends, for hosts that do their own fetching. Call `init` first. */
export const requests: {
  find(query: OpportunityQuery, options?: RequestOptions): PreparedRequest;
  /** `GET /ui-api/records/{id}`, with the given fields in addition to the standard ones. */
  record(id: string, options?: RequestOptions & { fields?: readonly FieldName[] }): PreparedRequest;
  /** `GET /ui-api/object-info/Opportunity` */
  objectInfo(options?: RequestOptions): PreparedRequest;
  /** `GET /ui-api/object-info/Opportunity/picklist-values/{recordTypeId}/StageName` */
  stages(recordTypeId: string, options?: RequestOptions): PreparedRequest;
  /** Lists all stages of the org, active or not, with their order. */
  opportunityStages(options?: RequestOptions): PreparedRequest;
  /** Writes the given fields with a write strategy. Default: `composite`, which also reads back. */
  update(
    id: string,
    fields: Readonly<Record<FieldName, FieldValue>>,
    options?: RequestOptions & {
      strategy?: WriteStrategy;
      /** Precondition: fails if the record was modified after this time (its `lastModified`). */
      unmodifiedSince?: string;
      /** With `ui-api`: a UUID of version 4, the same for each repetition. Default: a new one. */
      idempotencyKey?: string;
    },
  ): PreparedRequest;
};

/** Reads the responses to those requests. A refusal is thrown as a `Problem`. */
export const responses: {
  find(response: ReceivedResponse, options: { instanceUrl: string; allowedOrigins?: readonly string[] }): OpportunityMatches;
  record(response: ReceivedResponse): {
    id: string;
    recordTypeId: string;
    lastModified: string;
    fields: Record<FieldName, FieldValue>;
  };
  objectInfo(response: ReceivedResponse): { fields: readonly Omit<EditableField, "value" | "picklist" | "currency">[] };
  stages(response: ReceivedResponse): readonly Stage[];
  opportunityStages(response: ReceivedResponse): readonly (Stage & { active: boolean; order: number })[];
  /** Returns what the record holds after the write; null after a plain row PATCH, whose response has no body. */
  update(response: ReceivedResponse): Record<FieldName, FieldValue> | null;
};

/**
 * Checks an org document (its JSON text): rules that only Salesforce can decide and why, invalid formulas, stages that no rule
 * lets an opportunity leave, names that the org no longer has. Call `init` first.
 */
export function lint(document: string): LintReport;

/**
 * Loads the WebAssembly, with the part that `rules`, `lint`, `requests` and `responses` need, so that they are synchronous.
 * `connect` loads `core.wasm` by itself, and calls load what else they need. Pass a URL, a `Response` or bytes to choose the
 * source; the other files are expected next to a URL that ends in `core.wasm`, or where `parts` says.
 */
export function init(source?: WasmSource, parts?: PartSources): Promise<void>;

/**
 * Sources of the parts that are loaded on call: a source, or a function that returns one. Prefer a function if the source is
 * a response: it is called again after a failed download.
 */
export interface PartSources {
  /** `bulk.wasm`: `planMany`, `resumeMany`, `updateMany`. */
  readonly bulk?: WasmSource | (() => WasmSource);
  /** `conversation.wasm`: `converse`, and so the element. */
  readonly conversation?: WasmSource | (() => WasmSource);
  /** `rules.wasm`: what `connect` needs for `rules` and `org`, and `open` where the org has validation rules. */
  readonly rules?: WasmSource | (() => WasmSource);
  /** `sentences.wasm`: what a conversation needs to understand sentences, in addition to `conversation.wasm`. */
  readonly sentences?: WasmSource | (() => WasmSource);
  /** `tools.wasm`: `rules`, `lint`, `requests`, `responses`; with `rules.wasm`. */
  readonly tools?: WasmSource | (() => WasmSource);
}

/** A source of WebAssembly: a URL, a response, bytes, or a compiled `WebAssembly.Module`. */
export type WasmSource = string | URL | Request | Response | Promise<Response> | ArrayBuffer | ArrayBufferView | object;

/**
 * Loads `core.wasm` and a part in advance, for example `preload("bulk")` while a page is idle. Calls load what they need by
 * themselves.
 */
export function preload(part: keyof PartSources): Promise<void>;

/** The package's version. */
export const version: string;
