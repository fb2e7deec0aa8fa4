/** `fetch` whose only host is the org. */
import { corsRefusal, isExposed } from "./cors.js";
import type { Ending, Instance, Message, Reply } from "./instance.js";
import type { Settings } from "./options.js";

/** How long a process that awaits silence stays alive for it: as long as `fetch` of Node waits for a response. */
const SILENCE_TIMEOUT = 300_000;
/** The longest delay of a timer. */
const MAX_DELAY = 2 ** 31 - 1;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const MAX_REDIRECTS = 20;
const WITHOUT_BODY = new Set([204, 205, 304]);

export function fetchOf(instance: () => Instance, settings: Settings): typeof globalThis.fetch {
  const { instanceUrl, origin, otherwise } = settings;

  return async (input, init) => {
    // Not given to `Request`: the signal of a simulated page may be another class than that of the platform.
    const { signal: given, ...rest } = init ?? {};
    const signal = given === undefined && input instanceof Request ? input.signal : (given ?? null);
    signal?.throwIfAborted();
    const target = targetOf(input);
    // Before there is a `Request` of it, which would take the body.
    if (otherwise && target?.origin !== instanceUrl) return otherwise(input, init);
    const request = new Request(input instanceof Request ? input : (target ?? input), rest);
    if (target?.origin !== instanceUrl)
      throw failed(`\`${new URL(request.url).origin}\` is not the sandbox: it has no host but ${instanceUrl}`);
    let url = withoutFragment(request.url);
    let message = await orAborted(signal, messageOf(request, settings));
    for (let redirects = 0; ; redirects += 1) {
      const reply = await exchange(instance(), message, signal);
      const why = origin === null || request.mode === "no-cors" ? null : corsRefusal(request, reply, origin);
      if (why) throw failed(why);
      const location = REDIRECTS.has(reply.status) ? valueOf(reply, "location") : null;
      if (location === null || request.redirect === "manual") return responseTo(request, reply, url, redirects > 0);
      if (request.redirect === "error") throw failed("the org redirects, and `redirect` is `error`");
      if (redirects === MAX_REDIRECTS) throw failed("too many redirects");
      const next = new URL(location, url);
      const turnsToGet = reply.status === 303 || (reply.status < 303 && message.method === "POST");
      if (next.origin !== instanceUrl) {
        if (otherwise) return otherwise(next, { method: turnsToGet ? "GET" : message.method, signal });
        throw failed(`the org redirects to \`${next.origin}\`, which is not the sandbox`);
      }
      url = withoutFragment(next.href);
      message = { ...message, target: next.pathname + next.search };
      if (turnsToGet) message = { ...message, method: "GET", body: new Uint8Array() };
    }
  };

  function responseTo(request: Request, reply: Reply, url: string, redirected: boolean): Response {
    if (request.mode === "no-cors" && origin !== null) return withValues(Response.error(), { type: "opaque" });
    const headers = reply.headers.filter(([name]) => origin === null || isExposed(name, reply));
    const body = WITHOUT_BODY.has(reply.status) || request.method === "HEAD" ? null : reply.body;
    return withValues(new Response(body, { status: reply.status, headers }), { url, redirected });
  }
}

/** Sends a request to the org at once, whatever its faults delay. */
export function ask(instance: Instance, message: Message): Reply {
  const ticket = instance.receive(message);
  const ending = ticket === null ? "reset" : instance.answer(ticket);
  if (typeof ending === "string") throw failed("the org gave no response");
  return ending;
}

async function exchange(instance: Instance, message: Message, signal: AbortSignal | null): Promise<Reply> {
  const ticket = instance.receive(message);
  // What hyper answers where a request is not HTTP.
  if (ticket === null) return { status: 400, headers: [], body: new Uint8Array() };
  try {
    const delay = instance.delay(ticket);
    if (delay > 0) await settledOrAborted(signal, (settle) => setTimeout(settle, Math.min(delay, MAX_DELAY)));
    const ending: Ending = instance.answer(ticket);
    if (ending === "silence") {
      // A connection keeps the process alive, which the timer of `AbortSignal.timeout` does not.
      return await settledOrAborted<never>(signal, () =>
        signal ? setTimeout(() => undefined, SILENCE_TIMEOUT) : undefined,
      );
    }
    if (ending === "reset") throw failed("the connection was reset");
    return ending;
  } finally {
    instance.forget(ticket);
  }
}

/** As a browser words it; the reason, which a browser keeps to itself, is the cause. */
function failed(why: string): TypeError {
  return new TypeError("fetch failed", { cause: new Error(why) });
}

/** Waits; an abort rejects with the signal's reason and clears the timer. */
function settledOrAborted<T = void>(
  signal: AbortSignal | null,
  start: (settle: (value: T) => void, fail: (why: unknown) => void) => ReturnType<typeof setTimeout> | undefined,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const end = () => signal?.removeEventListener("abort", abort);
    const timer = start(
      (value) => (end(), resolve(value)),
      (why) => (end(), reject(why)),
    );
    if (signal?.aborted) abort();
    else signal?.addEventListener("abort", abort, { once: true });
  });
}

/** The result, unless the signal aborts first: then nothing is sent. */
function orAborted<T>(signal: AbortSignal | null, work: Promise<T>): Promise<T> {
  return settledOrAborted(signal, (settle, fail) => {
    work.then(settle, fail);
    return undefined;
  });
}

/** The absolute address; null for a relative one outside a page. */
function targetOf(input: RequestInfo | URL): URL | null {
  const { document, location } = globalThis as { document?: Document; location?: Location };
  try {
    return new URL(input instanceof Request ? input.url : input, document?.baseURI ?? location?.href);
  } catch {
    return null;
  }
}

/** As the URL of a response is. */
const withoutFragment = (url: string) => url.replace(/#.*/s, "");

/** What goes over the wire. */
async function messageOf(request: Request, { origin }: Settings): Promise<Message> {
  const url = new URL(request.url);
  const headers = new Map<string, string>([["accept", "*/*"], ["host", url.host], ...request.headers]);
  if (origin !== null && !headers.has("origin")) headers.set("origin", origin);
  const body = await plainBody(new Uint8Array(await request.arrayBuffer()), headers);
  return { method: request.method, target: url.pathname + url.search, headers: [...headers], body };
}

/** The org does not know compression: it undoes it, as the server in front of it does. */
async function plainBody(body: Uint8Array<ArrayBuffer>, headers: Map<string, string>): Promise<Uint8Array> {
  const format = headers.get("content-encoding");
  if (format !== "gzip" && format !== "deflate") return body;
  headers.delete("content-encoding");
  headers.delete("content-length");
  const unpacked = new Blob([body]).stream().pipeThrough(new DecompressionStream(format));
  return new Uint8Array(await new Response(unpacked).arrayBuffer());
}

const valueOf = ({ headers }: Reply, wanted: string) => headers.find(([name]) => name === wanted)?.[1] ?? null;

/** What the constructor of a response does not take. */
function withValues(response: Response, values: Readonly<Record<string, unknown>>): Response {
  for (const [name, value] of Object.entries(values)) Object.defineProperty(response, name, { value });
  return response;
}
