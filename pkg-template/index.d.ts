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
  /** Looks opportunities up by account name, opportunity name, or both. */
  find(query: OpportunityQuery, options?: CallOptions): Promise<OpportunityMatches>;
  /** Reads one opportunity and the stages of its sales process. */
  open(id: string, options?: CallOptions): Promise<StageUpdate>;
  /** The same as a conversation, one message at a time. Loads `conversation.wasm` on first use. */
  converse(options?: ConversationOptions): Promise<Conversation>;
  /** Reads many records and judges a change for each, as `open` and `propose` would. Writes nothing. */
  planMany(changes: readonly RecordChange[], options?: PlanOptions): Promise<BulkPlan>;
  /** Takes up a plan that was stored. Sends nothing yet; what may have been written is read first when it is run. */
  resumeMany(stored: StoredPlan | string): Promise<BulkPlan>;
  /** Plans and runs: what rules deny is not sent, the rest is written, and each record has its result. */
  updateMany(changes: readonly RecordChange[], options?: UpdateManyOptions): Promise<BulkResult>;
  /**
   * Puts back what an update changed: exactly the fields that it sent, and a close date that Salesforce moved with it.
   * Takes a receipt, also one that was stored as JSON. Refused after its `undoUntil` (`undo_expired`), and where
   * somebody has changed those fields since (`changed_meanwhile`).
   */
  undo(receipt: Receipt, options?: CallOptions): Promise<Receipt>;
  /** How the opportunity's stage, amount, probability and close date changed; the latest first, at most 200 rows. */
  history(id: string, options?: CallOptions): Promise<readonly StageHistory[]>;
  /**
   * Forgets the token that `accessToken` gave as a function: the next request asks for another one, and what is being
   * given meanwhile is not used. Revokes nothing. A token that was given as a text stays.
   */
  forgetAccessToken(): void;
}

/** What is planned for many records. */
export interface BulkPlan {
  readonly preview: BulkPreview;
  /** Each record with its verdict as it was planned, in the order of the changes. */
  readonly items: readonly BulkRecord[];
  /**
   * Writes what may be written. Records that Salesforce refuses are results; a promise that rejects (no session, no
   * network, the caller's signal) leaves a plan that can be run again and goes on where it was.
   */
  run(options?: RunOptions): Promise<BulkResult>;
  /** The plan as it stands, for `JSON.stringify` and `resumeMany`. */
  toJSON(): StoredPlan;
}

/** An opportunity that was read, and what may be done with it. */
export interface StageUpdate {
  readonly current: CurrentOpportunity;
  /** The stages of this record's sales process in order, each with its verdict as things are. */
  readonly stages: readonly StageOption[];
  /** The fields that may be edited in the same go; those that the org lacks are absent. */
  readonly fields: readonly EditableField[];
  /** Checks a change and says what it brings about. Sends nothing. */
  propose(input: ProposalInput): Proposal;
  /** Reads the opportunity again. */
  refresh(options?: CallOptions): Promise<StageUpdate>;
}

/** A change with its verdict, before it is confirmed. */
export interface Proposal {
  /** The stage that the words mean; null where they mean none, or no stage was given. */
  readonly stage: Stage | null;
  readonly kind: TransitionKind;
  readonly verdict: Verdict;
  readonly changes: readonly Change[];
  /** What is known of the write so far. Where `confirm` was aborted, it says whether the change may have been made. */
  readonly outcome: WriteOutcome;
  /**
   * Writes exactly this change and reads it back. While it is under way, and once it is done, a further call gives the
   * same promise, so that a second click cannot write twice; after a failure it may be tried again. To change the
   * opportunity once more, `open` it again: what was read is out of date.
   *
   * Where somebody else has changed other fields meanwhile, and the rules and consequences are still those of this
   * proposal, it is written all the same, and the receipt's `merged` tells. Otherwise the promise rejects with
   * `changed_meanwhile` and a `conflict`: `refresh` reads the opportunity again, and what is still wanted is proposed anew.
   */
  confirm(options?: CallOptions): Promise<Receipt>;
}

/** The flow as a state machine: events in, views out. */
export interface Conversation {
  readonly view: ConversationView;
  /** True where the event would do something now. */
  can(event: ConversationEvent): boolean;
  /**
   * What the event would begin to write now; null where it writes nothing. A sentence is understood first, as `send` would.
   * Ask it before you send an event, where somebody is to be asked before anything is written; for a sentence, await
   * `understands` first.
   */
  writes(event: ConversationEvent): ConversationWrite | null;
  /** What is known of the last write. After an abort or `close()` it says whether that may have been made. */
  readonly outcome: WriteOutcome;
  /**
   * Takes an event; resolves with the view when everything that it started has settled. Where `close()` ends a write
   * before that, it rejects with `closed`, and the message says whether the write may have been made.
   *
   * Aborted, it rejects with the signal's reason, and what the event began is given up, unless something else was begun
   * since. A reading ends as with `cancel`. A write of which nothing was written leaves the view as before; one that may
   * have been made leads to `failed` with `unknown_outcome`. `outcome` says the same.
   */
  send(event: ConversationEvent, options?: CallOptions): Promise<ConversationView>;
  /** Calls back with each new view; returns what ends it. */
  subscribe(listener: (view: ConversationView) => void): () => void;
  /**
   * True if most of a sentence is understood here. Loads what it takes: the conversation's language and English, and the
   * other languages where it is not understood in these.
   */
  understands(text: string): Promise<boolean>;
  /** What can be said next, for what was typed so far: names that the text begins, and sentences for where it stands. */
  suggest(typed: string): Promise<readonly Suggestion[]>;
  /** Changes the language. Listeners get the view that is there once more, in that language. */
  speak(language: string): Promise<void>;
  /** Aborts what is under way. A write that has been sent may be made all the same: see `outcome`. The view stays as it was. */
  close(): void;
}

