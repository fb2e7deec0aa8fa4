/** A Salesforce field name, such as `CloseDate` or `Discount__c`. */
export type FieldName = string;

/**
 * A field's value as Salesforce's JSON has it: dates are `yyyy-mm-dd`, percent is the whole number (15 % is 15). A
 * number with more digits than a double holds comes as the text of its digits, and may be given as one.
 */
export type FieldValue = string | number | boolean | null;

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
 * How a record is written; each strategy refuses to overwrite a change that another user made in between.
 * `composite`: one request that writes and reads back; its precondition stands in the body.
 * `ui-api`: one request whose answer is the record, with an `Idempotency-Key`; its headers must pass the org's CORS.
 * `row`: the plain PATCH and a read; its header must pass the org's CORS.
 */
export type WriteStrategy = "composite" | "ui-api" | "row";

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

/**
 * What is known of a write, also where the call was aborted. `not_sent`: it was not sent; `not_written`: it was sent, and
 * it is known that nothing was written; `unknown`: it may have been written, so look before you repeat it; `written`.
 */
export type WriteOutcome = "not_sent" | "not_written" | "unknown" | "written";

/** Options of every call that sends something. */
export interface CallOptions {
  /** Aborts the call; the promise rejects with the signal's reason. */
  signal?: AbortSignal | null;
}

/** What to look for. All keys that are given must match. */
export interface OpportunityQuery {
  /** Part of the account's name. */
  account?: string;
  /** Part of the opportunity's name. */
  name?: string;
  /** Part of either name. */
  search?: string;
}

/** An opportunity that a look-up found. */
export interface OpportunityMatch {
  id: string;
  name: string;
  account: string | null;
  owner: string | null;
  stage: string;
  closed: boolean;
  won: boolean;
  amount: number | string | null;
  /**
   * The amount's currency, where the org has several. Whether it has is known once an opportunity was opened on this
   * connection: before that it is null, and so it is in orgs with one currency.
   */
  currency: string | null;
  /**
   * The sign that the org shows amounts with, such as `$`, `€` or `CHF`, in orgs with one currency: null before an
   * opportunity with an amount was opened on this connection. Numbers are yours to write: the sign alone is the org's.
   */
  currencySign: string | null;
  closeDate: string | null;
  /** Where a person opens it in Salesforce. */
  link: string | null;
}

/** Open ones first, among them the user's own and those that the user saw last; at most 50. */
export type OpportunityMatches = readonly OpportunityMatch[] & {
  /** There are more than these: narrow the query. */
  readonly more: boolean;
};

/** A stage of the record's sales process. */
export interface Stage {
  /** What Salesforce stores. */
  value: string;
  /** What a person reads, in the user's language. */
  label: string;
  /** Percent, or null where the org does not forecast. */
  probability: number | null;
  forecastCategory: string | null;
  closed: boolean;
  won: boolean;
}

/**
 * The kind of move that leads to a stage. If the current position of the opportunity is unknown, the most likely kind; rules
 * that depend on the difference are then undecided.
 */
export type TransitionKind =
  | "forward"
  | "skip"
  | "back"
  | "close_won"
  | "close_lost"
  | "reopen"
  | "same";

/** A stage of the record's sales process, and what it takes to go there as things are. */
export interface StageOption extends Stage {
  kind: TransitionKind;
  verdict: Verdict;
  /** The fields that are worth a look at this stage: of the rules document, or of the org's Path. */
  keyFields: readonly FieldName[];
  /** What to do at this stage. A Path's guidance holds markup: show it as text, or clean it first. */
  guidance: string | null;
}

/** A field that can be edited in addition to the stage. */
export interface EditableField {
  name: FieldName;
  label: string;
  /** Salesforce's data type: `String`, `Date`, `Currency`, `Percent`, `Picklist`, … */
  type: string;
  required: boolean;
  /** False where the user may read but not write the field. */
  updateable: boolean;
  /** The most characters that a text may have. */
  length: number | null;
  precision: number | null;
  scale: number | null;
  /** The values of a picklist; null for other fields. A multi-select picklist holds several, separated by `;`. */
  picklist: FieldPicklist | null;
  /** The amount's currency, where the org has several; null for fields that hold none. */
  currency: string | null;
  value: FieldValue;
}

