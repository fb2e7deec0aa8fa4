/** `login`, `callback`, `logout` and `session`: authorization code with PKCE, state and issuer (RFC 9700, 2.1.1). */
import { generateRandomCodeVerifier, generateRandomNonce, generateRandomState } from "oauth4webapi";
import { addressOf, type Attempt } from "../oauth/attempt.js";
import { checked } from "../oauth/failure.js";
import { exchange, revoke } from "../oauth/grant.js";
import { isProblem, problem } from "../problem.js";
import { cookieNames, readCookie, writeCookie } from "./cookies.js";
import type { Settings, SignIn } from "./options.js";
import { foreign } from "./origin.js";
import { json, redirect, refuse, withCookies } from "./respond.js";
import { digest } from "./seal.js";
import type { Sessions } from "./session.js";

/** One for each sign-in under way: two tabs may sign in at the same time. */
const PENDING = "__Host-opportunity-stage-sign-in-";
const PATIENCE = 600;
const MOST_PENDING = 5;

interface Pending extends Attempt {
  /** The page that the user returns to. */
  readonly back: string;
  readonly until: number;
}

/** What came of a request, for the log. */
export interface Outcome {
  readonly request: string;
  readonly response: Response;
  readonly problem: string | null;
}

/** Answers the requests of the sign-in; null for others. */
export async function serveSignIn(
  request: Request,
  url: URL,
  settings: Settings,
  signIn: SignIn,
  sessions: Sessions,
): Promise<Outcome | null> {
  if (!url.pathname.startsWith(`${signIn.path}/`)) return null;
  const route = `${request.method} ${url.pathname.slice(signIn.path.length + 1)}`;
  switch (route) {
    case "GET login":
      return login(request, url, signIn, sessions);
    case "GET callback":
      return callback(request, url, signIn, sessions);
    case "POST logout":
      return logout(request, settings, signIn, sessions);
    case "GET session":
      return state(request, settings, sessions);
    default:
      return {
        request: "sign-in",
        response: refuse(404, "NOT_FOUND", "there is no such page"),
        problem: "unknown page",
      };
  }
}

async function login(
  request: Request,
  url: URL,
  { client, path, sameSite }: SignIn,
  sessions: Sessions,
): Promise<Outcome> {
  // Salesforce returns to this origin, where the cookies have to be.
  const back = backOf(url, `${path}/`);
  const attempt = {
    state: generateRandomState(),
    verifier: generateRandomCodeVerifier(),
    nonce: client.scopes.includes("openid") ? generateRandomNonce() : null,
  };
  const pending: Pending = { ...attempt, back, until: Date.now() + PATIENCE * 1_000 };
  const name = await pendingName(attempt.state);
  const sealed = await sessions.seal.close(JSON.stringify(pending), name);
  // The way back from Salesforce is a navigation from another site, to which `Strict` sends no cookie.
  const site = sameSite === "none" ? "none" : "lax";
  const cookies = [writeCookie(name, sealed, PATIENCE, site), ...surplus(request, name, site)];
  return { request: "sign-in", response: redirect(await addressOf(client, attempt), cookies), problem: null };
}

/** Sign-ins that were begun and left would fill the browser's share of cookies. */
function surplus(request: Request, name: string, site: "lax" | "none"): readonly string[] {
  const others = cookieNames(request, PENDING).filter((other) => other !== name && /^[\w-]+$/.test(other));
  return others.slice(0, Math.max(0, others.length - MOST_PENDING + 1)).map((other) => writeCookie(other, "", 0, site));
}

const pendingName = async (state: string) => PENDING + (await digest(state)).slice(0, 16);

async function callback(request: Request, url: URL, signIn: SignIn, sessions: Sessions): Promise<Outcome> {
  const { client, sameSite } = signIn;
  const answer = new URLSearchParams();
  for (const key of ["code", "state", "iss", "error", "error_description"]) {
    for (const value of url.searchParams.getAll(key)) answer.append(key, value);
  }
  const name = await pendingName(answer.get("state") ?? "");
  const clear = writeCookie(name, "", 0, sameSite === "none" ? "none" : "lax");
  let back = "/";
  try {
    const pending = await taken(request, name, sessions);
    back = pending.back;
    const tokens = await checked(client, () => exchange(client, pending, answer));
    const cookie = await sessions.begin(tokens);
    // A user who signs in anew leaves the session before.
    const before = await sessions.of(request);
    if (before) await sessions.end(before);
    return { request: "callback", response: redirect(back, [clear, cookie]), problem: null };
  } catch (error) {
    const code = isProblem(error) ? error.code : "internal";
    const said = isProblem(error) ? `${error.message}; ${error.help ?? ""}` : "the sign-in failed";
    const [page = "/", ...fragment] = back.split(/(?=#)/);
    const failed = `${page}${page.includes("?") ? "&" : "?"}sign_in_problem=${code}${fragment.join("")}`;
    return { request: "callback", response: redirect(failed, [clear]), problem: said };
  }
}

/** The sign-in that this browser began; its secrets are in its cookie alone. */
async function taken(request: Request, name: string, sessions: Sessions): Promise<Pending> {
  const cookie = readCookie(request, name);
  const text = cookie === null ? null : await sessions.seal.open(cookie, name);
  const pending = text === null ? null : (JSON.parse(text) as Pending);
  if (pending && pending.until > Date.now()) return pending;
  throw problem("sign_in_failed", "no sign-in of this browser is under way", "start the sign-in again");
}

async function logout(request: Request, settings: Settings, { client }: SignIn, sessions: Sessions): Promise<Outcome> {
  const wrong = foreign(request, new Set(settings.origins));
  if (wrong !== null) return { request: "sign-out", response: refuse(403, "FORBIDDEN", wrong), problem: wrong };
  const session = await sessions.of(request);
  const cookie = await sessions.end(session);
  const isForm = request.headers.get("sec-fetch-mode") === "navigate";
  const response = isForm ? redirect("/", [cookie]) : withCookies(new Response(null, { status: 204 }), [cookie]);
  let failed: string | null = null;
  if (session) {
    const { refreshToken, accessToken } = session.tokens;
    // Signed out here in any case.
    await checked(client, () => revoke(client, refreshToken ?? accessToken)).catch((error: unknown) => {
      failed = isProblem(error) ? error.message : "the token could not be revoked";
    });
  }
  return { request: "sign-out", response, problem: failed };
}

/** Who is signed in, for the page. */
async function state(request: Request, settings: Settings, sessions: Sessions): Promise<Outcome> {
  const wrong = foreign(request, new Set(settings.origins));
  if (wrong !== null) return { request: "session", response: refuse(403, "FORBIDDEN", wrong), problem: wrong };
  const session = await sessions.of(request);
  const body = { signedIn: session !== null, user: session?.tokens.user ?? null, instanceUrl: settings.org };
  return { request: "session", response: json(200, body), problem: null };
}

/** The page to return to: a path of this origin, and no page of the sign-in itself. */
function backOf(url: URL, own: string): string {
  const wanted = url.searchParams.get("return") ?? "/";
  const isPath = /^\/(?![/\\])[\x21-\x7e]*$/.test(wanted) && !wanted.includes("\\") && wanted.length <= 1_000;
  return isPath && !wanted.startsWith(own) ? wanted : "/";
}
