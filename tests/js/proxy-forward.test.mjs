// What the proxy passes on in both directions.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { expired, ORG, proxyOf, read, ROW, WRITE, write } from "./support/forwarded.mjs";
import { PORTAL } from "./support/proxied.mjs";

test("conditions and keys go to Salesforce, and nothing else that the page sends", async () => {
  const { proxy, sent } = proxyOf(() => new Response(null, { status: 204 }));
  const since = "Fri, 21 Aug 2026 10:15:30 GMT";
  const response = await proxy(
    write(
      { StageName: "Closed Won" },
      {
        "if-unmodified-since": since,
        authorization: "Bearer of_the_page",
        cookie: "portal=1",
        "x-http-method-override": "DELETE",
        "sforce-auto-assign": "FALSE",
        "sforce-duplicate-rule-header": "allowSave=true",
        "x-forwarded-for": "127.0.0.1",
        "x-sandbox-fault": "row-lock",
        referer: "https://portal.example.com/deals",
      },
    ),
  );
  assert.deepEqual([response.status, response.body], [204, null]);
  assert.equal(sent[0].address, ORG.instanceUrl + ROW);
  assert.deepEqual(sent[0].headers, {
    accept: "application/json",
    "content-type": "application/json",
    "if-unmodified-since": since,
    authorization: "Bearer canary_token",
  });
  assert.equal(sent[0].redirect, "manual");
});

test("Salesforce's hints come back, its cookies and the rest do not", async () => {
  const { proxy, log } = proxyOf(
    () =>
      new Response("{}", {
        status: 503,
        headers: {
          "content-type": "application/json;charset=UTF-8",
          "retry-after": "7",
          "x-sfdc-request-id": "0001-abc",
          "sforce-limit-info": "api-usage=1/15000",
          "last-modified": "Fri, 21 Aug 2026 10:15:30 GMT",
          etag: '"x"',
          "set-cookie": "BrowserId=canary; domain=.salesforce.com",
          "access-control-allow-origin": "*",
          location: "https://evil.example",
          server: "sfdcedge",
        },
      }),
  );
  const response = await proxy(read());
  assert.deepEqual(Object.fromEntries(response.headers), {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; sandbox",
    "content-type": "application/json;charset=UTF-8",
    "cross-origin-resource-policy": "same-origin",
    etag: '"x"',
    "last-modified": "Fri, 21 Aug 2026 10:15:30 GMT",
    "referrer-policy": "no-referrer",
    "retry-after": "7",
    "sforce-limit-info": "api-usage=1/15000",
    "x-content-type-options": "nosniff",
    "x-sfdc-request-id": "0001-abc",
  });
  const { milliseconds, ...entry } = log[0];
  assert.ok(milliseconds >= 0);
  assert.deepEqual(entry, {
    ...{ request: "fields", method: "GET", status: 503, renewed: false, problem: null, requestId: "0001-abc" },
  });
});

test("a refusal of the token that never ends is neither waited for nor kept", async () => {
  let pulled = 0;
  const endless = () => ({ pull: (controller) => controller.enqueue(new Uint8Array((pulled += 1) && 65_536)) });
  for (const source of [{}, endless()]) {
    const { proxy } = proxyOf(() => new Response(new ReadableStream(source), { status: 401 }), { timeout: 20 });
    const response = await proxy(write({ StageName: "Closed Won" }));
    assert.equal(response.status, 401);
    assert.ok((await response.text()).length <= 131_072);
  }
  assert.ok(pulled < 10, `${pulled} chunks`);
});

test("a log that fails, now or later, fails no request", async () => {
  const stray = [];
  const note = (reason) => void stray.push(reason);
  process.on("unhandledRejection", note);
  for (const onRequest of [
    () => {
      throw new Error("the host's");
    },
    () => Promise.reject(new Error("the host's")),
  ]) {
    const { proxy } = proxyOf(() => new Response("{}"), { onRequest });
    assert.equal((await proxy(read())).status, 200);
  }
  await new Promise((resolve) => setImmediate(resolve));
  process.off("unhandledRejection", note);
  assert.deepEqual(stray, []);
});

test("a body streams", async () => {
  let more;
  const source = new ReadableStream({
    start(controller) {
      more = controller;
      controller.enqueue(new TextEncoder().encode("first"));
    },
  });
  const { proxy } = proxyOf(() => new Response(source));
  const reader = (await proxy(read())).body.getReader();
  // The second part is written after the first one has arrived.
  assert.equal(new TextDecoder().decode((await reader.read()).value), "first");
  more.enqueue(new TextEncoder().encode("second"));
  more.close();
  assert.equal(new TextDecoder().decode((await reader.read()).value), "second");
});

test("the token follows no redirect", async () => {
  for (const status of [301, 302, 303, 307, 308]) {
    const { proxy, sent } = proxyOf(
      () => new Response(null, { status, headers: { location: "https://evil.example/" } }),
    );
    const response = await proxy(read());
    assert.deepEqual([response.status, response.headers.get("location"), sent.length], [502, null, 1]);
  }
});

