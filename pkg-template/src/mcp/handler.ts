/** Streamable HTTP: one transport and one server for each session, which belongs to the user who began it. */
import type { createMcpHandler as CreateMcpHandler, McpHandlerOptions, McpUser } from "../../mcp.js";
import { isProblem } from "../problem.js";
import { readBody, TooLong } from "../proxy/body.js";
import { hostOf, readHandlerOptions, serverPart } from "./options.js";
import { loadHttp } from "./sdk.js";
import { createMcpServer } from "./server.js";

type Transport = InstanceType<Awaited<ReturnType<typeof loadHttp>>["WebStandardStreamableHTTPServerTransport"]>;

interface Session {
  readonly user: string;
  readonly transport: Transport;
  used: number;
}

const LONGEST_BODY = 1_000_000;

/** Clients often begin anew without ending what they had: one user's sessions must not fill the server. */
const MOST_OF_A_USER = 20;

export const createMcpHandler: typeof CreateMcpHandler = (given) => {
  const options = readHandlerOptions(given);
  const sessions = new Sessions(options);

  const serve = async (request: Request): Promise<Response> => {
    const refused = foreign(request, options);
    if (refused) return refused;
    if (request.method === "OPTIONS") return new Response(null, { status: 204, headers: PREFLIGHT });
    const user = await options.user(request);
    if (user && (typeof user.id !== "string" || user.id === ""))
      throw new Error("users without an id are the same user");
    if (!user) return answer(401, "sign in first", { "www-authenticate": "Bearer" });
    const id = request.headers.get("mcp-session-id");
    const body = request.method === "POST" ? await readMessage(request) : undefined;
    const more = body === undefined ? {} : { parsedBody: body };
    if (id !== null) {
      const session = sessions.of(id, user.id);
      // As if it had never been: another user learns nothing of it.
      return session ? session.transport.handleRequest(request, more) : answer(404, "there is no such session");
    }
    if (!isStart(body)) return answer(400, "a session begins with `initialize`");
    sessions.makeRoom(user.id);
    if (sessions.isFull()) return answer(503, "there are too many sessions", { "retry-after": "60" });
    return (await sessions.begin(user)).handleRequest(request, more);
  };

  return async (request) => {
    const response = await serve(request).catch((error: unknown) => {
      if (error instanceof TooLong) return answer(413, "the message is too long");
      if (error instanceof NotJson) return answer(400, "the message is not JSON");
      return answer(500, isProblem(error) ? error.code : "the server failed");
    });
    const origin = request.headers.get("origin");
    if (origin === null || !options.origins?.includes(origin)) return response;
    // A page of another origin reads nothing without these. Cookies do not come along: such a page sends a token.
    response.headers.set("access-control-allow-origin", origin);
    response.headers.set("access-control-expose-headers", "mcp-session-id, mcp-protocol-version, www-authenticate");
    response.headers.append("vary", "origin");
    return response;
  };
};

class NotJson extends Error {}

/** Reads the message. Errors of the host's own functions are not taken for one in it. */
async function readMessage(request: Request): Promise<unknown> {
  try {
    return JSON.parse(await readBody(request, LONGEST_BODY)) as unknown;
  } catch (error) {
    throw error instanceof TooLong ? error : new NotJson();
  }
}

const PREFLIGHT = {
  "access-control-allow-methods": "GET, POST, DELETE",
  "access-control-allow-headers":
    "authorization, content-type, accept, mcp-session-id, mcp-protocol-version, last-event-id",
  "access-control-max-age": "600",
};

class Sessions {
  readonly #sessions = new Map<string, Session>();
  readonly #lifetime: number;
  readonly #most: number;

  constructor(readonly options: McpHandlerOptions) {
    this.#lifetime = options.sessionLifetime ?? 1_800_000;
    this.#most = options.maxSessions ?? 1_000;
  }

  of(id: string, user: string): Session | null {
    this.#sweep();
    const session = this.#sessions.get(id);
    if (session?.user !== user) return null;
    session.used = Date.now();
    return session;
  }

  /** Ends the sessions of a user that were used longest ago, so that one more is not too many. */
  makeRoom(user: string): void {
    const own = [...this.#sessions].filter(([, session]) => session.user === user);
    own.sort(([, one], [, other]) => other.used - one.used);
    for (const [id, session] of own.slice(MOST_OF_A_USER - 1)) this.#end(id, session);
  }

  isFull(): boolean {
    this.#sweep();
    return this.#sessions.size >= this.#most;
  }

  async begin(user: McpUser): Promise<Transport> {
    const { WebStandardStreamableHTTPServerTransport } = await loadHttp();
    const transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: () => crypto.randomUUID(),
      onsessioninitialized: (id) => void this.#sessions.set(id, { user: user.id, transport, used: Date.now() }),
      onsessionclosed: (id) => void this.#sessions.delete(id),
    });
    const server = await createMcpServer(await user.connect(), serverPart(this.options));
    await server.connect(transport as never);
    return transport;
  }

  #sweep(): void {
    const oldest = Date.now() - this.#lifetime;
    for (const [id, session] of this.#sessions) {
      if (session.used <= oldest) this.#end(id, session);
    }
  }

  #end(id: string, session: Session): void {
    this.#sessions.delete(id);
    session.transport.close().catch(() => undefined);
  }
}

/** A page that reaches this server by another name (DNS rebinding), or from an origin that is not listed. */
function foreign(request: Request, { hosts, origins = [] }: McpHandlerOptions): Response | null {
  if (!hosts.includes(hostOf(request.headers.get("host") ?? "") ?? ""))
    return answer(403, "this host is not served here");
  const origin = request.headers.get("origin");
  return origin === null || origins.includes(origin) ? null : answer(403, "this origin is not allowed");
}

const isStart = (body: unknown): boolean =>
  typeof body === "object" && body !== null && (body as { method?: unknown }).method === "initialize";

function answer(status: number, message: string, headers: Record<string, string> = {}): Response {
  const body = { jsonrpc: "2.0", error: { code: -32_000, message }, id: null };
  return Response.json(body, { status, headers: { "cache-control": "no-store", ...headers } });
}
