/** A Salesforce org inside the process, for development and tests: no server, no account, no network. */

/**
 * Creates an org that lives in this process. It answers as the sandbox of `crates/sandbox` does, because it is the same code,
 * compiled to WebAssembly: give its `fetch` to `connect` or to the element.
 *
 * For development and tests. The package's other entries never load it.
 *
 * @throws {@link index!Problem} `invalid_options` for a wrong option, seed or org document; `wasm_unavailable` and `wasm_blocked` as `init` does.
 * @example
 * ```ts
 * import { connect } from "opportunity-stage";
 * import { createSandbox } from "opportunity-stage/sandbox";
 *
 * const org = await createSandbox({ faults: [{ fault: "row-lock", times: 1 }] });
 * const salesforce = await connect({ instanceUrl: org.instanceUrl, accessToken: org.accessToken, fetch: org.fetch });
 * ```
 */
export function createSandbox(options?: SandboxOptions): Promise<Sandbox>;

/** Options of `createSandbox`. An unknown key is rejected. */
export interface SandboxOptions {
  /**
   * Kinds of org, applied in order.
   *
   * @default "two-record-types"
   */
  profile?: SandboxProfile | readonly SandboxProfile[];
  /**
   * The number of additional opportunities, of accounts named Portfolio; at most 1,000,000. The profile `large` has 50,000 by itself.
   *
   * @default 0
   */
  generate?: number;
  /** The org's content in place of the built-in one. */
  seed?: SandboxSeed;
  /**
   * An org document, as `opportunity-stage import` writes it: the org has its stages, record types, fields, picklists, Paths and
   * validation rules. The records are the seed's, with stages of this org.
   */
  org?: object;
  /** Faults that are on from the start, and after each `reset`. */
  faults?: readonly (Fault | FaultName)[];
  /**
   * The org's address. Under `my.salesforce.com`, `connect` needs no `allowedOrigins`.
   *
   * @default an address under `my.salesforce.com` that cannot belong to anyone
   */
  instanceUrl?: string;
  /**
   * The access token of the org's first user.
   *
   * @default a token that is the same each time
   */
  accessToken?: string;
  /**
   * The origin that requests come from. With one, `fetch` applies CORS as a browser does, without preflights.
   *
   * @default the page's origin in a browser, else null
   */
  origin?: string | null;
  /**
   * The org's CORS list.
   *
   * @default [origin]
   */
  origins?: readonly string[];
  /**
   * Called for requests to other hosts, and to a relative address that has no page to count from, with what `fetch` was called
   * with. Without it they are rejected.
   */
  otherwise?: typeof globalThis.fetch;
  /**
   * Returns the time in milliseconds since 1970.
   *
   * @default () => Date.now()
   */
  now?: () => number;
  /**
   * The source of the WebAssembly.
   *
   * @default `sandbox.wasm` of the package
   */
  wasm?: string | URL | Request | Response | BufferSource | WebAssembly.Module | Promise<Response | BufferSource>;
}

/** A kind of org. */
export type SandboxProfile =
  | "two-record-types"
  | "no-record-types"
  | "multi-currency"
  | "no-custom-fields"
  | "hidden-field"
  | "rules"
  | "dependent-picklists"
  | "large";

/** An org inside the process. */
export interface Sandbox {
  readonly instanceUrl: string;
  /** The access token of the org's first user. */
  readonly accessToken: string;
  readonly userId: string;
  readonly orgId: string;
  /** Validation rules of the org document that the org does not apply, and why. */
  readonly skippedRules: readonly { readonly name: string; readonly reason: string }[];
  /**
   * `fetch` whose only host is the org. A connection that a fault cuts is a rejection with a `TypeError`, whose `cause` says what
   * happened; an abort rejects with the signal's reason.
   */
  readonly fetch: typeof globalThis.fetch;
  /** Switches a fault on and returns all that are on. */
  fault(fault: Fault | FaultName, options?: FaultOptions): readonly ActiveFault[];
  /** Returns the faults that are on. */
  faults(): readonly ActiveFault[];
  /** Switches all faults off. */
  clearFaults(): void;
  /** Returns the requests and the writes so far. */
  log(): SandboxLog;
  /**
   * Returns the records of an object as the org holds them, whatever the user may see; `where` names values that they have.
   *
   * @example
   * ```ts
   * import { createSandbox } from "opportunity-stage/sandbox";
   *
   * const org = await createSandbox();
   * const [widgets] = org.records("Opportunity", { Name: "Acme - 200 Widgets" });
   * ```
   */
  records(object: SandboxObject, where?: Readonly<Record<string, SandboxValue>>): readonly SandboxRecord[];
  /** Restricts the user's access to a record, or puts the record into an approval process. */
  restrict(id: string, restrictions: { access?: "all" | "read" | "none"; locked?: boolean }): void;
  /** Expires all access tokens. */
  expireSessions(): void;
  /** Restores the initial state: records, tokens, jobs, log and faults; as another kind of org if one is given. An unknown key is rejected. */
  reset(kind?: { profile?: SandboxProfile | readonly SandboxProfile[]; generate?: number }): void;
}

/** An object of the org. */
export type SandboxObject =
  | "Opportunity"
  | "Account"
  | "OpportunityStage"
  | "OpportunityHistory"
  | "OpportunityFieldHistory"
  | "RecordType"
  | "User"
  | (string & {});

/** A value of a field. */
export type SandboxValue = string | number | boolean | null;

/** A record with all its fields by API name. */
export type SandboxRecord = { readonly Id: string } & Readonly<Record<string, SandboxValue>>;