/** The values of a picklist, as the record's record type has them. */
export interface FieldPicklist {
  /** Salesforce is known to refuse other values. */
  restricted: boolean;
  /** The field whose value settles which values there are. */
  controller: FieldName | null;
  values: readonly {
    value: string;
    /** What a person reads, in the user's language. */
    label: string;
    /** The controlling field's values under which it is there; null where no field controls it. */
    validFor: readonly string[] | null;
  }[];
}

/** The opportunity as it was read. */
export interface CurrentOpportunity {
  id: string;
  name: string;
  stage: Stage;
  account: string | null;
  owner: string | null;
  amount: number | string | null;
  /** The currency of this and all other amounts of the opportunity, where the org has several. */
  currency: string | null;
  /** The sign that the org shows amounts with, such as `$`, in orgs with one currency; null until an amount has been read. */
  currencySign: string | null;
  closeDate: string | null;
  /** Whole days since the stage changed, and how often the close date was put off: null where the org does not tell. */
  daysInStage: number | null;
  pushCount: number | null;
  lastModified: string;
  /** The values of the editable fields. */
  fields: Readonly<Record<FieldName, FieldValue>>;
  link: string | null;
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

/** A change that a confirmation makes. */
export interface Change {
  field: FieldName;
  label: string;
  /** Salesforce's data type of the field, as in `EditableField`. */
  type: string;
  /** The record's currency, where the org has several. */
  currency: string | null;
  from: FieldValue;
  to: FieldValue;
  /** What a person calls the value, where it has a name of its own, as stages have. */
  fromLabel: string | null;
  toLabel: string | null;
  /** `salesforce`: a consequence that Salesforce brings about by itself. */
  by: "you" | "salesforce";
}

/** A reason against a proposal. */
export interface Violation {
  code: ViolationCode;
  /** The id of the rule, where it is one of the rules document or of the org. */
  rule: string | null;
  message: string;
  /** What to do about it. */
  help: string | null;
  field: FieldName | null;
  /** What the message is made of, for texts of your own: `from`, `to`, `kind`, `label`, … */
  parameters: Readonly<Record<string, FieldValue>>;
  /** The portal's owner or the org wrote the message: show it as it is. Other messages can be localized by `code`. */
  authored: boolean;
  /** The stages that the words could mean, those that there are, or those that are passed over. */
  stages: readonly Stage[];
}

export type ViolationCode =
  | "stage_ambiguous"
  | "stage_unknown"
  | "stage_inactive"
  | "stage_not_in_process"
  | "field_read_only"
  | "value_required"
  | "value_too_long"
  | "value_out_of_range"
  | "value_not_in_picklist"
  | "stages_skipped"
  | "moves_back"
  | "closed_is_final"
  | "transition_not_allowed"
  | "transition_forbidden"
  | "field_required"
  | "loss_reason_required"
  | "close_date_past"
  | "approval_required"
  | "rule"
  | "org_rule";

/** A thing to know that does not stand in the way. */
export interface Warning {
  code: WarningCode;
  /** The id of the rule, where it is one of the rules document. */
  rule: string | null;
  message: string;
  help: string | null;
  field: FieldName | null;
  parameters: Readonly<Record<string, FieldValue>>;
  /** The portal's owner wrote the message: show it as it is. */
  authored: boolean;
  /** The rule's id has to stand in `acknowledge` of the input before the change can be confirmed. */
  acknowledge: boolean;
}

export type WarningCode =
  | "close_date_moves"
  | "reopens_opportunity"
  | "amount_ignored"
  | "value_not_in_picklist"
  | "refused_before"
  | "stages_skipped"
  | "moves_back"
  | "closed_is_final"
  | "transition_not_allowed"
  | "transition_forbidden"
  | "field_required"
  | "loss_reason_required"
  | "close_date_past"
  | "approval_required"
  | "rule";

/** A rule that cannot be decided here: Salesforce decides when the change is confirmed. */
export interface UndecidedRule {
  rule: string;
  reason: UndecidedReason;
  message: string;
  /** What the rule says where it stands in the way; empty where it has no text of its own. */
  about: string;
  field: FieldName | null;
}

export type UndecidedReason =
  | "unknown_field"
  | "unknown_function"
  | "missing_value"
  | "missing_answer"
  | "failed"
  | "unreadable_rule"
  | "unknown_position"
  | "only_salesforce";

/** A field that the move asks for, filled in or not. */
export interface RequiredField {
  field: FieldName;
  label: string;
  rule: string;
  /** Null where the field's value is not known. */
  filled: boolean | null;
  /** False where this user cannot fill it in here: the violation says whom to ask. */
  editable: boolean;
}

/** An approval that the move needs, given or not. */
export interface NeededApproval {
  approval: string;
  rule: string;
  state: "needed" | "pending" | "granted" | "rejected";
}

/** A rule that would stand in the way, were this user not exempt from it. */
export interface ExemptedRule {
  rule: string;
  reason: string | null;
}

/** The answer of a check. Salesforce has the last word. */
export interface Verdict {
  type: "allowed" | "denied" | "undecided";
  violations: readonly Violation[];
  warnings: readonly Warning[];
  undecided: readonly UndecidedRule[];
  required: readonly RequiredField[];
  approvals: readonly NeededApproval[];
  exemptions: readonly ExemptedRule[];
}

/** What `rules(…).check` says of a change. */
export interface Checked {
  /** The stage that was meant; null where none was given, or the words mean none. */
  stage: Stage | null;
  kind: TransitionKind;
  verdict: Verdict;
  changes: readonly Change[];
}

/**
 * A record that the host has, as Salesforce's REST API gives it: parents inside (`Account: { Name }`) or by path. Where the org document has
 * several sales processes, `RecordType: { DeveloperName }` tells which is the record's (`RecordType: null`: it has no record type).
 */
export type RulesRecord = Readonly<Record<string, unknown>>;

/** Who the user is. What is left out is not known: rules that ask for it stay undecided. */
export interface RulesUser {
  id?: string;
  /** The profile's name, or its id. */
  profile?: string;
  /** The role's name, or its id. */
  role?: string;
  /** The API names of all custom permissions that the user has. */
  permissions?: readonly string[];
  /**
   * Fields of the user's record by name or path, such as `Department`, `Bypass__c` or `"Manager.Name"`: what formulas call
   * `$User.Department`. Also other global variables by path: `"Profile.Id"`, `"$Organization.Country"`. The type of a field that the org document does not describe is that of its value; a percentage
   * is then to be given as formulas read it, 0.5 for 50 %.
   */
  fields?: Readonly<Record<string, FieldValue>>;
}

/** Who judges when, for records that the host has. */
export interface RulesContext {
  user?: RulesUser;
  /** Default: now. */
  now?: Date | number;
  /** The user's time zone, such as `Europe/Berlin`: the zone of the user in Salesforce. Default: that of this machine. */
  timeZone?: string;
  /**
   * In place of a time zone, the user's offset from UTC in minutes, east positive, as it is now. What was at another time of the year may be an
   * hour off: where that would make another day, `DATEVALUE` of an instant is undecided.
   */
  offsetMinutes?: number;
  /**
   * The stages of the records' sales process, in order. Default: those of the record type in the org document. Missing properties
   * of a stage are taken from the org document. A property in neither is unknown, and rules that depend on it are undecided.
   * Without any stages, calls that need one throw `invalid_options`.
   */
  stages?: readonly Pick<Stage, "value">[] | readonly Stage[];
}

/** How much a rule weighs: it denies, it warns and wants to be acknowledged, or it warns. */
export type RuleSeverity = "error" | "acknowledge" | "warning";

/** What every rule may have. Stages are named by their API names, conditions are formulas. */
export interface RuleParts {
  /** Stands in the verdict, and is what exemptions and messages refer to. */
  id?: string;
  /** The stages that are left; all where it is absent. */
  from?: string | readonly string[];
  /** The stages that are moved to; all where it is absent. */
  to?: string | readonly string[];
  /** The stages that the record is in afterwards, also where it was there before. */
  at?: string | readonly string[];
  kinds?: readonly TransitionKind[];
  /** The rule speaks only where this formula is true. */
  when?: string;
  /** Default: `error`. */
  severity?: RuleSeverity;
  /** What the user reads; `{from}`, `{to}` and the other parameters are filled in. */
  message?: string;
  help?: string;
}

/** A move that is drawn by hand. */
export type DrawnTransition = Pick<RuleParts, "from" | "to" | "kinds" | "when">;

/** What the portal's owner demands of transitions. `opportunity-stage/rules.schema.json` describes it for editors. */
export interface RulesDocument {
  $schema?: string;
  version: 1;
  /** No open stage is passed over. `excuseLost` (default true): a lost opportunity may be closed from anywhere. */
  noSkipping?: boolean | (RuleParts & { excuseLost?: boolean });
  /** No open stage, or none of `stages`, is left for an earlier one. */
  noMovingBack?: boolean | (RuleParts & { stages?: string | readonly string[] });
  /** No closed stage, or none of `stages`, is left. */
  closedIsFinal?: boolean | (RuleParts & { stages?: string | readonly string[] });
  /** The moves that there are; all others are denied. */
  allowed?: readonly DrawnTransition[] | (RuleParts & { transitions: readonly DrawnTransition[] });
  /** Moves that are denied. */
  forbidden?: readonly RuleParts[];
  /** Fields that have to be filled in. */
  required?: readonly (RuleParts & { fields: readonly FieldName[] })[];
  /** Fields and guidance that are worth a look at a stage. */
  keyFields?: readonly { at: string | readonly string[]; fields?: readonly FieldName[]; guidance?: string }[];
  /** The close date of an open opportunity does not lie in the past. */
  closeDate?: boolean | RuleParts;
  /** The field that says why an opportunity was lost. */
  lossReason?: RuleParts & { field: FieldName };
  /** Approvals that the move needs, by the name under which the host keeps each of them. */
  approvals?: readonly (RuleParts & { approval: string })[];
  /** Anything else that a formula can say: where `when` is true, the message is said. */
  rules?: readonly (RuleParts & { id: string; when: string; message: string; field?: FieldName })[];
  /** Who need not follow the rules, or those of `from`; `reason`: but has to say why. */
  exemptions?: readonly {
    from?: string | readonly string[];
    who: {
      /** Names or ids. */
      profiles?: string | readonly string[];
      /** Names or ids. */
      roles?: string | readonly string[];
      permissions?: string | readonly string[];
      users?: string | readonly string[];
    };
    reason?: boolean;
  }[];
  /** Texts of your own, by rule id or code. */
  messages?: Readonly<Record<string, string | { message?: string; help?: string }>>;
  /** Global variables that never change, such as `$Setup.Switches__c.Off__c`. */
  globals?: Readonly<Record<string, string | number | boolean>>;
}

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

/** A row of an opportunity's history: how it stood after a change. */
export interface StageHistory {
  /** The stage's API name. */
  stage: string;
  amount: number | string | null;
  probability: number | null;
  closeDate: string | null;
  forecastCategory: string | null;
  /** When, as an ISO instant. */
  at: string;
  /** Who changed it. */
  by: string | null;
}

/** What went wrong, as it is thrown: an `Error` with a stable `code`. Compare the code, never the text. */
export interface Problem extends Error {
  readonly name: "OpportunityStageError";
  readonly code: ProblemCode;
  /** What to do about it. */
  readonly help: string | null;
  readonly fields: readonly FieldName[];
  /** Everything that Salesforce, or the check of the input, had to say; never only the first. */
  readonly errors: readonly ProblemDetail[];
  /** The HTTP status, where the server answered. */
  readonly status: number | null;
  /** True where the same call may succeed later. */
  readonly retryable: boolean;
  /** With the code `changed_meanwhile`: who changed what. */
  readonly conflict: Conflict | null;
}

/** One of several things that are wrong. */
export interface ProblemDetail {
  /** Salesforce's own `errorCode`, or our code. */
  code: string;
  message: string;
  fields: readonly FieldName[];
}

/** A request for hosts that fetch on their own. Add the origin and the `Authorization` header. */
export interface PreparedRequest {
  method: "GET" | "POST" | "PATCH";
  /** Path and query, from the first slash. */
  path: string;
  headers: Readonly<Record<string, string>>;
  body: string | null;
}

/** An answer that the host fetched. */
export interface ReceivedResponse {
  status: number;
  body: string | null;
}

/** Every code that a problem can have. */
export type ProblemCode =
  // The input: nothing was sent.
  | "invalid_options"
  | "invalid_document"
  | "invalid_instance_url"
  | "host_not_allowed"
  | "invalid_access_token"
  | "invalid_api_version"
  | "invalid_record_id"
  | "invalid_field_name"
  | "invalid_query"
  | "invalid_value"
  | "unknown_field"
  | "not_allowed"
  | "undo_expired"
  | "closed"
  | "not_initialized"
  // No answer.
  | "offline"
  | "network"
  | "cors_not_allowed"
  | "csp_blocked"
  | "timeout"
  | "unknown_outcome"
  // The server refused.
  | "session_expired"
  | "session_not_accepted"
  | "access_denied"
  | "request_limit"
  | "not_found"
  | "field_not_found"
  | "field_not_writable"
  | "required_field_missing"
  | "value_rejected"
  | "validation_rule"
  | "duplicate"
  | "record_locked"
  | "record_in_approval"
  | "changed_meanwhile"
  | "automation_failed"
  | "request_rejected"
  | "api_version_retired"
  | "server_unavailable"
  | "server_error"
  | "refused"
  // The answer could not be read.
  | "unreadable_answer"
  // The package itself.
  | "wasm_blocked"
  | "wasm_unavailable"
  | "sign_in_cancelled"
  | "sign_in_blocked"
  | "sign_in_failed"
  | "internal";

/** What a person, or the page for them, does in a conversation. */
export type ConversationEvent =
  /**
   * A sentence, such as "What's the current stage of the Acme opportunity?" or "Update it to Closed Won". With an intent, it
   * is taken for that, and then it never writes.
   */
  | { type: "say"; text: string; intent?: Interpretation }
  | { type: "find"; query: OpportunityQuery }
  /** One of the choices, or any opportunity by its id. */
  | { type: "choose"; id: string }
  | ({ type: "propose" } & ProposalInput)
  | { type: "confirm" }
  | { type: "edit" }
  | { type: "cancel" }
  /** What failed, once more. */
  | { type: "retry" }
  /** Ends a conflict. `fields` says of single fields that you changed whose value counts; where it says nothing, yours does. */
  | { type: "resolve"; keep: "mine" | "theirs" | "merge"; fields?: Readonly<Record<FieldName, "mine" | "theirs">> }
  /** Puts back what was updated. */
  | { type: "undo" };

/** How a conversation is begun. */
export interface ConversationOptions {
  /** The language that people speak with it, such as `de` or `pt-BR`; English where it is left out. Sentences in another of the seven are understood too. */
  language?: string;
  /** The same as `language`. */
  lang?: string;
  /** False where hardly any sentence is said, as with buttons alone: what understands them is loaded with the first one, and not at once. */
  sentences?: boolean;
  /** False where you make the texts of the codes and their parameters yourself; the view then has them in English. */
  texts?: boolean;
  /**
   * A model of yours. It is asked what a sentence means that is not understood well here. What it answers is checked like
   * anything typed, and never confirms, retries, undoes, acknowledges or approves. `opportunity-stage/interpret` has one
   * for the browser's built-in model.
   */
  interpret?: Interpret;
  /** When it is asked: if our own understanding is unsure (the default), or always. Never about a sentence that would write. */
  interpretWhen?: "unsure" | "always";
  /** Milliseconds that it may take, 4000 unless you say otherwise, at most 30000. After that our own understanding counts. */
  interpretTimeout?: number;
}

/** Says what a sentence means: `interpret.schema.json` describes the answer. Nothing, an error or `unknown` leaves it to us. */
export type Interpret = (
  text: string,
  context: InterpretationContext,
  options: { signal: AbortSignal },
) => Interpretation | null | undefined | Promise<Interpretation | null | undefined>;

/**
 * What a model gets to know besides the sentence: what is on the screen, and no token, id or address. Texts have at most
 * 255 characters, lists at most 50 items; longer sentences than 500 characters are not asked about.
 */
export interface InterpretationContext {
  /** The conversation's language. */
  language: string;
  state: ConversationState;
  /** Today where the person is, as `yyyy-mm-dd`. */
  today: string;
  opportunity: {
    name: string;
    account: string | null;
    owner: string | null;
    stage: string;
    amount: number | string | null;
    closeDate: string | null;
  } | null;
  /** The opportunities or stages to choose from; `choice` counts from 1. */
  choices: readonly {
    choice: number;
    name: string;
    account?: string | null;
    owner?: string | null;
    stage?: string;
    amount?: number | string | null;
    closeDate?: string | null;
  }[];
  /** The stages of the sales process. */
  stages: readonly { label: string; denied: boolean }[];
  /** The fields that may be edited. */
  fields: readonly { name: FieldName; label?: string; type?: string }[];
  /** What the draft changes. */
  draft: readonly { label: string; value: FieldValue }[];
}

/** What a sentence is taken for. */
export interface Interpretation {
  intent: "find" | "choose" | "change" | "ask" | "edit" | "cancel" | "help" | "unknown";
  /** `find`: words that stand in the name of the opportunity, its account or its owner. */
  words?: readonly string[];
  /** `find`: the person's own. */
  mine?: boolean;
  /** `find`: part of the name of the stage that they are in. */
  inStage?: string;
  /** `find` */
  closed?: boolean;
  /** `find` */
  won?: boolean;
  /** `find`: the amount is more than this. */
  over?: number;
  /** `find`: the amount is less than this. */
  under?: number;
  /** `find`: the first close date, as `yyyy-mm-dd`. */
  from?: string;
  /** `find`: the last close date. */
  until?: string;
  /** `choose`: its place among the choices, from 1. */
  choice?: number;
  /** `change`, and what is wanted of what is found or chosen; with `obstacles`, the stage that is asked about. */
  stage?: string;
  /** The same for fields: values by API name, `null` to clear one. */
  fields?: Readonly<Record<FieldName, FieldValue>>;
  /** `ask` */
  about?: "stage" | "owner" | "probability" | "days_in_stage" | "last_change" | "stages" | "obstacles" | "changes" | "field";
  /** With `field`: its API name. */
  field?: FieldName;
}

/** A sentence that can be said next. It is text, and does nothing before it is sent. */
export interface Suggestion {
  code: SuggestionCode;
  /** What it names. */
  parameters: Readonly<Record<string, FieldValue>>;
  /** The sentence in the conversation's language; a `completion` is what was typed, with the name that it begins. */
  text: string;
}

/** Every suggestion. */
export type SuggestionCode =
  | "completion"
  | "choice"
  | "stage"
  | "my_open"
  | "closing_this_month"
  | "closing_this_quarter"
  | "biggest"
  | "soonest"
  | "none_of_these"
  | "move_to"
  | "ask_stages"
  | "ask_age"
  | "ask_owner"
  | "ask_changes"
  | "leave_as_is"
  | "keep_mine"
  | "take_theirs";

/** What an event begins to write: an update (also once more, after it failed), or what undoes the last one. */
export type ConversationWrite = "update" | "undo";

/** Where the conversation stands. */
export type ConversationState =
  | "idle"
  | "finding"
  | "choosing"
  | "opening"
  | "current"
  | "choosing_stage"
  | "preview"
  | "editing"
  | "applying"
  | "conflict"
  | "done"
  | "failed";

/**
 * What a sentence says, for surfaces that say it in another language. Values are raw: numbers, `yyyy-mm-dd`, ISO
 * instants.
 */
export interface Text {
  code: TextCode;
  parameters: Readonly<Record<string, FieldValue>>;
}

/** Every sentence of a conversation, with its parameters. */
export type TextCode =
  | "greeting"
  | "not_understood"
  | "not_understood_choosing"
  | "not_understood_current"
  | "not_understood_preview"
  | "not_understood_conflict"
  | "help"
  | "help_choosing"
  | "help_current"
  | "help_preview"
  | "help_conflict"
  | "one_by_one"
  | "none_of_them"
  /** `label` */
  | "value_not_understood"
  /** `label`, `value`, and the `type` of the field */
  | "answer_field"
  /** `label` */
  | "answer_empty"
  /** `stage`, `days` */
  | "answer_days_in_stage"
  /** `date`, `by`, and `at`: the instant */
  | "answer_moved"
  /** `date`, and `at`: the instant */
  | "answer_moved_unknown"
  /** `stages` */
  | "answer_stages"
  /** `stages`, `others` */
  | "answer_some_stages"
  | "answer_no_stages"
  /** `reasons`, and the view has the `violations` */
  | "answer_why"
  | "answer_nothing_against"
  /** `changes` */
  | "answer_changes"
  | "answer_no_changes"
  /** `words` */
  | "finding"
  /** `words` */
  | "found_none"
  /** `words`, `count` */
  | "found_several"
  /** `words`, `count` */
  | "found_more"
  | "opening"
  /** `subject`, `stage` */
  | "current_stage"
  /** `subject`, `stage` */
  | "already_there"
  | "nothing_to_change"
  /** `stages` (in English, as the choices list them), `stage`: the words that were given */
  | "stage_ambiguous"
  /** `stage` */
  | "stage_unknown"
  /** `stage` */
  | "stage_inactive"
  /** `stage` */
  | "stage_not_in_process"
  /** `message`: a text of the portal's owner */
  | "authored"
  | "confirm_details"
  | "editing"
  | "updating"
  | "updated"
  /** `fields`: the labels */
  | "updated_merged"
  | "updated_otherwise"
  | "updated_unverified"
  | "cancelled"
  | "refused"
  | "outcome_unknown"
  /** `by`, `at` */
  | "changed_meanwhile"
  /** `at` */
  | "changed_meanwhile_unknown"
  /** `subject`, `stage` */
  | "left_theirs"
  | "undoing"
  /** `stage` */
  | "undone"
  | "undone_fields"
  | "undone_otherwise"
  | "undone_unverified"
  | "undo_failed"
  | "failed";

/** Labels of the org; each null until it has been read. Administrators rename and translate them. */
export interface Labels {
  /** The object, such as Opportunity. */
  object: string | null;
  /** The same for several. */
  objectPlural: string | null;
  /** `StageName`. */
  stage: string | null;
  /** `Amount`. */
  amount: string | null;
  /** `CloseDate`. */
  closeDate: string | null;
  /** `OwnerId`, without "ID". */
  owner: string | null;
  /** `AccountId`, without "ID". */
  account: string | null;
  /** `RecordTypeId`, without "ID". */
  recordType: string | null;
}

/** A run of text, as text: never markup. */
export interface TextPart {
  text: string;
  strong: boolean;
}

/** A line of the confirmation card. */
export interface CardRow {
  code: CardRowCode;
  label: string;
  value: string;
  /** The field that the value is of. */
  field: FieldName | null;
}

export type CardRowCode = "opportunity" | "current_stage" | "new_stage";

/** Something to press. Send `event` when it is. */
export interface ViewButton {
  code: ButtonCode;
  label: string;
  /** The filled button is the one that goes on. */
  appearance: "filled" | "outlined";
  event: ConversationEvent;
}

export type ButtonCode =
  | "confirm_update"
  | "edit_details"
  | "cancel"
  | "review"
  | "try_again"
  | "open_again"
  | "keep_mine"
  | "take_theirs"
  | "merge"
  | "undo";

/** One of several opportunities or stages to choose from. Send `event` when it is chosen. */
export interface ViewChoice {
  label: string;
  detail: string;
  /** The opportunity, where one is chosen from several. */
  opportunity: OpportunityMatch | null;
  /** The stage, where one is chosen from several. */
  stage: Stage | null;
  event: ConversationEvent;
}

/** A link to the record that a statement is about. */
export interface Citation {
  label: string;
  link: string | null;
}

/** A step of the work, as it happens. */
export interface ViewStep {
  code: StepCode;
  label: string;
  status: "pending" | "done" | "failed";
}

export type StepCode = "find_opportunity" | "read_opportunity" | "update_opportunity" | "read_changes" | "undo_update";

/** What is to be confirmed. */
export interface Card {
  code: "confirm_details";
  title: string;
  rows: readonly CardRow[];
  changes: readonly Change[];
}

/** The form of "Edit Details". */
export interface Form {
  /** The stage that is chosen: an API name, or the words that were given. */
  stage: string;
  /** The stages to choose from. */
  stages: readonly Stage[];
  fields: readonly EditableField[];
  /** What sends the form: put `stage` and `fields` into its event. */
  submit: ViewButton;
}

/** Everything that a surface shows. */
export interface ConversationView {
  /** Grows by one with each new thing that is said; the same number again means: the same message, updated. */
  turn: number;
  state: ConversationState;
  /** The message as plain text. */
  message: string;
  /** The same with its emphasis. */
  parts: readonly TextPart[];
  /** What the message is made of, to be said in another language. */
  text: Text;
  /**
   * What the org calls the object and its fields, in the user's language. Texts of your own may name them: `{object}`,
   * `{objects}`, `{stageField}`, `{amountField}`, `{closeDateField}`.
   */
  labels: Labels;
  citation: Citation | null;
  /** The opportunity that is spoken of, as it was read last. The same object as long as it is the same reading. */
  opportunity: CurrentOpportunity | null;
  /** Its stages with their verdicts, as if nothing else were changed; empty where no opportunity is open. */
  offers: readonly StageOption[];
  steps: readonly ViewStep[];
  choices: readonly ViewChoice[];
  card: Card | null;
  form: Form | null;
  buttons: readonly ViewButton[];
  violations: readonly Violation[];
  warnings: readonly Warning[];
  /** The rules that Salesforce alone can decide. */
  undecided: readonly UndecidedRule[];
  /** The changes of another user, if the user has to decide which values to keep. */
  conflict: Conflict | null;
  /** Until when the update may be undone, as an ISO instant; null where there is nothing to undo. */
  undo: { until: string } | null;
  problem: ViewProblem | null;
  receipt: Receipt | null;
}

/** A problem as the view shows it. */
export interface ViewProblem {
  code: ProblemCode;
  message: string;
  help: string | null;
  fields: readonly FieldName[];
  errors: readonly ProblemDetail[];
  status: number | null;
  retryable: boolean;
  conflict: Conflict | null;
}

/** What the lint of an org document found. */
export interface LintReport {
  /** Every validation rule, and where it can be decided. */
  rules: readonly {
    name: string;
    /** Whether the org applies it. */
    active: boolean;
    /**
     * What it takes to decide the rule in every case: the record alone, also the user, also fields of related records;
     * `org` where only Salesforce can tell, `broken` where the formula is wrong. Some records need less.
     */
    decided: "record" | "user" | "related" | "org" | "broken";
    /** What the rule needs in addition to the record's own fields. */
    needs: readonly { kind: LintNeed; name: string }[];
  }[];
  /** What looks wrong. */
  findings: readonly LintFinding[];
}

/** What a rule may need in addition to the record's own fields. */
export type LintNeed =
  | "user"
  | "relatedField"
  | "unknownField"
  | "customSetting"
  | "customMetadata"
  | "label"
  | "global"
  | "lookUp"
  | "currencyRate"
  | "unknownFunction";

/** Something that looks wrong in an org document. */
export interface LintFinding {
  code:
    | "formula_syntax"
    | "formula_type"
    | "always_fires"
    | "stage_without_exit"
    | "no_stages"
    | "unknown_field"
    | "unknown_stage"
    | "inactive_stage"
    | "unknown_value"
    | "inactive_value"
    | "unknown_record_type"
    | "unknown_sales_process";
  severity: "error" | "warning" | "info";
  subject: "rule" | "stage" | "salesProcess" | "recordType" | "path";
  /** The subject's name. */
  name: string;
  message: string;
  /** Where in the rule's formula. */
  at: number | null;
}
