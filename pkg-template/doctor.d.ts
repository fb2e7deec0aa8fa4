/** Finds what is wrong with the set-up of an org, a token or a portal, and says what to change. */
import type { FieldName } from "./index.js";

/**
 * Checks the set-up part by part, from the address to the limits, and returns for each part that it is fine, or what to change.
 *
 * In a browser it checks CORS for the page that it runs in. On a server it checks CORS for `origin`, and can then tell an unlisted
 * origin from an invalid token, which a browser cannot.
 *
 * Nothing is written, unless `record` names a record to try a write on. The requests that check the ways to write name a record id
 * that cannot exist.
 *
 * @throws `invalid_options` for an invalid option. What is wrong with the set-up is in the result.
 *
 * @example
 * ```ts
 * import { diagnose, diagnosisText } from "opportunity-stage/doctor";
 *
 * const diagnosis = await diagnose({ instanceUrl: "https://acme.my.salesforce.com", accessToken: token });
 * if (diagnosis.state !== "fine") console.log(diagnosisText(diagnosis));
 * ```
 */
export function diagnose(options: DiagnoseOptions): Promise<Diagnosis>;

/**
 * Returns the diagnosis as text for an administrator. It contains no token, no record id and none of the org's data.
 *
 * @example
 * ```ts
 * import { diagnose, diagnosisText } from "opportunity-stage/doctor";
 *
 * await navigator.clipboard.writeText(diagnosisText(await diagnose({ instanceUrl, accessToken })));
 * ```
 */
export function diagnosisText(diagnosis: Diagnosis): string;

/** Options of `diagnose`. An unknown key is rejected. */
export interface DiagnoseOptions {
  /** The org's My Domain address, as for `connect`. */
  instanceUrl: string;
  /** A token, or a function that returns one. It is called once more if the first token has expired. */
  accessToken: string | (() => string | Promise<string>);
  /** Outside a browser: the origin of your portal, such as `https://portal.example.com`. Without it CORS is not checked. */
  origin?: string;
  /**
   * The fields that users edit besides the stage.
   *
   * @default the fields that `connect` makes editable
   */
  fields?: readonly FieldName[];
  /**
   * Id of an opportunity to try a write on: its own stage is saved again. This is a real save: validation rules, flows and triggers run,
   * and the time of the last change moves.
   */
  record?: string;
  /**
   * The version of the REST API.
   *
   * @default "66.0"
   */
  apiVersion?: string;
  /** Origins besides Salesforce's own hosts, such as a sandbox on localhost or a proxy. */
  allowedOrigins?: readonly string[];
  /**
   * Milliseconds to wait for a response.
   *
   * @default 15000
   */
  timeout?: number;
  /** Used instead of the global `fetch`. */
  fetch?: typeof globalThis.fetch;
  /** Called after each check, to show progress. A failure of it goes to `reportError`, where there is one. */
  onCheck?: (check: Check) => void;
  /** Aborts the diagnosis; the promise rejects with the signal's reason. */
  signal?: AbortSignal;
}

/** The checks and their results, as plain data. */
export interface Diagnosis {
  /** `fine`; `limited`: it works, with less than is possible; `broken`: it cannot work before something is changed. */
  readonly state: "fine" | "limited" | "broken";
  readonly instanceUrl: string;
  /** The origin that CORS was checked for, or null. */
  readonly origin: string | null;
  readonly environment: "browser" | "server";
  /** In the order in which they were made. */
  readonly checks: readonly Check[];
}

/** One part of the set-up. */
export interface Check {
  readonly id: CheckId;
  /** `skipped`: not checked, because of the result of another check or because an option is missing. */
  readonly state: "fine" | "warning" | "broken" | "skipped";
  /** Identifies the finding: the code of a problem, or one of {@link FindingCode}. Compare it, not the texts. */
  readonly code: string;
  /** What was found, in one sentence. */
  readonly finding: string;
  /** What to change, and where. Null if there is nothing to change. */
  readonly change: string | null;
  /** What the finding is about: field names, record types, numbers. No values of records. */
  readonly details: Readonly<Record<string, unknown>>;
}

/** The parts of a set-up. */
export type CheckId =
  | "address"
  | "network"
  | "cors"
  | "session"
  | "version"
  | "user"
  | "opportunity"
  | "account"
  | "fields"
  | "stages"
  | "record_types"
  | "records"
  | "rules"
  | "paths"
  | "writes"
  | "addresses"
  | "limits"
  | "oauth_cors"
  | "trial";

/** Codes of findings that are not codes of problems. */
export type FindingCode =
  | "fine"
  | "skipped"
  | "unreachable"
  | "no_such_host"
  | "not_salesforce"
  | "slow"
  | "redirected"
  | "withheld"
  | "preflight_refused"
  | "preflight_headers"
  | "errors_without_cors"
  | "version_retired"
  | "identity_unknown"
  | "object_not_readable"
  | "object_not_editable"
  | "stage_not_editable"
  | "fields_missing"
  | "fields_not_editable"
  | "no_stages"
  | "record_type_without_stages"
  | "no_records"
  | "rules_not_readable"
  | "paths_not_readable"
  | "ways_missing"
  | "no_way_to_write"
  | "long_addresses"
  | "limit_near"
  | "oauth_cors_off";
