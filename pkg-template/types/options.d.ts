import type { WriteStrategy } from "./calls.js";
import type { ProblemCode } from "./problem.js";
import type { RulesDocument, RulesUser } from "./rules.js";
import type { FieldName } from "./values.js";

/** Options of `connect`. An unknown key is rejected. */
export interface ConnectOptions {
  /** The org's My Domain address, such as `https://acme.my.salesforce.com`, or the origin of a proxy. */
  instanceUrl: string;
  /**
   * The org's My Domain address if `instanceUrl` is a proxy: links to records lead there, and nothing is sent to it. Without
   * it, each `link` is null behind a proxy that adds the token.
   *
   * @default instanceUrl
   */
  salesforceUrl?: string;
  /**
   * The user's token, or a function that returns it. The client calls the function before the first request, and once more
   * when Salesforce reports an expired session. Omit it only with a proxy that adds the token.
   *
   * The function's time counts toward the call's `timeout`. A call that times out stops waiting, but the client does not call
   * the function again until its promise has settled; a later call uses the token that it returned.
   *
   * If the function throws, the call fails with `session_expired`. If the thrown value has the `code` `offline`, `network`,
   * `timeout` or `server_unavailable`, the call fails with that code, because the session may still be valid.
   */
  accessToken?: string | (() => string | Promise<string>);
  /**
   * The version of the REST API, `60.0` or later.
   *
   * @default "66.0"
   */
  apiVersion?: string;
  /**
   * The fields that can be edited in addition to the stage, if the org has them.
   *
   * @default ["Name", "CloseDate", "NextStep", "Discount__c", "MRR__c"]
   */
  fields?: readonly FieldName[];
  /** The portal owner's rules, or their JSON text. Without them, everything that Salesforce allows is allowed. */
  rules?: RulesDocument | string;
  /**
   * The org document that `opportunity-stage import` writes, or its JSON text. Its validation rules are checked before
   * anything is sent.
   */
  org?: object | string;
  /**
   * Reads the org's validation rules and Paths, if the user may read them and there is no `org`.
   *
   * @default true
   */
  orgRules?: boolean;
  /**
   * Milliseconds after which fields, stages and rules are checked again, in the background.
   *
   * @default 600000
   */
  metadataMaxAge?: number;
  /**
   * Keeps fields, stages, picklists and rules between page loads, so that the first `open` after a reload is one request. It
   * receives no tokens and no records.
   */
  metadataStore?: MetadataStore;
  /** Facts about the user that rules and exemptions read. */
  user?: RulesUser;
  /** Origins besides Salesforce's own hosts that may receive the token: a proxy, or a sandbox on localhost. */
  allowedOrigins?: readonly string[];
  /** Used instead of the page's `fetch`. */
  fetch?: typeof globalThis.fetch;
  /**
   * Timeout of one attempt of a request, in milliseconds.
   *
   * @default 10000
   */
  timeout?: number;
  /**
   * How records are written. If the org refuses a strategy, the client falls back to another one.
   *
   * @default "composite"
   */
  write?: WriteStrategy;
  /** How requests are retried. A write is sent again only once it is known that it was not made. */
  retry?: RetryOptions;
  /** Called when the client retries, or falls back to another strategy. */
  onNotice?: (notice: Notice) => void;
  /**
   * Milliseconds within which an update can be undone; 0 for never.
   *
   * @default 300000
   */
  undoWindow?: number;
}

/**
 * A store for metadata, such as `sessionStorage`. The key names the org, the user (if `user: { id }` is given), the API
 * version and the package's version. The text holds the org's responses about Opportunity's fields, stages, picklists,
 * validation rules and Paths as this user sees them: without `user: { id }`, use a store for each user. Entries older than
 * `metadataMaxAge` are checked in the background. If the store fails, the client reports it and asks the org.
 *
 * @example
 * ```ts
 * await connect({
 *   instanceUrl,
 *   accessToken,
 *   metadataStore: {
 *     get: (key) => sessionStorage.getItem(key),
 *     set: (key, text) => sessionStorage.setItem(key, text),
 *   },
 * });
 * ```
 */
export interface MetadataStore {
  /** Returns the text of a key; null or undefined if there is none. */
  get(key: string): string | null | undefined | Promise<string | null | undefined>;
  /** Stores the text of a key. */
  set(key: string, text: string): void | Promise<void>;
}

/** How requests are retried. Delays are random and grow with each attempt. */
export interface RetryOptions {
  /**
   * The maximum number of attempts, from 1 to 10.
   *
   * @default 3
   */
  attempts?: number;
  /**
   * The maximum of the first delay, in milliseconds. It doubles with each attempt.
   *
   * @default 200
   */
  base?: number;
  /**
   * The maximum of any delay, in milliseconds.
   *
   * @default 5000
   */
  longest?: number;
  /**
   * The maximum for all attempts and delays of a call, in milliseconds: 30,000, or three times `timeout` if that is more.
   *
   * @default 30000
   */
  total?: number;
}

/** A retry, or a fallback to another write strategy. */
export type Notice =
  /** The org refused the strategy `from`. This connection uses `to` from now on. */
  | { code: "write_fallback"; from: WriteStrategy; to: WriteStrategy; because: ProblemCode; message: string }
  /** The client sends a request again after `wait` milliseconds. It has sent it `attempts` times so far. */
  | { code: "retry"; because: ProblemCode; wait: number; attempts: number };
