/** A backend for frontend: keeps the user's Salesforce token on your server, and forwards only the requests of this package. */

/**
 * Returns a handler for `/services/…` of your portal, in the web's own types: for Next, Hono, SvelteKit, Deno, Bun, Workers,
 * and with `toNodeListener` for Node.
 *
 * A request passes if it comes from a page of `origin`, has the header that the package sends, belongs to a signed-in user, and is
 * one that the package makes: method, path, query, headers and body. Everything else is refused before anything is sent.
 *
 * @throws `invalid_options`, `invalid_instance_url` or `host_not_allowed`.
 *
 * @example
 * ```ts
 * import { createProxy } from "opportunity-stage/proxy";
 *
 * export const proxy = createProxy({
 *   instanceUrl: "https://acme.my.salesforce.com",
 *   origin: "https://portal.example.com",
 *   session: { token: async (request) => (await portal.userOf(request)) && portal.salesforceToken() },
 * });
 * ```
 */
export function createProxy(options: ProxyOptions): Proxy;

/** Answers every request; it never rejects. */
export type Proxy = (request: Request) => Promise<Response>;

/** Options of `createProxy`. An unknown key is rejected. */
export interface ProxyOptions {
  /** The org's My Domain address, such as `https://acme.my.salesforce.com`. */
  instanceUrl: string;
  /** The origin of your pages, such as `https://portal.example.com`, or a list. Plain `http` is for localhost. */
  origin: string | readonly string[];
  /** Who the user is: sign-in by OAuth, or the tokens that your server has already. */
  session: OAuthSession | HostSession;
  /**
   * Fields that may be written besides the stage and the defaults of `connect`: those that you pass to `connect` as `fields`, and
   * those that your rules require. What may be read is decided by the user's permissions.
   */
  fields?: readonly string[];
  /** Called after each request. It gets no token, no address and no body. A failure of it goes to `reportError`, where there is one. */
  onRequest?: (entry: ProxyEntry) => void;
  /** Origins besides Salesforce's own hosts that `instanceUrl` and `loginUrl` may name, such as a sandbox on localhost. */
  allowedOrigins?: readonly string[];
  /** Used instead of the global `fetch`. */
  fetch?: typeof globalThis.fetch;
  /**
   * Milliseconds until the response of Salesforce has to begin, at most 600,000.
   *
   * @default 120000
   */
  timeout?: number;
  /**
   * The longest body of a request in bytes.
   *
   * @default 10000000
   */
  maxBody?: number;
}

/** The tokens of a server that signs its users in by other means. */
export interface HostSession {
  /**
   * Returns the access token of the request's user; null if there is none. After a 401 it is called again with the token that
   * Salesforce refused: renew it, once for all requests that wait. Null then ends the request with 401.
   */
  token(request: Request, refused?: string): string | null | Promise<string | null>;
}

/**
 * Sign-in with Salesforce: authorization code, PKCE and a confidential client. The handler serves `login`, `callback`, `logout`
 * and `session` below `path`. The browser gets an `HttpOnly`, `Secure` cookie with the prefix `__Host-`, and never a token.
 */
export interface OAuthSession {
  /** The consumer key of the External Client App. */
  clientId: string;
  /** The consumer secret. */
  clientSecret: string;
  /** Encrypts the session: at least 32 random characters. With a list the first encrypts, and the others still decrypt. */
  secret: string | readonly string[];
  /**
   * Where sessions are kept: `cookie` is the browser's cookie, encrypted.
   *
   * @default "cookie"
   */
  store?: SessionStore | "cookie";
  /**
   * The path of the sign-in. The callback address of the app is `origin` + `path` + `/callback`.
   *
   * @default "/services/opportunity-stage"
   */
  path?: string;
  /** The host where users log in, if it is another one; list it in `allowedOrigins` as well. */
  loginUrl?: string;
  /**
   * The OAuth scopes.
   *
   * @default ["api", "refresh_token"]
   */
  scopes?: readonly string[];
  /** Salesforce's `prompt`: `login` asks for the password again, `consent` for the approval. */
  prompt?: string;
  /**
   * Seconds after which a user signs in again: a whole number.
   *
   * @default 28800
   */
  lifetime?: number;
  /**
   * `SameSite` of the session's cookie; with `none` it is also `Partitioned`, for pages in a frame.
   *
   * @default "strict"
   */
  sameSite?: "strict" | "lax" | "none";
}

/** Sessions by an opaque key. The values are encrypted. */
export interface SessionStore {
  get(key: string): Promise<string | null | undefined>;
  /** Keeps a value for this number of seconds. */
  set(key: string, value: string, seconds: number): Promise<void>;
  delete(key: string): Promise<void>;
}

/**
 * Returns a store in memory: for development, and for a single process.
 *
 * @example
 * ```ts
 * import { memoryStore } from "opportunity-stage/proxy";
 *
 * const store = memoryStore();
 * await store.set("key", "value", 60);
 * ```
 */
export function memoryStore(): SessionStore;

/** What a log may say of a request. */
export interface ProxyEntry {
  /** The kind of request, such as `update, composite` or `sign-in`; null if it was not permitted. */
  readonly request: string | null;
  readonly method: string;
  /** The status of the response. */
  readonly status: number;
  readonly milliseconds: number;
  /** True if the token was renewed for it. */
  readonly renewed: boolean;
  /** Why it was refused, or what failed; null if nothing did. */
  readonly problem: string | null;
  /** Salesforce's request id, which its support asks for. */
  readonly requestId: string | null;
}

/**
 * Returns a listener for `node:http`.
 *
 * @example
 * ```ts
 * import { createServer } from "node:http";
 * import { createProxy, toNodeListener } from "opportunity-stage/proxy";
 *
 * const proxy = createProxy({ instanceUrl, origin: "https://portal.example.com", session });
 * createServer(toNodeListener(proxy)).listen(8080);
 * ```
 */
export function toNodeListener(proxy: Proxy): (request: NodeRequest, response: NodeResponse) => void;

/** The part of `http.IncomingMessage` that the adapter uses. */
export interface NodeRequest extends AsyncIterable<Uint8Array> {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** The part of `http.ServerResponse` that the adapter uses. */
export interface NodeResponse {
  writeHead(status: number, headers: Record<string, string | string[]>): unknown;
  flushHeaders?(): unknown;
  write(chunk: Uint8Array): boolean;
  end(): unknown;
  destroy(): unknown;
  once(event: "close" | "drain", listener: () => void): unknown;
  readonly writableFinished: boolean;
}
