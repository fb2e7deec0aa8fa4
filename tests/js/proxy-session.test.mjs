// Sign-in, sessions and tokens of the proxy, against the sandbox's OAuth endpoints.
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { createProxy, memoryStore } from "../../pkg/dist/proxy.js";
import { startSandbox } from "../../scripts/demo/sandbox.mjs";
import { orgOf } from "./support/org.mjs";
import { PORTAL, through } from "./support/proxied.mjs";
import { Visitor } from "./support/visitor.mjs";

const SECRET = "a secret of thirty-two characters or more";
const FIELDS = "/services/data/v66.0/ui-api/object-info/Opportunity";
const COOKIE = "__Host-opportunity-stage";

let sandbox;
let org;
before(async () => {
  sandbox = await startSandbox();
  org = orgOf(sandbox);
});
after(() => sandbox?.stop());

/** A proxy with sign-in, what it sent to the token endpoint, and its log. */
function signInProxy(session = {}, more = {}) {
  const asked = [];
  const log = [];
  const proxy = createProxy({
    instanceUrl: sandbox.instanceUrl,
    allowedOrigins: [sandbox.instanceUrl],
    origin: PORTAL,
    session: { clientId: "portal", clientSecret: "canary_secret", secret: SECRET, ...session },
    onRequest: (entry) => log.push(entry),
    fetch: async (address, init) => {
      const response = await fetch(address, init);
      if (address.includes("/oauth2/")) asked.push({ address, body: String(init.body ?? ""), status: response.status });
      return response;
    },
    ...more,
  });
  const refreshes = () => asked.filter(({ body }) => body.includes("grant_type=refresh_token"));
  return { proxy, asked, log, refreshes };
}

const codeOf = async (response) => (await response.json())[0].errorCode;

