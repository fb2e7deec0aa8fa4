/** The proxy's own responses, and what it passes on of Salesforce's. */

/** Salesforce's headers that the client, or its developer, reads. `Set-Cookie` and the rest stay on the server. */
const PASSED_ON = [
  "content-type",
  "retry-after",
  "last-modified",
  "etag",
  "warning",
  "sforce-limit-info",
  "x-sfdc-request-id",
];

/** A response of Salesforce on the portal's own origin must be nothing but data, also if it is opened as a page. */
const DATA_ONLY = {
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
  "content-security-policy": "default-src 'none'; sandbox",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
};

/** Passes a response on; its body streams. */
export function passOn(answer: Response, body: BodyInit | null): Response {
  const headers = new Headers(DATA_ONLY);
  for (const name of PASSED_ON) {
    const value = answer.headers.get(name);
    if (value !== null) headers.set(name, value);
  }
  return new Response(isWithoutBody(answer.status) ? null : body, { status: answer.status, headers });
}

const isWithoutBody = (status: number) => status === 204 || status === 205 || status === 304;

/** A refusal in Salesforce's own form, which the client reads: nothing was done. */
export function refuse(status: number, errorCode: string, message: string, fields: readonly string[] = []): Response {
  return json(status, [{ errorCode, message, fields }]);
}

/** An answer that says nothing of what Salesforce did: the client finds out. */
export const failed = (status: 502 | 503 | 504, message: string): Response => json(status, { message });

export function json(status: number, value: unknown): Response {
  const headers = { ...DATA_ONLY, "content-type": "application/json" };
  return new Response(JSON.stringify(value), { status, headers });
}

/** Leads the browser to another page. */
export function redirect(location: string, cookies: readonly string[]): Response {
  const headers = new Headers({ ...DATA_ONLY, location });
  return withCookies(new Response(null, { status: 303, headers }), cookies);
}

export function withCookies(response: Response, cookies: readonly string[]): Response {
  for (const cookie of cookies) response.headers.append("set-cookie", cookie);
  return response;
}
