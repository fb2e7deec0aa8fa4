// A stranger's server: the proxy in each runtime's own types.
import { createProxy, memoryStore, toNodeListener, type Proxy, type ProxyEntry } from "opportunity-stage/proxy";

const entries: ProxyEntry[] = [];
const signIn: Proxy = createProxy({
  instanceUrl: "https://acme.my.salesforce.com",
  origin: ["https://portal.example.com"],
  session: {
    clientId: "c",
    clientSecret: "s",
    secret: "a secret of thirty-two characters or more",
    store: memoryStore(),
  },
  onRequest: (entry) => entries.push(entry),
});
const own = createProxy({
  instanceUrl: "https://acme.my.salesforce.com",
  origin: "https://portal.example.com",
  fields: ["Amount"],
  session: { token: async (request, refused) => (refused === undefined ? request.headers.get("x-token") : null) },
});

export const GET: (request: Request) => Promise<Response> = signIn;
export const listener = toNodeListener(own);
export const kinds: (string | null)[] = entries.map(({ request }) => request);

createProxy({
  instanceUrl: "https://acme.my.salesforce.com",
  origin: "https://portal.example.com",
  // @ts-expect-error a session is one of the two
  session: { clientId: "c" },
});
