/** Signs a person in to Salesforce from a page without a backend: OAuth 2.0 with PKCE, for public clients. */

/** The app and the org. An unknown key is refused. */
export interface SignInOptions {
  /** The org's My Domain address, such as `https://acme.my.salesforce.com`. */
  instanceUrl: string;
  /** Where people log in, if that is another host, such as an Experience Cloud site; name it in `allowedOrigins` as well. */
  loginUrl?: string;
  /** The consumer key of the External Client App. It is no secret. */
  clientId: string;
  /**
   * The callback address, as it stands in the app; a page of this origin that calls `completeSignIn`. Written as a URL
   * parser writes it: no dot segments, no backslashes.
   */
  redirectUri: string;
  /** Default: `["api", "refresh_token"]`. With `openid` the id token is checked, its nonce included. */
  scopes?: readonly string[];
  /** `popup` (the default) keeps the page; `redirect` leaves it and comes back to `redirectUri`. */
  mode?: "popup" | "redirect";
  /** Salesforce's `prompt`: `login` asks for the password again, `consent` for the approval. */
  prompt?: string;
  /** The user name to fill in. */
  loginHint?: string;
  /** Origins beside Salesforce's own hosts: an Experience Cloud site, or a sandbox on localhost. */
  allowedOrigins?: readonly string[];
  /** Used instead of the page's `fetch`. */
  fetch?: typeof globalThis.fetch;
  /** Milliseconds before a request is given up, at most 600,000. Default: 10,000. */
  timeout?: number;
  /** Gives the sign-in up: the promise rejects with the signal's reason, and a session that comes all the same is ended. */
  signal?: AbortSignal;
}

/**
 * A person who is signed in. The tokens are in memory alone: they end with the page, each tab has its own, and none is
 * in the address, in a storage, or in a property of this object.
 */
export interface Session {
  /** Where the org's API answers: for `connect`. */
  readonly instanceUrl: string;
  /** Who it is; null where Salesforce did not say. */
  readonly user: { readonly id: string; readonly organizationId: string } | null;
  readonly scopes: readonly string[];
  /** When the sign-in was granted, as an ISO instant. Salesforce does not say when a session ends. */
  readonly issuedAt: string | null;
  /** False after `signOut`, and once Salesforce takes the refresh token no longer. */
  readonly active: boolean;
  /**
   * A function for `connect`: hand it over as it is, `accessToken: session.accessToken`. Each reading of the property is a
   * function of its own, which remembers what it gave: asked again for a token that was refused, it refreshes first.
   */
  readonly accessToken: () => Promise<string>;
  /** Fetches new tokens now; those who ask at the same time share one request. */
  refresh(): Promise<void>;
  /** Forgets the tokens and revokes them. Rejects where Salesforce could not be told; they are forgotten all the same. */
  signOut(): Promise<void>;
}

/**
 * Signs a person in. In the mode `popup` call it first thing in a click's handler. In the mode `redirect` the page goes
 * away, and `completeSignIn` gives the session after the return.
 *
 * Rejects with a `Problem`: `sign_in_cancelled` (window closed, access denied), `sign_in_blocked` (the browser let no
 * window open, or the page cannot sign in at all), `sign_in_failed` (Salesforce or its settings), `network`, `timeout`, …
 */
export function signIn(options: SignInOptions): Promise<Session>;

/**
 * For the page of `redirectUri`. Takes the answer out of the page's address. After a redirect it gives the session, with
 * the options that `signIn` had: those of another org or app are refused. In a popup it hands the answer to the page that
 * waits and closes the window. Null where there is no session to be had here: the address holds no answer, or another page
 * has it now. Asked twice at the same time, it gives both the same session.
 *
 * An answer without a `state`, or of another issuer (RFC 9207), is `sign_in_failed`; it leaves the address all the same.
 */
export function completeSignIn(options?: SignInOptions): Promise<Session | null>;