/** When and where a fault strikes. */
export interface FaultOptions {
  /** What the fault takes: milliseconds, a status, a text. */
  value?: unknown;
  /** Only requests with this method. */
  method?: string;
  /** Only paths that contain this. */
  path?: string;
  /**
   * How often it occurs: a whole number above 0.
   *
   * @default until it is switched off
   */
  times?: number;
}

/** A fault to switch on. */
export interface Fault extends FaultOptions {
  fault: FaultName;
}

/** A fault that is on. */
export interface ActiveFault {
  readonly fault: FaultName;
  readonly value: unknown;
  readonly method: string | null;
  readonly path: string | null;
  /** How often it will still strike; null without a limit. */
  readonly times: number | null;
}

/** The faults; the page "The sandbox" of the documentation says what each does. */
export type FaultName =
  | "latency"
  | "time-out"
  | "reset-before"
  | "reset-after"
  | "gateway-after"
  | "gateway-before"
  | "expired-session"
  | "session-not-for-rest"
  | "app-not-attached"
  | "bad-auth-header"
  | "request-limit"
  | "concurrent-limit"
  | "api-disabled"
  | "edge-420"
  | "edge-502"
  | "edge-503"
  | "server-unavailable"
  | "html-404"
  | "xml-error"
  | "server-error"
  | "refresh-expired"
  | "refresh-busy"
  | "row-lock"
  | "stale"
  | "someone-else"
  | "read-only"
  | "approval-lock"
  | "flow-error"
  | "trigger-error"
  | "duplicate"
  | "validation"
  | "owner-lost"
  | "precondition-body"
  | "uri-limit"
  | "preflight-refuses"
  | "preflight-strict"
  | "errors-without-cors"
  | "unlisted-404"
  | "ui-collision-412"
  | "restricted-stages"
  | "oauth-cors"
  | "no-refresh-rotation"
  | "clock";

/** What the org was asked for and what was written. */
export interface SandboxLog {
  /** How many requests there were; `requests` has the last 2,000. */
  readonly requestsInAll: number;
  readonly requests: readonly SandboxRequest[];
  readonly writes: readonly SandboxWrite[];
}

/** A request that the org received. */
export interface SandboxRequest {
  readonly at: string;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  /** True for a CORS preflight, which only a browser sends. */
  readonly preflight: boolean;
  readonly origin: string | null;
  /** Headers that matter to Salesforce; never the token. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body, parsed if it is JSON. */
  readonly body: unknown;
  /** The status of the response; 0 without a response. */
  readonly status: number;
  /** The faults that struck it. */
  readonly faults: readonly FaultName[];
}

/** A write to the org. */
export interface SandboxWrite {
  readonly at: string;
  readonly what: "create" | "update" | "delete";
  readonly object: string;
  readonly id: string;
  /** The user's id. */
  readonly by: string;
  readonly changes: Readonly<Record<string, { readonly from: SandboxValue; readonly to: SandboxValue }>>;
}

/**
 * The content of an org. `crates/sandbox/seed/org.json` of the repository is the built-in one. TypeScript widens what it imports
 * from a JSON file: write `seed as SandboxSeed`.
 */
export interface SandboxSeed {
  organization: {
    name: string;
    id?: string;
    /** @default "USD" */
    currency?: string;
    /** With more than one, records have a `CurrencyIsoCode`. */
    currencies?: readonly string[];
    conversionRates?: Readonly<Record<string, number>>;
  };
  /** The first one is the portal's. */
  users: readonly {
    firstName?: string;
    lastName: string;
    username: string;
    timeZone?: string;
    profile?: string;
  }[];
  stages: readonly {
    value: string;
    label?: string;
    probability: number;
    forecastCategory: "Omitted" | "Pipeline" | "BestCase" | "MostLikely" | "Forecast" | "Closed";
    closed?: boolean;
    won?: boolean;
    active?: boolean;
    description?: string;
  }[];
  salesProcesses?: readonly { name: string; stages: readonly string[] }[];
  recordTypes?: readonly {
    name: string;
    developerName: string;
    salesProcess: string;
    default?: boolean;
    available?: boolean;
    /** The values that it admits, by field. */
    picklists?: Readonly<Record<string, readonly string[]>>;
  }[];
  /** Custom fields, or standard ones that are hidden. */
  fields?: readonly {
    name: string;
    /** @default "Opportunity" */
    object?: string;
    label?: string;
    /** As in describe: `string`, `picklist`, `currency`, … */
    type?: string;
    length?: number;
    precision?: number;
    scale?: number;
    values?: readonly string[];
    labels?: Readonly<Record<string, string>>;
    restricted?: boolean;
    controller?: string;
    validFor?: Readonly<Record<string, readonly string[]>>;
    externalId?: boolean;
    readOnly?: boolean;
    required?: boolean;
    hidden?: boolean;
  }[];
  accounts: readonly { name: string; owner?: string; fields?: Readonly<Record<string, SandboxValue>> }[];
  opportunities: readonly {
    name: string;
    account?: string;
    stage: string;
    /** A date, or days from today. */
    close: string | number;
    amount?: number;
    recordType?: string;
    owner?: string;
    createdDaysAgo?: number;
    modifiedDaysAgo?: number;
    hasProducts?: boolean;
    access?: "read" | "none";
    locked?: boolean;
    fields?: Readonly<Record<string, SandboxValue>>;
  }[];
  validationRules?: readonly {
    name: string;
    active?: boolean;
    description?: string;
    formula: string;
    errorMessage: string;
    errorDisplayField?: string;
  }[];
  paths?: readonly {
    developerName: string;
    label: string;
    recordType?: string;
    steps: readonly { stage: string; info?: string; fields?: readonly string[] }[];
  }[];
  generate?: number;
}
