/** What a browser lets a page of another origin see of a response. */
import type { Reply } from "./instance.js";

/** Readable without `Access-Control-Expose-Headers` (Fetch standard, CORS-safelisted response-header name). */
const READABLE = new Set([
  ...["cache-control", "content-language", "content-length", "content-type", "expires", "last-modified", "pragma"],
]);

const valueOf = ({ headers }: Reply, wanted: string) => headers.find(([name]) => name === wanted)?.[1];

/** Why the page does not get the response; null where it does. */
export function corsRefusal(request: Request, reply: Reply, origin: string): string | null {
  const allowed = valueOf(reply, "access-control-allow-origin");
  if (allowed === undefined) return `CORS: the response has no Access-Control-Allow-Origin for \`${origin}\``;
  if (request.credentials === "include") return "CORS: the org takes no credentials";
  return allowed === "*" || allowed === origin ? null : `CORS: the response is for \`${allowed}\` only`;
}

export function isExposed(name: string, reply: Reply): boolean {
  const exposed = valueOf(reply, "access-control-expose-headers")?.toLowerCase().split(/,\s*/) ?? [];
  return READABLE.has(name) || exposed.includes(name);
}
