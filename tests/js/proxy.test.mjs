// A portal whose own server adds the token: the page has a cookie and no token. In Chromium, with the sandbox behind.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname } from "node:path";
import { text } from "node:stream/consumers";
import { after, before, beforeEach, test } from "node:test";
import { fileURLToPath } from "node:url";
import { startSandbox } from "../../scripts/demo/sandbox.mjs";
import { launch } from "./support/browser.mjs";

const dist = fileURLToPath(new URL("../../pkg/dist", import.meta.url));
const TYPES = { ".js": "text/javascript", ".wasm": "application/wasm", ".html": "text/html" };
const COOKIE = "portal=canary_of_the_portals_session";

let sandbox;
let browser;
let portal;
let origin;
let signedIn;
const seen = [];

before(async () => {
  [sandbox, browser] = await Promise.all([startSandbox(), launch()]);
  portal = createServer((request, response) =>
    answer(request, response).catch((error) => response.writeHead(500).end(String(error))),
  );
  await new Promise((resolve) => portal.listen(0, "localhost", resolve));
  origin = `http://localhost:${portal.address().port}`;
});
after(async () => {
  await browser?.close();
  portal?.closeAllConnections();
  portal?.close();
  await sandbox?.stop();
});
beforeEach(async () => {
  await fetch(`${sandbox.instanceUrl}/sandbox/reset`, { method: "POST", headers: authorization() });
  signedIn = true;
  seen.length = 0;
});

const authorization = () => ({ authorization: `Bearer ${sandbox.accessToken}` });

/** What a portal's server does: knows the user by the cookie, its own pages by the header, and passes on what it may. */
async function answer(request, response) {
  const { pathname } = new URL(request.url, origin);
  if (!pathname.startsWith("/services/")) {
    if (pathname === "/") {
      return response
        .writeHead(200, { "content-type": "text/html", "set-cookie": `${COOKIE}; SameSite=Strict` })
        .end("<!doctype html><title>Portal</title>");
    }
    const file = await readFile(dist + pathname).catch(() => undefined);
    return response.writeHead(file ? 200 : 404, { "content-type": TYPES[extname(pathname)] ?? "text/plain" }).end(file);
  }
  seen.push({ url: request.url, ...request.headers });
  const refuse = (status, errorCode) =>
    response
      .writeHead(status, { "content-type": "application/json" })
      .end(JSON.stringify([{ message: "no", errorCode }]));
  if (request.headers["x-requested-with"] !== "opportunity-stage") return refuse(403, "FORBIDDEN");
  if (!signedIn || request.headers.cookie !== COOKIE) return refuse(401, "INVALID_SESSION_ID");
  const body = request.method === "GET" ? undefined : await text(request);
  const headers = { ...authorization(), accept: "application/json" };
  if (request.headers["content-type"]) headers["content-type"] = request.headers["content-type"];
  const passedOn = await fetch(sandbox.instanceUrl + request.url, { method: request.method, headers, body });
  response.writeHead(passedOn.status, { "content-type": passedOn.headers.get("content-type") ?? "text/plain" });
  response.end(Buffer.from(await passedOn.arrayBuffer()));
}

/** Runs a job on a page of the portal with a connection to the portal's own address. */
async function onPage(job) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(origin);
  const result = await page.evaluate(
    async ([instanceUrl, source]) => {
      const { connect } = await import("/index.js");
      const salesforce = await connect({ instanceUrl, allowedOrigins: [instanceUrl] });
      return new Function("salesforce", `return (${source})(salesforce)`)(salesforce).catch(
        ({ name, code, message, help }) => ({ name, code, message, help }),
      );
    },
    [origin, String(job)],
  );
  await context.close();
  return result;
}

test("the whole job without a token in the page", async () => {
  const outcome = await onPage(async (salesforce) => {
    const [found] = await salesforce.find({ name: "Acme - 200 Widgets" });
    const opportunity = await salesforce.open(found.id);
    const receipt = await opportunity.propose({ stage: "Negotiation/Review" }).confirm();
    return [receipt.verified, receipt.after.StageName];
  });
  assert.deepEqual(outcome, [true, "Negotiation/Review"]);
  assert.ok(seen.length >= 3);
  for (const request of seen) {
    assert.equal(request.authorization, undefined);
    assert.equal(request.cookie, COOKIE);
    assert.equal(request["x-requested-with"], "opportunity-stage");
    assert.equal(request.referer, undefined);
  }
});

test("reports once that the user is signed out of the portal", async () => {
  signedIn = false;
  const problem = await onPage((salesforce) => salesforce.find({ name: "Acme" }));
  assert.deepEqual([problem.name, problem.code], ["OpportunityStageError", "session_expired"]);
  // There is no token that could be renewed, so nothing is asked for again.
  assert.equal(new Set(seen.map(({ url }) => url)).size, seen.length);
});