for (const [kind, session] of [
  ["a cookie", () => ({})],
  ["a store", () => ({ store: memoryStore() })],
]) {
  describe(`sessions in ${kind}`, () => {
    let setup;
    let visitor;
    beforeEach(async () => {
      await org.reset();
      setup = signInProxy(session());
      visitor = new Visitor(setup.proxy);
    });

    test("a user signs in, does the whole job, and signs out", async () => {
      assert.equal(await codeOf(await visitor.read(FIELDS)), "INVALID_SESSION_ID");
      const { asked, callback } = await visitor.signIn({ query: "?return=%2Fdeals%3Fid%3D1" });
      assert.equal(asked.searchParams.get("code_challenge_method"), "S256");
      assert.equal(asked.searchParams.get("redirect_uri"), `${PORTAL}/services/opportunity-stage/callback`);
      assert.equal(asked.searchParams.get("client_secret"), null);
      assert.deepEqual([callback.status, callback.headers.get("location")], [303, "/deals?id=1"]);
      const exchange = new URLSearchParams(setup.asked.at(-1).body);
      assert.equal(exchange.get("client_secret"), "canary_secret");
      assert.ok(exchange.get("code_verifier").length >= 43);

      // Only the session's cookie is left, and no script sees it.
      assert.deepEqual([...visitor.cookies.keys()], [COOKIE]);
      for (const cookie of visitor.received) {
        assert.match(cookie, /^__Host-[\w-]+=[\w-]*; Path=\/; Max-Age=\d+; Secure; HttpOnly; SameSite=(Strict|Lax)$/);
      }
      assert.match(visitor.received.at(-1), /SameSite=Strict$/);
      const state = await (await visitor.send("/services/opportunity-stage/session")).json();
      assert.deepEqual([state.signedIn, state.user.id.slice(0, 3)], [true, "005"]);

      const salesforce = await through(setup.proxy, {}, (request) => {
        request.headers.set("cookie", `${COOKIE}=${visitor.cookies.get(COOKIE)}`);
        return request;
      });
      const [found] = await salesforce.find({ name: "Acme - 200 Widgets" });
      const receipt = await (await salesforce.open(found.id)).propose({ stage: "Negotiation/Review" }).confirm();
      assert.deepEqual([receipt.verified, receipt.after.StageName], [true, "Negotiation/Review"]);

      const out = await visitor.send("/services/opportunity-stage/logout", {
        method: "POST",
        headers: { origin: PORTAL },
      });
      assert.equal(out.status, 204);
      assert.equal(visitor.cookies.size, 0);
      assert.match(setup.asked.at(-1).address, /\/revoke$/);
      assert.equal(await codeOf(await visitor.read(FIELDS)), "INVALID_SESSION_ID");
      const text = JSON.stringify([visitor.received, setup.log, state]);
      assert.ok(!/canary|sandbox_token|00D\w+!|5Aep861/.test(text), text);
      assert.ok(setup.log.some(({ request }) => request === "update, composite"));
    });

    test("an expired token is renewed once for all requests", async () => {
      await visitor.signIn();
      for (let round = 1; round <= 3; round += 1) {
        await fetch(`${sandbox.instanceUrl}/sandbox/sessions/expire`, { method: "POST" });
        const before = new Map(visitor.cookies);
        const responses = await Promise.all(Array.from({ length: 20 }, () => visitor.read(FIELDS)));
        assert.deepEqual(new Set(responses.map(({ status }) => status)), new Set([200]));
        assert.equal(setup.refreshes().length, round);
        // A request that was on its way with the cookie from before.
        const late = new Visitor(setup.proxy);
        late.cookies = before;
        assert.equal((await late.read(FIELDS)).status, 200);
        assert.equal(setup.refreshes().length, round);
      }
      assert.equal(setup.log.filter(({ renewed }) => renewed).length >= 60, true);
    });

    test("a refused refresh ends the session", async () => {
      await visitor.signIn();
      await fetch(`${sandbox.instanceUrl}/sandbox/sessions/expire`, { method: "POST" });
      await org.fault({ fault: "refresh-expired", path: "/oauth2/token", times: 1 });
      const response = await visitor.read(FIELDS);
      assert.deepEqual([response.status, await codeOf(response)], [401, "INVALID_SESSION_ID"]);
    });

    test("a token endpoint that does not answer ends nothing", async () => {
      await visitor.signIn();
      await fetch(`${sandbox.instanceUrl}/sandbox/sessions/expire`, { method: "POST" });
      await org.fault({ fault: "edge-503", path: "/oauth2/token", times: 1 });
      assert.equal((await visitor.read(FIELDS)).status, 503);
      assert.equal((await visitor.read(FIELDS)).status, 200);
    });
  });
}

