/** The adapter for `node:http`. It imports nothing of Node: the entry stays one file for every runtime. */
import type { NodeRequest, NodeResponse, Proxy, toNodeListener as ToNodeListener } from "../../proxy.js";

export const toNodeListener: typeof ToNodeListener = (proxy) => (request, response) => {
  const over = new AbortController();
  response.once("close", () => {
    if (!response.writableFinished) over.abort();
  });
  answer(proxy, request, response, over.signal).catch(() => response.destroy());
};

async function answer(proxy: Proxy, request: NodeRequest, response: NodeResponse, signal: AbortSignal): Promise<void> {
  const given = toRequest(request, signal);
  if (given === null) {
    response.writeHead(400, {});
    response.end();
    return;
  }
  const answered = await proxy(given);
  const headers: Record<string, string | string[]> = Object.fromEntries(answered.headers);
  const cookies = answered.headers.getSetCookie();
  if (cookies.length > 0) headers["set-cookie"] = cookies;
  response.writeHead(answered.status, headers);
  // Node would keep them until the first byte of the body, which a stream of events may take long to have.
  if (answered.body) response.flushHeaders?.();
  const reader = answered.body?.getReader();
  // Ends what nothing reads any more: a stream of events would stay open, and Salesforce's response would be fetched whole.
  const leave = () => void reader?.cancel().catch(() => undefined);
  if (signal.aborted || request.method === "HEAD") leave();
  signal.addEventListener("abort", leave);
  for (;;) {
    const { done, value } = (await reader?.read()) ?? { done: true, value: undefined };
    if (done || value === undefined) break;
    if (!response.write(value)) await writable(response, signal);
  }
  response.end();
}

/** Until the browser has taken what was written, or is gone. */
const writable = (response: NodeResponse, gone: AbortSignal) =>
  new Promise<void>((resolve) => {
    const go = () => {
      gone.removeEventListener("abort", go);
      resolve();
    };
    if (gone.aborted) return resolve();
    gone.addEventListener("abort", go);
    response.once("drain", go);
  });

/** Null if it is not a request that the web's types can hold. The host that it names is not looked at. */
function toRequest(request: NodeRequest, signal: AbortSignal): Request | null {
  const { method = "GET", url = "" } = request;
  // The other forms name a host, which a proxy of one org has no use for.
  if (!url.startsWith("/") || url.includes("#")) return null;
  try {
    const headers = new Headers();
    for (const [name, value] of Object.entries(request.headers)) {
      // Those of HTTP/2 begin with a colon.
      for (const one of name.startsWith(":") ? [] : [value].flat()) if (one !== undefined) headers.append(name, one);
    }
    const init: RequestInit & { duplex?: "half" } = { method, headers, signal };
    if (method !== "GET" && method !== "HEAD") Object.assign(init, { body: bodyOf(request), duplex: "half" });
    return new Request(`http://localhost${url}`, init);
  } catch {
    return null;
  }
}

/** Begins to read when the body is asked for: Node discards what nothing has begun to read. */
function bodyOf(request: NodeRequest): ReadableStream<Uint8Array> {
  let chunks: AsyncIterator<Uint8Array> | undefined;
  const next = () => (chunks ??= request[Symbol.asyncIterator]()).next();
  return new ReadableStream(
    {
      async pull(controller) {
        const { done, value } = await next();
        if (done === true) controller.close();
        else controller.enqueue(value);
      },
      // The browser reads the response when it has sent everything.
      async cancel() {
        while ((await next()).done !== true);
      },
    },
    { highWaterMark: 0 },
  );
}
