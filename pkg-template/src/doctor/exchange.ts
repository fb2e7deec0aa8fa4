/** Sends one request and says what came back, or in which way nothing did. */
import type { Settings } from "./options.js";

export interface Asked {
  readonly method: string;
  /** Path and query, from the first slash. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | null;
}

export interface Answer {
  readonly kind: "answer";
  readonly status: number;
  readonly body: string;
  readonly headers: Headers;
  readonly milliseconds: number;
}

/**
 * `unreadable` is all that a browser says of a dead network, of an origin that is not listed, and of a response without CORS headers.
 * On a server it is a dead network, and `cause` has the system's name of it.
 */
export interface Missing {
  readonly kind: "timeout" | "offline" | "policy" | "unreadable";
  readonly cause: string | null;
  readonly milliseconds: number;
}

export class Exchange {
  readonly #settings: Settings;
  #token: string | null = null;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  /** Takes a token from the host: the first, or another one. */
  async takeToken(): Promise<string> {
    this.#token = await this.#settings.accessToken();
    return this.#token;
  }

  /** As the user. If the session has expired and the host can give another token, once more with that one. */
  async asUser(asked: Asked): Promise<Answer | Missing> {
    const first = await this.#authorized(asked);
    if (first.kind !== "answer" || first.status !== 401 || !this.#settings.renewable) return first;
    const before = this.#token;
    if ((await this.takeToken()) === before) return first;
    return this.#authorized(asked);
  }

  #authorized(asked: Asked): Promise<Answer | Missing> {
    return this.send({ ...asked, headers: { ...asked.headers, authorization: `Bearer ${this.#token ?? ""}` } });
  }

  /** Whether anything answers there. A browser tells no more of a response that it withholds. */
  reach(path: string): Promise<Answer | Missing> {
    // In this mode a browser follows redirects or fails; there is no token to follow them.
    return this.send({ method: "GET", path }, this.#settings.isBrowser ? { mode: "no-cors", redirect: "follow" } : {});
  }

  async send({ method, path, headers = {}, body = null }: Asked, more: RequestInit = {}): Promise<Answer | Missing> {
    const { instanceUrl, timeout, signal, fetch } = this.#settings;
    const started = performance.now();
    const milliseconds = () => Math.round(performance.now() - started);
    const deadline = AbortSignal.timeout(timeout);
    const policy = watchPolicy(instanceUrl);
    try {
      const response = await fetch(`${instanceUrl}${path}`, {
        method,
        headers,
        body,
        // A token goes to the address that was checked, and to no other.
        redirect: "manual",
        credentials: "omit",
        cache: "no-store",
        referrerPolicy: "no-referrer",
        signal: signal === null ? deadline : AbortSignal.any([deadline, signal]),
        ...more,
      });
      const text = await response.text();
      return {
        kind: "answer",
        status: response.status,
        body: text,
        headers: response.headers,
        milliseconds: milliseconds(),
      };
    } catch (error) {
      signal?.throwIfAborted();
      const cause = causeOf(error);
      if (deadline.aborted) return { kind: "timeout", cause, milliseconds: milliseconds() };
      if (await policy.wasViolated()) return { kind: "policy", cause, milliseconds: milliseconds() };
      const isOffline = globalThis.navigator?.onLine === false;
      return { kind: isOffline ? "offline" : "unreadable", cause, milliseconds: milliseconds() };
    } finally {
      policy.end();
    }
  }
}

/** Node's `fetch` keeps the system's error in the cause: `ENOTFOUND`, `ECONNREFUSED`. */
function causeOf(error: unknown): string | null {
  try {
    const code = (error as { cause?: { code?: unknown } } | null | undefined)?.cause?.code;
    return typeof code === "string" ? code : null;
  } catch {
    // A host's `fetch` may throw anything.
    return null;
  }
}

/** Whether the page's policy stops a request to the org: the event comes as a task of its own, after the rejection. */
function watchPolicy(instanceUrl: string) {
  if (!("document" in globalThis)) return { wasViolated: () => Promise.resolve(false), end: () => undefined };
  let violated = false;
  const note = ({ blockedURI }: SecurityPolicyViolationEvent) => (violated ||= blockedURI.startsWith(instanceUrl));
  document.addEventListener("securitypolicyviolation", note);
  return {
    async wasViolated() {
      if (!violated) await new Promise((resolve) => setTimeout(resolve));
      return violated;
    },
    end: () => document.removeEventListener("securitypolicyviolation", note),
  };
}
