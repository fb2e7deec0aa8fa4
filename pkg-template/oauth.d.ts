/** Signs a user in to Salesforce from a page without a backend: OAuth 2.0 with PKCE, for public clients. */

/** The app and the org. An unknown key is rejected. */
export interface SignInOptions {
  /** The org's My Domain address, such as `https://acme.my.salesforce.com`. */
  instanceUrl: string;
  /** The host where users log in, if it is another one, such as an Experience Cloud site; list it in `allowedOrigins` as well. */
  loginUrl?: string;
  /** The consumer key of the External Client App. It is not a secret. */
  clientId: string;
  /**
   * The callback address, as registered in the app; a page of this origin that calls `completeSignIn`. Written as a URL
   * parser serializes it: no dot segments, no backslashes.
   */
  redirectUri: string;
  /**
   * The OAuth scopes. With `openid`, the ID token is checked, including its nonce.
   *
   * @default ["api", "refresh_token"]
   */
  scopes?: readonly string[];
  /**
   * `popup` keeps the page; `redirect` leaves it and returns to `redirectUri`.
   *
   * @default "popup"
   */
  mode?: "popup" | "redirect";
  /** Salesforce's `prompt`: `login` asks for the password again, `consent` for the approval. */
  prompt?: string;
  /** The user name to prefill. */
  loginHint?: string;
  /** Origins besides Salesforce's own hosts: an Experience Cloud site, or a sandbox on localhost. */
  allowedOrigins?: readonly string[];
  /** Used instead of the page's `fetch`. */
  fetch?: typeof globalThis.fetch;
  /**
   * Timeout of a request in milliseconds, at most 600,000.
   *
   * @default 10000
   */
  timeout?: number;
  /** Cancels the sign-in: the promise rejects with the signal's reason, and a session that arrives later is ended. */
  signal?: AbortSignal;
}

/**
 * A signed-in user. The tokens are in memory only: they end with the page, each tab has its own, and none is in the address, in
 * storage, or in a property of this object.
 */
export interface Session {
  /** The address of the org's API, for `connect`. */
  readonly instanceUrl: string;
  /** The user; null if Salesforce did not say. */
  readonly user: { readonly id: string; readonly organizationId: string } | null;
  readonly scopes: readonly string[];
  /** When the sign-in was granted, as an ISO instant. Salesforce does not report when a session ends. */
  readonly issuedAt: string | null;
  /** False after `signOut`, and after Salesforce has rejected the refresh token. */
  readonly active: boolean;
  /**
   * A function for `connect`: pass it as it is, `accessToken: session.accessToken`. Each read of the property returns a new
   * function, which remembers the token it returned: called again after that token was rejected, it refreshes first.
   */
  readonly accessToken: () => Promise<string>;
  /**
   * Fetches new tokens now; concurrent calls share one request.
   *
   * @throws `session_expired` after `signOut`, and if Salesforce rejects the refresh token; `offline`, `network`, `timeout` or
   * `server_unavailable`.
   *
   * @example
   * ```ts
   * import { completeSignIn } from "opportunity-stage/oauth";
   *
   * const session = await completeSignIn();
   * await session.refresh();
   * ```
   */
  refresh(): Promise<void>;
  /**
   * Forgets the tokens and revokes them.
   *
   * @throws `offline`, `network`, `timeout`, `server_unavailable` or `sign_in_failed` if they could not be revoked. They are
   * forgotten in any case.
   *
   * @example
   * ```ts
   * import { completeSignIn } from "opportunity-stage/oauth";
   *
   * const session = await completeSignIn();
   * button.onclick = () => session.signOut();
   * ```
   */
  signOut(): Promise<void>;
}

/**
 * Signs a user in. With the mode `popup`, call it directly in a click handler. With the mode `redirect` the page navigates away,
 * and `completeSignIn` returns the session after the return.
 *
 * @throws `invalid_options`, `invalid_instance_url` or `host_not_allowed`; `sign_in_cancelled` if the user closed the window or
 * denied access; `sign_in_blocked` if the browser blocked the window, or the page cannot sign in at all; `sign_in_failed` if
 * Salesforce or its settings refused; `offline`, `network`, `timeout` or `server_unavailable`.
 *
 * @example
 * ```ts
 * import { signIn } from "opportunity-stage/oauth";
 *
 * button.onclick = async () => {
 *   const session = await signIn({ instanceUrl, clientId: "3MVG9…", redirectUri: "https://portal.example/callback" });
 *   await connect({ instanceUrl: session.instanceUrl, accessToken: session.accessToken });
 * };
 * ```
 */
export function signIn(options: SignInOptions): Promise<Session>;

/**
 * Completes a sign-in on the page of `redirectUri`. Removes the response from the page's address. After a redirect it returns the
 * session; pass the same options as to `signIn`: those of another org or app are rejected. In a popup it hands the response to
 * the waiting page and closes the window. Returns null if there is no session for this page: the address holds no response, or
 * another page has taken it. Concurrent calls return the same session.
 *
 * @throws `sign_in_failed` for a response without a `state` or of another issuer (RFC 9207), which is removed from the address
 * in any case; the codes of `signIn`.
 *
 * @example
 * ```ts
 * import { completeSignIn } from "opportunity-stage/oauth";
 *
 * const session = await completeSignIn();
 * ```
 */
export function completeSignIn(options?: SignInOptions): Promise<Session | null>;
