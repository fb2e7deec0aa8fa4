/** Whether a request comes from a page of the portal (OAuth 2.0 for Browser-Based Applications, 6.1.3.3). */

/** The header that the client sends to a proxy: a page of another origin cannot, without a preflight. */
const HEADER = "x-requested-with";
const VALUE = "opportunity-stage";

/** Returns what is wrong, or null. */
export function forgery(request: Request, origins: ReadonlySet<string>): string | null {
  if (request.headers.get(HEADER) !== VALUE) return `the header \`X-Requested-With: ${VALUE}\` is missing`;
  return foreign(request, origins);
}

/** The same without the header, for what a form may send. */
export function foreign(request: Request, origins: ReadonlySet<string>): string | null {
  const site = request.headers.get("sec-fetch-site");
  const origin = request.headers.get("origin");
  if (site !== null && site !== "same-origin") return "it comes from a page of another origin";
  if (origin !== null && !origins.has(origin)) return "it comes from a page of another origin";
  // Every browser says where a request that may change something comes from.
  const isSafe = request.method === "GET" || request.method === "HEAD";
  return isSafe || origin !== null ? null : "it does not say which origin it comes from";
}
