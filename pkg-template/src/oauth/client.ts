import type { ClientAuth } from "oauth4webapi";

/** The org and its app, as the OAuth endpoints need to know them: of a page, or of a server. */
export interface Client {
  /** The address of the API, as configured. */
  readonly instance: string;
  /** The origin of the OAuth endpoints, where users log in. */
  readonly login: string;
  readonly allowed: readonly string[];
  readonly clientId: string;
  readonly authentication: ClientAuth;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  readonly prompt: string | undefined;
  readonly loginHint: string | undefined;
  readonly fetch: typeof globalThis.fetch;
  readonly timeout: number;
  /** The settings of each request that the platform supports: a server has neither referrers nor a cache. */
  readonly settings: RequestInit;
}