describe("the way back from Salesforce", () => {
  let setup;
  beforeEach(async () => {
    await org.reset();
    setup = signInProxy();
  });

  const callback = (visitor, query) => visitor.send(`/services/opportunity-stage/callback?${query}`);
  const problemOf = (response) => new URL(response.headers.get("location"), PORTAL).searchParams.get("sign_in_problem");

  test("the user may decline", async () => {
    const visitor = new Visitor(setup.proxy);
    const { callback } = await visitor.signIn({ decision: "deny", query: "?return=/a?b=c" });
    assert.equal(callback.headers.get("location"), "/a?b=c&sign_in_problem=sign_in_cancelled");
    assert.equal(visitor.cookies.size, 0);
    // The page's scripts find it in the query, not in the fragment.
    const other = await visitor.signIn({ decision: "deny", query: `?return=${encodeURIComponent("/a#b?c#d")}` });
    assert.equal(other.callback.headers.get("location"), "/a?sign_in_problem=sign_in_cancelled#b?c#d");
  });

  test("belongs to the browser that began, and counts once", async () => {
    const [own, other] = [new Visitor(setup.proxy), new Visitor(setup.proxy)];
    const { back } = await own.signIn();
    assert.ok(own.cookies.has(COOKIE));
    // The same answer again: its sign-in is over.
    assert.equal(problemOf(await callback(own, back.search.slice(1))), "sign_in_failed");
    assert.equal(problemOf(await callback(other, back.search.slice(1))), "sign_in_failed");
    assert.ok(!other.cookies.has(COOKIE));
  });

  test("each other answer is refused before the code is used", async () => {
    const visitor = new Visitor(setup.proxy);
    const login = await visitor.send("/services/opportunity-stage/login");
    const state = new URL(login.headers.get("location")).searchParams.get("state");
    const pending = new Map(visitor.cookies);
    for (const query of [
      "",
      "code=x",
      "code=x&state=",
      `code=x&state=${state}x`,
      `code=x&state=${state}&state=${state}`,
      `code=x&code=y&state=${state}`,
      `state=${state}`,
      `code=x&state=${state}&iss=https://evil.my.salesforce.com`,
      `code=x&state=${state}&iss=${encodeURIComponent(sandbox.instanceUrl)}&iss=https://evil.my.salesforce.com`,
      `code=x&state=${state}&iss=`,
      `error=server_error&state=${state}`,
    ]) {
      visitor.cookies = new Map(pending);
      const response = await callback(visitor, query);
      assert.equal(response.status, 303, query);
      assert.ok(["sign_in_failed", "server_unavailable", "unreadable_answer"].includes(problemOf(response)), query);
      assert.ok(!visitor.cookies.has(COOKIE), query);
    }
    assert.ok(!setup.asked.some(({ address }) => address.endsWith("/token")));
  });

  test("two tabs sign in at the same time", async () => {
    const visitor = new Visitor(setup.proxy);
    await visitor.send("/services/opportunity-stage/login");
    await visitor.signIn();
    assert.deepEqual(
      [...visitor.cookies.keys()].map((name) => name.startsWith(COOKIE)),
      [true, true],
    );
    for (let tab = 0; tab < 20; tab += 1) await visitor.send("/services/opportunity-stage/login");
    assert.ok(visitor.cookies.size <= 7, `${visitor.cookies.size} cookies`);
  });

  test("leads to a page of the portal only", async () => {
    for (const wanted of [
      "//evil.example",
      "/\\evil.example",
      "https://evil.example",
      "javascript:alert(1)",
      "/a\\b",
      "/a\r\nset-cookie:x=y",
      "/services/opportunity-stage/login",
      "\\/evil.example",
      "",
    ]) {
      const visitor = new Visitor(setup.proxy);
      const { callback } = await visitor.signIn({ query: `?return=${encodeURIComponent(wanted)}` });
      assert.equal(callback.headers.get("location"), "/", wanted);
    }
  });
});

describe("cookies that are not ours", () => {
  test("a changed cookie opens nothing, and one of an older secret does", async () => {
    await org.reset();
    const old = signInProxy({ secret: "x".repeat(32) });
    const visitor = new Visitor(old.proxy);
    await visitor.signIn();
    const sealed = visitor.cookies.get(COOKIE);
    const rotated = new Visitor(signInProxy({ secret: [SECRET, "x".repeat(32)] }).proxy);
    rotated.cookies.set(COOKIE, sealed);
    assert.equal((await rotated.read(FIELDS)).status, 200);
    const other = new Visitor(signInProxy().proxy);
    const middle = sealed.length >> 1;
    const changed = sealed.slice(0, middle) + (sealed[middle] === "A" ? "B" : "A") + sealed.slice(middle + 1);
    for (const value of ["", "x", sealed.slice(1), `${sealed}A`, "%00", "A".repeat(5_000)]) {
      other.cookies.set(COOKIE, value);
      assert.equal((await other.read(FIELDS)).status, 401, value);
    }
    for (const cookies of [`${COOKIE}=${changed}`, `${COOKIE}=${sealed}; ${COOKIE}=x`]) {
      const headers = { cookie: cookies, "x-requested-with": "opportunity-stage", accept: "application/json" };
      assert.equal((await old.proxy(new Request(PORTAL + FIELDS, { headers }))).status, 401, cookies);
    }
  });

  test("a store sees no tokens, and an entry opens under its own key alone", async () => {
    await org.reset();
    const entries = new Map();
    const store = {
      get: async (key) => entries.get(key),
      set: async (key, value) => void entries.set(key, value),
      delete: async (key) => void entries.delete(key),
    };
    const { proxy } = signInProxy({ store });
    const [one, two] = [new Visitor(proxy), new Visitor(proxy)];
    await one.signIn();
    await two.signIn();
    assert.equal(entries.size, 2);
    assert.ok(!/sandbox_token|5Aep/.test(JSON.stringify([...entries])));
    // The key is not the cookie, so who reads the store has no session.
    for (const key of entries.keys()) assert.ok(![one, two].some(({ cookies }) => cookies.get(COOKIE) === key));
    const [first, second] = [...entries.keys()];
    entries.set(first, entries.get(second));
    assert.equal((await one.read(FIELDS)).status, 401);
    assert.equal((await two.read(FIELDS)).status, 200);
    // Signing in anew takes another key and leaves no session behind.
    const before = two.cookies.get(COOKIE);
    await two.signIn();
    assert.notEqual(two.cookies.get(COOKIE), before);
    assert.equal(entries.size, 2);
  });

  test("another site can neither sign a user out nor ask who is signed in", async () => {
    const { proxy } = signInProxy();
    const visitor = new Visitor(proxy);
    await visitor.signIn();
    const path = "/services/opportunity-stage";
    for (const headers of [
      {},
      { origin: "https://evil.example" },
      { origin: PORTAL, "sec-fetch-site": "cross-site" },
    ]) {
      assert.equal((await visitor.send(`${path}/logout`, { method: "POST", headers })).status, 403);
    }
    assert.equal((await visitor.send(`${path}/session`, { headers: { "sec-fetch-site": "cross-site" } })).status, 403);
    assert.equal((await visitor.send(`${path}/logout`)).status, 404);
    assert.equal((await visitor.read(FIELDS)).status, 200);
  });
});

