// A proxy in front of a sandbox, without a page: `connect` sends to it by its own `fetch`, with what a browser adds.
import { connect } from "../../../pkg/dist/inline.js";
import { createProxy } from "../../../pkg/dist/proxy.js";

export const PORTAL = "https://portal.example.com";

/** What a browser sends along from a page of the portal. */
export const FROM_PAGE = {
  origin: PORTAL,
  "sec-fetch-site": "same-origin",
  "x-requested-with": "opportunity-stage",
};

/** Options of a proxy for a sandbox whose tokens the portal has itself. */
export const proxyOptions = ({ instanceUrl, accessToken }, more = {}) => ({
  instanceUrl,
  allowedOrigins: [instanceUrl],
  origin: PORTAL,
  session: { token: () => accessToken },
  ...more,
});

/** A connection whose requests go through a proxy. `change` may alter each before the proxy sees it. */
export const through = (proxy, options = {}, change = (request) => request) =>
  connect({
    instanceUrl: PORTAL,
    allowedOrigins: [PORTAL],
    retry: { base: 1, longest: 5 },
    ...options,
    fetch: (request) => {
      const headers = new Headers(request.headers);
      for (const [name, value] of Object.entries(FROM_PAGE)) headers.set(name, value);
      return proxy(change(new Request(request, { headers })));
    },
  });

/** A proxy with its log. */
export function loggedProxy(sandbox, more = {}) {
  const log = [];
  const proxy = createProxy(proxyOptions(sandbox, { onRequest: (entry) => log.push(entry), ...more }));
  return { proxy, log };
}
