// A proxy whose org is a function, and requests of a page to it.
import { createProxy } from "../../../pkg/dist/proxy.js";
import { FROM_PAGE, PORTAL, proxyOptions } from "./proxied.mjs";

export const ORG = { instanceUrl: "http://localhost:9999", accessToken: "canary_token" };
export const FIELDS = "/services/data/v66.0/ui-api/object-info/Opportunity";
export const ROW = "/services/data/v66.0/sobjects/Opportunity/006000000000001AAA";
export const READ = { ...FROM_PAGE, accept: "application/json" };
export const WRITE = { ...READ, "content-type": "application/json" };

/** A proxy whose org is a function. */
export function proxyOf(answer, more = {}) {
  const sent = [];
  const log = [];
  const options = {
    fetch: async (address, init) => {
      sent.push({ address, ...init });
      return answer(sent.length, init);
    },
    onRequest: (entry) => log.push(entry),
    ...more,
  };
  return { proxy: createProxy(proxyOptions(ORG, options)), sent, log };
}

export const read = (headers = {}, more = {}) =>
  new Request(PORTAL + FIELDS, { headers: { ...READ, ...headers }, ...more });
export const write = (body, headers = {}) =>
  new Request(PORTAL + ROW, { method: "PATCH", headers: { ...WRITE, ...headers }, body: JSON.stringify(body) });
export const expired = () =>
  Response.json([{ errorCode: "INVALID_SESSION_ID", message: "Session expired" }], { status: 401 });
