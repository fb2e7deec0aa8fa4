/** Sessions of signed-in users: an encrypted cookie, or an opaque cookie and an encrypted entry of a store. */
import { checked } from "../oauth/failure.js";
import { renew, type Granted } from "../oauth/grant.js";
import { isRefusal, patiently } from "../oauth/refusal.js";
import { isProblem, problem } from "../problem.js";
import { LONGEST, readCookie, writeCookie } from "./cookies.js";
import type { SignIn } from "./options.js";
import { digest, randomId, Seal } from "./seal.js";

const COOKIE = "__Host-opportunity-stage";
const PURPOSE = "session";

/** The tokens of a user, and until when the session lasts, in milliseconds. */
export interface Session {
  /** The key in the store, or a stand-in for it: what a refresh is shared by. */
  readonly key: string;
  readonly tokens: Granted;
  readonly until: number;
}

/** So long a refreshed session answers for the one before: requests of a page overtake the new cookie. */
const GRACE = 60_000;

export class Sessions {
  readonly #signIn: SignIn;
  readonly seal: Seal;
  /** Refreshes under way or just done, by the key of the session before. */
  readonly #refreshes = new Map<string, { until: number; fresh: Promise<Session | null> }>();

  constructor(signIn: SignIn) {
    this.#signIn = signIn;
    this.seal = new Seal(signIn.secrets);
  }

  /** The session of a request; null if there is none, or it has ended. */
  async of(request: Request): Promise<Session | null> {
    const cookie = readCookie(request, COOKIE);
    if (cookie === null || cookie.length > LONGEST + COOKIE.length) return null;
    const { store } = this.#signIn;
    return store === null ? this.#opened(cookie, await digest(cookie)) : this.#stored(await digest(cookie));
  }

  /** Begins a session, under a key that no earlier one had. */
  async begin(tokens: Granted): Promise<string> {
    const { store, lifetime } = this.#signIn;
    const id = randomId();
    const session = { key: await digest(id), tokens, until: Date.now() + lifetime * 1_000 };
    if (store === null) return this.#cookie(session);
    await this.#keep(session);
    return this.#written(id, lifetime);
  }

  /**
   * Returns the session with a newer token than the refused one; null if it has ended. All requests with this session
   * share one refresh. `cookie` has to reach the browser.
   */
  async refreshed(session: Session, refused: string): Promise<{ session: Session; cookie: string | null } | null> {
    if (session.tokens.accessToken !== refused) return { session, cookie: null };
    const fresh = await this.#shared(session);
    if (fresh === null) return null;
    return { session: fresh, cookie: this.#signIn.store === null ? await this.#cookie(fresh) : null };
  }

  /** Ends a session; returns the cookie that removes it. */
  async end(session: Session | null): Promise<string> {
    if (session) await this.#signIn.store?.delete(session.key);
    return this.#written("", 0);
  }

  #shared(session: Session): Promise<Session | null> {
    const now = Date.now();
    for (const [key, { until }] of this.#refreshes) if (until < now) this.#refreshes.delete(key);
    const known = this.#refreshes.get(session.key);
    if (known) return known.fresh;
    const fresh = this.#refresh(session);
    this.#refreshes.set(session.key, { until: now + GRACE, fresh });
    // A failure is not kept: the next request tries again. Nor is a success of a store, which has it itself.
    const forget = () => this.#refreshes.delete(session.key);
    fresh.then(this.#signIn.store === null ? undefined : forget, forget);
    return fresh;
  }

  async #refresh(session: Session): Promise<Session | null> {
    const { client, store } = this.#signIn;
    // Another process may have refreshed it.
    const latest = store === null ? session : await this.#stored(session.key);
    if (latest === null || latest.tokens.accessToken !== session.tokens.accessToken) return latest;
    const { refreshToken } = latest.tokens;
    if (refreshToken === null) return null;
    try {
      const tokens = await checked(client, () => patiently(() => renew(client, refreshToken, latest.tokens)));
      // Without rotation the old refresh token stays valid, and is not repeated.
      const fresh = { ...latest, tokens: { ...tokens, refreshToken: tokens.refreshToken ?? refreshToken } };
      await this.#keep(fresh);
      return fresh;
    } catch (error) {
      if (!isRefusal(error) && !(isProblem(error) && error.code === "session_expired")) throw error;
      const other = store === null ? null : await this.#stored(session.key);
      if (other && other.tokens.accessToken !== session.tokens.accessToken) return other;
      await this.end(session);
      return null;
    }
  }

  async #stored(key: string): Promise<Session | null> {
    const sealed = await this.#signIn.store?.get(key);
    return typeof sealed === "string" ? this.#opened(sealed, key) : null;
  }

  async #opened(sealed: string, key: string): Promise<Session | null> {
    const text = await this.seal.open(sealed, this.#purpose(key));
    if (text === null) return null;
    const { tokens, until } = JSON.parse(text) as Omit<Session, "key">;
    return until > Date.now() ? { key, tokens, until } : null;
  }

  async #keep(session: Session): Promise<void> {
    const { store } = this.#signIn;
    if (store === null) return;
    const seconds = Math.ceil((session.until - Date.now()) / 1_000);
    if (seconds > 0) await store.set(session.key, await this.#sealed(session), seconds);
  }

  async #cookie(session: Session): Promise<string> {
    const sealed = await this.#sealed(session);
    if (sealed.length > LONGEST) {
      throw problem(
        "sign_in_failed",
        "the tokens are too long for a cookie",
        "give `session.store`, or switch off JWT-based access tokens in the External Client App",
      );
    }
    return this.#written(sealed, Math.max(0, Math.ceil((session.until - Date.now()) / 1_000)));
  }

  #sealed({ key, tokens, until }: Session): Promise<string> {
    return this.seal.close(JSON.stringify({ tokens, until }), this.#purpose(key));
  }

  /** An entry of a store opens under its own key alone. */
  #purpose(key: string): string {
    return this.#signIn.store === null ? PURPOSE : `${PURPOSE} ${key}`;
  }

  #written(value: string, seconds: number): string {
    return writeCookie(COOKIE, value, seconds, this.#signIn.sameSite);
  }
}
