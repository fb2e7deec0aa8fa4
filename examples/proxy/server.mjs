// A portal whose server keeps the Salesforce tokens: its pages, and below `/services/` the proxy.
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname } from "node:path";
// #region proxy
import { createProxy, toNodeListener } from "opportunity-stage/proxy";

const { INSTANCE_URL, ORIGIN, CLIENT_ID, CLIENT_SECRET, SESSION_SECRET } = process.env;
const proxy = createProxy({
  instanceUrl: INSTANCE_URL, // https://acme.my.salesforce.com
  allowedOrigins: [INSTANCE_URL], // for the sandbox on localhost; leave it out for an org
  origin: ORIGIN, // https://portal.example.com
  session: { clientId: CLIENT_ID, clientSecret: CLIENT_SECRET, secret: SESSION_SECRET }, // openssl rand -base64 32
  onRequest: (entry) => console.log(JSON.stringify(entry)),
});
const salesforce = toNodeListener(proxy);
// #endregion

const PAGES = { "/": "index.html", "/portal.js": "portal.js" };
const PACKAGE = /^\/dist\/[\w./-]+\.(?:js|wasm)$/;
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".wasm": "application/wasm" };

async function pages(request, response) {
  const { pathname } = new URL(request.url, ORIGIN);
  const file = PACKAGE.test(pathname) ? `node_modules/opportunity-stage${pathname}` : PAGES[pathname];
  const body = file && (await readFile(file).catch(() => null));
  response.writeHead(body ? 200 : 404, { "content-type": TYPES[extname(file ?? "")] ?? "text/plain" });
  response.end(body ?? "there is nothing here");
}

createServer((request, response) =>
  request.url.startsWith("/services/") ? salesforce(request, response) : pages(request, response),
).listen(new URL(ORIGIN).port, "localhost", () => console.log(ORIGIN));
