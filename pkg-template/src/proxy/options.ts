/** Checks the options of `createProxy` before the first request. */
import { ClientSecretPost } from "oauth4webapi";
import type { HostSession, OAuthSession, ProxyOptions, SessionStore } from "../../proxy.js";
import type { Client } from "../oauth/client.js";
import { allowedOrigins, orgOrigin, pageOrigin } from "../oauth/host.js";
import { ownOptions, textsOf } from "../own-options.js";
import { problem } from "../problem.js";

export interface Settings {
  /** The origin of the org. */
  readonly org: string;
  /** The origins of the portal's pages; the first is that of the callback. */
  readonly origins: readonly [string, ...string[]];
  readonly session: HostSession | SignIn;
  readonly fields: readonly string[];
  readonly onRequest: ProxyOptions["onRequest"];
  readonly fetch: typeof globalThis.fetch;
  readonly timeout: number;
  readonly maxBody: number;
}

/** Sign-in by OAuth. */
export interface SignIn {
  readonly client: Client;
  readonly path: string;
  readonly secrets: readonly string[];
  readonly store: SessionStore | null;
  readonly lifetime: number;
  readonly sameSite: "strict" | "lax" | "none";
}

export const isSignIn = (session: HostSession | SignIn): session is SignIn => "client" in session;

const KNOWN = "instanceUrl origin session fields onRequest allowedOrigins fetch timeout maxBody".split(" ");
const SESSION = "clientId clientSecret secret store path loginUrl scopes prompt lifetime sameSite".split(" ");

/** As in `connect`. */
const LONGEST = 600_000;
const LONGEST_LIFETIME = 31_536_000;
const SHORTEST_SECRET = 32;

export function readOptions(options: ProxyOptions): Settings {
  const given = known<ProxyOptions>(options, KNOWN);
  const allowed = allowedOrigins(texts(given.allowedOrigins ?? [], "allowedOrigins"), given.instanceUrl);
  const org = orgOrigin(given.instanceUrl, "instanceUrl", allowed);
  const fetch = given.fetch ?? ((...call: Parameters<typeof globalThis.fetch>) => globalThis.fetch(...call));
  if (typeof fetch !== "function") throw invalid("`fetch` is not a function", "leave it out for the global one");
  const { onRequest } = given;
  if (onRequest !== undefined && typeof onRequest !== "function") {
    throw invalid("`onRequest` is not a function", "pass a function that takes an entry of the log");
  }
  const origins = pages(given.origin);
  if (origins.includes(org)) throw invalid("`origin` is the org itself", "pass the origin of your own pages");
  return {
    org,
    origins,
    session: sessionOf(given, { org, allowed, fetch, origin: origins[0] }),
    fields: texts(given.fields ?? [], "fields").map(fieldName),
    onRequest,
    fetch,
    timeout: number(given.timeout ?? 120_000, "timeout", 1, LONGEST),
    maxBody: number(given.maxBody ?? 10_000_000, "maxBody", 1_000, 200_000_000),
  };
}

interface Around {
  readonly org: string;
  readonly allowed: readonly string[];
  readonly fetch: typeof globalThis.fetch;
  readonly origin: string;
}

function sessionOf(options: ProxyOptions, around: Around): HostSession | SignIn {
  const given = ownOptions(options.session);
  if ("token" in given) {
    const own = known<HostSession>(given, ["token"]);
    if (typeof own.token !== "function") throw invalid("`session.token` is not a function", "return the user's token");
    return { token: (...call) => own.token(...call) };
  }
  return signIn(known<OAuthSession>(given, SESSION, "session."), around);
}