test("a page that goes away ends the request to Salesforce", async () => {
  const gone = new AbortController();
  let aborted = false;
  const { proxy, log } = proxyOf(
    (_, { signal }) =>
      new Promise((resolve, reject) => {
        signal.addEventListener("abort", () => {
          aborted = true;
          reject(signal.reason);
        });
        queueMicrotask(() => gone.abort());
      }),
  );
  const response = await proxy(read({}, { signal: gone.signal }));
  assert.deepEqual([response.status, aborted, log[0].problem], [502, true, "no answer"]);
});

test("a missing answer does not look like a refusal, so the client verifies", async () => {
  for (const [answer, more, status] of [
    [() => Promise.reject(new TypeError("fetch failed")), {}, 502],
    [
      (_, { signal }) => new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
      { timeout: 20 },
      504,
    ],
  ]) {
    const { proxy } = proxyOf(answer, more);
    const response = await proxy(write({ StageName: "x" }));
    assert.equal(response.status, status);
    // Nothing in it looks like an error of Salesforce.
    assert.ok(!(await response.text()).includes("errorCode"));
  }
});

describe("an expired token", () => {
  const tokens = (list) => {
    const calls = [];
    return { calls, token: (request, refused) => (calls.push(refused), list[Math.min(calls.length, list.length) - 1]) };
  };

  test("is renewed once, and the request repeated", async () => {
    const session = tokens(["one", "two"]);
    const { proxy, sent, log } = proxyOf((time) => (time === 1 ? expired() : Response.json({})), {
      session: { token: session.token },
    });
    assert.equal((await proxy(write({ StageName: "x" }))).status, 200);
    assert.deepEqual(session.calls, [undefined, "one"]);
    assert.deepEqual(
      sent.map(({ headers }) => headers.authorization),
      ["Bearer one", "Bearer two"],
    );
    assert.equal(sent[0].body, sent[1].body);
    assert.deepEqual([log[0].renewed, log[0].problem], [true, null]);
  });

  test("twice is passed on", async () => {
    const { proxy, sent } = proxyOf(() => expired());
    assert.equal((await proxy(read())).status, 401);
    assert.equal(sent.length, 2);
  });

  test("without another one, the session has ended", async () => {
    const { proxy, sent } = proxyOf(() => expired(), { session: { token: tokens(["one", null]).token } });
    const response = await proxy(read());
    assert.deepEqual([response.status, (await response.json())[0].errorCode], [401, "INVALID_SESSION_ID"]);
    assert.equal(sent.length, 1);
  });

  test("a 401 that no token cures, or that a gateway gave to a write, is passed on as it is", async () => {
    const hopeless = [
      { errorCode: "INVALID_SESSION_ID", message: "This session is not valid for use with the REST API" },
    ];
    for (const [request, body] of [
      [read(), JSON.stringify(hopeless)],
      [write({ StageName: "x" }), "<html>401</html>"],
      [write({ StageName: "x" }), ""],
    ]) {
      const { proxy, sent } = proxyOf(() => new Response(body, { status: 401 }));
      const response = await proxy(request);
      assert.deepEqual([response.status, await response.text(), sent.length], [401, body, 1]);
    }
  });

  test("what a provider returns in place of a token never becomes a header", async () => {
    for (const none of [null, undefined, false, 0, ""]) {
      for (const list of [[none], ["one", none]]) {
        const { proxy, sent } = proxyOf(() => expired(), { session: { token: tokens(list).token } });
        const response = await proxy(read());
        assert.deepEqual([response.status, sent.length], [401, list.length - 1], `${list}`);
        assert.equal((await response.json())[0].errorCode, "INVALID_SESSION_ID");
      }
    }
  });

  test("what a provider throws is not shown", async () => {
    for (const token of [
      () => {
        throw new Error("canary_token");
      },
      () => Promise.reject(new Error("canary_token")),
      () => "canary token\n",
      () => "canary_tökén",
    ]) {
      const { proxy, sent, log } = proxyOf(() => Response.json({}), { session: { token } });
      const response = await proxy(read());
      assert.ok([502, 503].includes(response.status));
      assert.ok(!((await response.text()) + JSON.stringify(log)).includes("canary"));
      assert.equal(sent.length, 0);
    }
  });
});

test("a long body is refused before it is read whole", async () => {
  const { proxy, sent } = proxyOf(() => Response.json({}), { maxBody: 2_000 });
  let pulled = 0;
  const body = new ReadableStream({
    pull(controller) {
      pulled += 1;
      controller.enqueue(new Uint8Array(1_000).fill(32));
    },
  });
  const request = new Request(PORTAL + ROW, { method: "PATCH", headers: WRITE, body, duplex: "half" });
  assert.equal((await proxy(request)).status, 413);
  assert.equal((await proxy(write({ StageName: "x".repeat(3_000) }))).status, 413);
  assert.ok(pulled < 10);
  assert.equal(sent.length, 0);
});

test("a log that throws harms no request", async () => {
  const { proxy } = proxyOf(() => Response.json({}), {
    onRequest: () => {
      throw new Error("full disk");
    },
  });
  assert.equal((await proxy(read())).status, 200);
});
