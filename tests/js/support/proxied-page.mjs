// A portal's server: its files, and below `/services/` the proxy, on one origin.
import { once } from "node:events";
import { createServer } from "node:http";
import sirv from "sirv";
import { createProxy, toNodeListener } from "../../../pkg/dist/proxy.js";

/** `attach` makes the proxy, since its org may need to know the portal's origin first. */
export async function startPortal(folder) {
  const files = sirv(folder, { dev: true });
  let listener = (_, response) => response.writeHead(503).end();
  const server = createServer((request, response) => {
    if (request.url.startsWith("/services/")) listener(request, response);
    else files(request, response, () => response.writeHead(404).end());
  }).listen(0, "localhost");
  await once(server, "listening");
  const origin = `http://localhost:${server.address().port}`;
  return {
    origin,
    attach({ instanceUrl, accessToken }, more = {}) {
      const options = { instanceUrl, allowedOrigins: [instanceUrl], origin, session: { token: () => accessToken } };
      listener = toNodeListener(createProxy({ ...options, ...more }));
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