test("options are checked before the first request", () => {
  const good = { instanceUrl: "https://acme.my.salesforce.com", origin: PORTAL, session: { token: () => "t" } };
  const oauth = { clientId: "c", clientSecret: "s", secret: SECRET };
  assert.equal(typeof createProxy({ ...good, session: oauth }), "function");
  for (const [change, code] of [
    [{ instanceUrl: "https://evil.example" }, "host_not_allowed"],
    [{ instanceUrl: "https://login.salesforce.com" }, "host_not_allowed"],
    [{ instanceUrl: "http://acme.my.salesforce.com" }, "invalid_instance_url"],
    [{ origin: "http://portal.example.com" }, "invalid_options"],
    [{ origin: "https://portal.example.com/path" }, "invalid_options"],
    [{ origin: "*" }, "invalid_options"],
    [{ origin: "null" }, "invalid_options"],
    [{ origin: [] }, "invalid_options"],
    // No browser sends these origins: every request would be refused.
    [{ origin: "https://*.example.com" }, "invalid_options"],
    [{ origin: "https://24" }, "invalid_options"],
    [{ origin: "https://acme.my.salesforce.com" }, "invalid_options"],
    [{ session: undefined }, "invalid_options"],
    [{ session: {} }, "invalid_options"],
    [{ session: { ...oauth, secret: "short" } }, "invalid_options"],
    [{ session: { ...oauth, secret: [] } }, "invalid_options"],
    [{ session: { ...oauth, path: "/a/../b" } }, "invalid_options"],
    [{ session: { ...oauth, store: {} } }, "invalid_options"],
    [{ session: { ...oauth, sameSite: "no" } }, "invalid_options"],
    [{ session: { ...oauth, store: null } }, "invalid_options"],
    ...[0, 60.5, NaN, Infinity, "3600"].map((lifetime) => [{ session: { ...oauth, lifetime } }, "invalid_options"]),
    [{ session: { ...oauth, loginUrl: "https://evil.example" } }, "host_not_allowed"],
    [{ fields: ["OwnerId, Name"] }, "invalid_options"],
    [{ field: [] }, "invalid_options"],
    ...[-1, 0.5, NaN, Infinity, 2 ** 31, "5"].map((timeout) => [{ timeout }, "invalid_options"]),
  ]) {
    assert.throws(() => createProxy({ ...good, ...change }), { code }, JSON.stringify(change));
  }
});