/** Connects to an org. Loads the WebAssembly on first use; sends nothing to Salesforce. */
export function connect(options: ConnectOptions): Promise<Salesforce>;

/** Rules that were compiled once, for any number of records. */
export interface Rules {
  /** What this change amounts to for this record. */
  check(record: RulesRecord, input: ProposalInput, context?: RulesContext): Checked;
  /** Every stage of the record's sales process with its verdict. Equal verdicts may be the same object. */
  stages(record: RulesRecord, context?: RulesContext): readonly StageOption[];
  /** The verdicts of one change for many records, in their order. Equal verdicts may be the same object. */
  checkMany(records: readonly RulesRecord[], input: ProposalInput, context?: RulesContext): readonly Verdict[];
  /** The rules whose formulas cannot be read, and why; they stay undecided. */
  readonly unreadable: readonly { rule: string; message: string }[];
}

/**
 * Compiles rules for records that you have: no connection, no requests, in browsers and in Node. `org` is what
 * `opportunity-stage import` writes; without it the stages come with the context. Call `init` first.
 */
export function rules(document?: RulesDocument | string | null, org?: object | string | null): Rules;

/** Options of the functions that build requests. */
export interface RequestOptions {
  /** The REST API's version. Default: `66.0`. */
  apiVersion?: string;
}

/** Builds the requests that `connect` sends, for hosts that fetch on their own. Call `init` first. */
export const requests: {
  find(query: OpportunityQuery, options?: RequestOptions): PreparedRequest;
  /** `GET /ui-api/records/{id}`, with the given fields beside the standard ones. */
  record(id: string, options?: RequestOptions & { fields?: readonly FieldName[] }): PreparedRequest;
  /** `GET /ui-api/object-info/Opportunity` */
  objectInfo(options?: RequestOptions): PreparedRequest;
  /** `GET /ui-api/object-info/Opportunity/picklist-values/{recordTypeId}/StageName` */
  stages(recordTypeId: string, options?: RequestOptions): PreparedRequest;
  /** All stages of the org, active or not, with their order. */
  opportunityStages(options?: RequestOptions): PreparedRequest;
  /** Writes the given fields in one of the ways that `connect` knows. Default: `composite`, which also reads back. */
  update(
    id: string,
    fields: Readonly<Record<FieldName, FieldValue>>,
    options?: RequestOptions & {
      strategy?: WriteStrategy;
      /** Refuse if the record was modified after this time (its `lastModified`). */
      unmodifiedSince?: string;
      /** With `ui-api`: a UUID of version 4, the same for each repetition. Default: a new one. */
      idempotencyKey?: string;
    },
  ): PreparedRequest;
};

/** Reads the answers to those requests. A refusal is thrown as a `Problem`. */
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
  /** What the record holds after the write; null after a plain row PATCH, whose answer has no body. */
  update(response: ReceivedResponse): Record<FieldName, FieldValue> | null;
};

/**
 * Looks through an org document (its JSON text): rules that only Salesforce can decide and why, formulas that are wrong,
 * stages that no rule lets an opportunity leave, names that the org no longer has. Call `init` first.
 */
export function lint(document: string): LintReport;

/**
 * Loads the WebAssembly, with the part that `rules`, `lint`, `requests` and `responses` need: they answer at once.
 * `connect` loads `core.wasm` by itself, and calls load what else they need. Give a URL, a `Response` or bytes to choose
 * where it comes from; the other files are looked for beside an address that ends in `core.wasm`, or where `parts` says.
 */
export function init(source?: WasmSource, parts?: PartSources): Promise<void>;

/**
 * Where the parts come from that are loaded on call: a source, or a function that gives one. Prefer a function where the
 * source is a response: it is called again after a download that failed.
 */
export interface PartSources {
  /** `bulk.wasm`: `planMany`, `resumeMany`, `updateMany`. */
  readonly bulk?: WasmSource | (() => WasmSource);
  /** `conversation.wasm`: `converse`, and so the element. */
  readonly conversation?: WasmSource | (() => WasmSource);
  /** `tools.wasm`: `rules`, `lint`, `requests`, `responses`. */
  readonly tools?: WasmSource | (() => WasmSource);
}

/** Where the WebAssembly comes from: its address, an answer with it, its bytes, or a compiled `WebAssembly.Module`. */
export type WasmSource = string | URL | Request | Response | Promise<Response> | ArrayBuffer | ArrayBufferView | object;

/**
 * Loads `core.wasm` and a part at the same time, before they are called: `preload("bulk")` while a page is idle. A call loads
 * what it needs by itself.
 */
export function preload(part: keyof PartSources): Promise<void>;

/** The package's version. */
export const version: string;