function signIn(given: OAuthSession, { org, allowed, fetch, origin }: Around): SignIn {
  const path = text(given.path ?? "/services/opportunity-stage", "session.path");
  if (!/^(?:\/[A-Za-z0-9_-]+)+$/.test(path)) {
    throw invalid("`session.path` is not a plain path", "write it as `/services/opportunity-stage`");
  }
  const secrets = typeof given.secret === "string" ? [given.secret] : texts(given.secret, "session.secret");
  if (secrets.length === 0 || secrets.some((secret) => secret.length < SHORTEST_SECRET)) {
    throw invalid(
      `\`session.secret\` is shorter than ${SHORTEST_SECRET} characters`,
      "make one with `openssl rand -base64 32`, and keep it out of the repository",
    );
  }
  const { sameSite = "strict", store = "cookie" } = given;
  if (!["strict", "lax", "none"].includes(sameSite)) {
    throw invalid("`session.sameSite` is not `strict`, `lax` or `none`", "leave it out for `strict`");
  }
  if (store !== "cookie" && !isStore(store)) {
    throw invalid("`session.store` lacks `get`, `set` or `delete`", "pass a `SessionStore`, or `cookie`");
  }
  const scopes = texts(given.scopes ?? ["api", "refresh_token"], "session.scopes");
  if (!scopes.includes("api") && !scopes.includes("full")) {
    throw invalid("`session.scopes` is without `api`", "the REST API needs the scope `api`");
  }
  const client: Client = {
    instance: org,
    login: given.loginUrl === undefined ? org : orgOrigin(given.loginUrl, "session.loginUrl", allowed),
    allowed,
    clientId: text(given.clientId, "session.clientId"),
    authentication: ClientSecretPost(text(given.clientSecret, "session.clientSecret")),
    redirectUri: `${origin}${path}/callback`,
    scopes,
    prompt: given.prompt === undefined ? undefined : text(given.prompt, "session.prompt"),
    loginHint: undefined,
    fetch,
    timeout: 10_000,
    // The other settings belong to browsers; Cloudflare Workers reject them.
    settings: { redirect: "manual", keepalive: false },
  };
  const lifetime = number(given.lifetime ?? 28_800, "session.lifetime", 60, LONGEST_LIFETIME);
  return { client, path, secrets, store: store === "cookie" ? null : store, lifetime, sameSite };
}

/** The origins of pages. Cookies with the prefix `__Host-` need `https`, or localhost. */
function pages(given: unknown): readonly [string, ...string[]] {
  const [first, ...others] = texts(typeof given === "string" ? [given] : given, "origin").map((origin) => {
    const own = pageOrigin(origin);
    if (own !== null && /^https:|^http:\/\/(?:localhost|127\.0\.0\.1)(?::|$)/.test(own)) return own;
    throw invalid(
      `\`${origin}\` is not the origin of a page`,
      "write scheme and host, as `https://portal.example.com`",
    );
  });
  if (first === undefined) throw invalid("`origin` is empty", "pass the origin of your pages");
  return [first, ...others];
}

function fieldName(name: string): string {
  if (/^[A-Za-z][A-Za-z0-9_]{0,79}$/.test(name)) return name;
  throw invalid(`\`${name}\` in \`fields\` is not the name of a field`, "give API names, such as `Discount__c`");
}

function known<T>(options: unknown, names: readonly string[], path = ""): T {
  const given = ownOptions(options);
  const unknown = Object.keys(given).find((key) => !names.includes(key));
  if (unknown !== undefined) throw invalid(`there is no option \`${path}${unknown}\``, "look at the spelling");
  return given as T;
}

function text(given: unknown, name: string): string {
  if (typeof given === "string" && given !== "") return given;
  throw invalid(`\`${name}\` is not a string`, `pass \`${name}\` as a string`);
}

function texts(given: unknown, name: string): readonly string[] {
  const own = textsOf(given);
  if (own) return own;
  throw invalid(`\`${name}\` is not a list of strings`, `pass \`${name}\` as an array`);
}

/** A host's object may throw when it is read. */
function isStore(given: SessionStore): boolean {
  try {
    return (["get", "set", "delete"] as const).every((name) => typeof given[name] === "function");
  } catch {
    return false;
  }
}

/** A whole number: `Max-Age` of a cookie has no fraction, and browsers ignore one that has. */
function number(given: unknown, name: string, least: number, most: number): number {
  if (Number.isInteger(given) && (given as number) >= least && (given as number) <= most) return given as number;
  throw invalid(`\`${name}\` is not a whole number from ${least} to ${most}`, "leave it out for the default");
}

const invalid = (message: string, help: string) => problem("invalid_options", message, help);
