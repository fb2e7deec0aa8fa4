/** The entry `opportunity-stage/proxy`: a backend for frontend, for a server. No page loads it. */
import type { createProxy as CreateProxy, HostSession, ProxyEntry } from "../proxy.js";
import { notify } from "./notify.js";
import { isProblem } from "./problem.js";
import { readBody, TooLong } from "./proxy/body.js";
import { forward, signedOut, type User } from "./proxy/forward.js";
import { isSignIn, readOptions, type Settings } from "./proxy/options.js";
import { forgery } from "./proxy/origin.js";
import { hasBody, NotPermitted, permit, shapesOf, writable, type Permitted } from "./proxy/permit.js";
import { failed, refuse } from "./proxy/respond.js";
import { Sessions } from "./proxy/session.js";
import { serveSignIn } from "./proxy/sign-in.js";

export { toNodeListener } from "./proxy/node.js";
export { memoryStore } from "./proxy/store.js";

/** The result of a request. */
interface Outcome {
  readonly response: Response;
  readonly request?: string | null;
  readonly renewed?: boolean;
  readonly problem?: string | null;
}

/** The longest path and query that the client sends, with a margin. */
const LONGEST_TARGET = 16_384;

export const createProxy: typeof CreateProxy = (options) => {
  const settings = readOptions(options);
  const { session } = settings;
  const sessions = isSignIn(session) ? new Sessions(session) : null;
  const fields = writable(settings.fields);
  const origins = new Set(settings.origins);

  const serve = async (request: Request): Promise<Outcome> => {
    const url = new URL(request.url);
    if (isSignIn(session) && sessions) {
      const served = await serveSignIn(request, url, settings, session, sessions);
      if (served) return served;
    }
    const forged = forgery(request, origins);
    if (forged !== null) return { response: refuse(403, "FORBIDDEN", forged), problem: forged };
    const target = `${url.pathname}${url.search}`;
    const permitted = await permittedOf(request, target);
    if (!("headers" in permitted)) return permitted;
    const user = await (sessions ? ofSession(request, sessions) : ofHost(request, session as HostSession));
    if (user === null) return { response: signedOut(), request: permitted.name, problem: "no user is signed in" };
    return { request: permitted.name, ...(await forward(settings, request, target, permitted, user)) };
  };

  const permittedOf = async (request: Request, target: string): Promise<Permitted | Outcome> => {
    try {
      if (target.length > LONGEST_TARGET) throw new NotPermitted("its address is too long");
      const asked = { method: request.method, target, header: (name: string) => request.headers.get(name) };
      const shapes = shapesOf(asked);
      const body = hasBody(shapes) || request.body ? await readBody(request, settings.maxBody) : null;
      return permit(shapes, asked, body, fields);
    } catch (error) {
      if (error instanceof TooLong)
        return { response: refuse(413, "EXCEEDED_MAX_SIZE_REQUEST", "it is too long"), problem: "it is too long" };
      if (error instanceof NotPermitted) {
        const { message, field } = error;
        const said = `the proxy does not pass this request on: ${message}`;
        return { response: refuse(403, "FORBIDDEN", said, field === null ? [] : [field]), problem: message };
      }
      const message = "its body cannot be read";
      return { response: refuse(400, "JSON_PARSER_ERROR", message), problem: message };
    }
  };

  return async (request) => {
    const started = Date.now();
    const outcome = await serve(request).catch((error: unknown): Outcome => ({
      response: failed(503, "the proxy could not do this"),
      problem: isProblem(error) ? error.message : "the session could not be read",
    }));
    log(settings, request, outcome, Date.now() - started);
    return outcome.response;
  };
};

function log(settings: Settings, { method }: Request, outcome: Outcome, milliseconds: number): void {
  const { response, request = null, renewed = false, problem = null } = outcome;
  const { status, headers } = response;
  const entry: ProxyEntry = {
    request,
    method,
    status,
    milliseconds,
    renewed,
    problem,
    requestId: headers.get("x-sfdc-request-id"),
  };
  // A request does not fail because its log does.
  notify(settings.onRequest, Object.freeze(entry));
}

async function ofSession(request: Request, sessions: Sessions): Promise<User | null> {
  const session = await sessions.of(request);
  if (session === null) return null;
  return {
    token: session.tokens.accessToken,
    renew: async (refused) => {
      const fresh = await sessions.refreshed(session, refused);
      if (fresh === null) return null;
      return { token: fresh.session.tokens.accessToken, cookies: fresh.cookie === null ? [] : [fresh.cookie] };
    },
  };
}

async function ofHost(request: Request, session: HostSession): Promise<User | null> {
  const token = await session.token(request);
  if (!isToken(token)) return null;
  return {
    token,
    renew: async (refused) => {
      const other = await session.token(request, refused);
      return isToken(other) ? { token: other, cookies: [] } : null;
    },
  };
}

/** Without types, "no user" is also `undefined` or `false`: neither may become a header. */
const isToken = (token: unknown): token is string => typeof token === "string" && token !== "";
