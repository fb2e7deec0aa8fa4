// What the proxy passes on in both directions, and the adapter for Node's own server.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { connect as open } from "node:net";
import { text } from "node:stream/consumers";
import { after, describe, test } from "node:test";
import { createProxy, toNodeListener } from "../../pkg/dist/proxy.js";
import { FROM_PAGE, PORTAL, proxyOptions } from "./support/proxied.mjs";

const ORG = { instanceUrl: "http://localhost:9999", accessToken: "canary_token" };
const FIELDS = "/services/data/v66.0/ui-api/object-info/Opportunity";
const ROW = "/services/data/v66.0/sobjects/Opportunity/006000000000001AAA";
const READ = { ...FROM_PAGE, accept: "application/json" };
const WRITE = { ...READ, "content-type": "application/json" };

/** A proxy whose org is a function. */
function proxyOf(answer, more = {}) {
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

const read = (headers = {}, more = {}) => new Request(PORTAL + FIELDS, { headers: { ...READ, ...headers }, ...more });
const write = (body, headers = {}) =>
  new Request(PORTAL + ROW, { method: "PATCH", headers: { ...WRITE, ...headers }, body: JSON.stringify(body) });
const expired = () => Response.json([{ errorCode: "INVALID_SESSION_ID", message: "Session expired" }], { status: 401 });

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

describe("on Node's own server", () => {
  const servers = [];
  after(() => Promise.all(servers.map((server) => server.close() && server.closeAllConnections())));

  async function serve(answer, more) {
    const made = proxyOf(answer, more);
    const server = createServer(toNodeListener(made.proxy)).listen(0, "127.0.0.1");
    servers.push(server);
    await once(server, "listening");
    return { ...made, port: server.address().port };
  }

  /** Sends bytes as they are, and returns what came back until the server ends the connection. */
  async function raw(port, lines) {
    const socket = open(port, "127.0.0.1");
    socket.end(`${[...lines, "connection: close"].join("\r\n")}\r\n\r\n`);
    return text(socket);
  }

  const page = Object.entries(READ).map(([name, value]) => `${name}: ${value}`);

  test("request and response go through, whatever host the request names", async () => {
    const { port, sent } = await serve(() => Response.json({ fields: {} }));
    for (const host of ["portal.example.com", "evil.example", "localhost:1"]) {
      const answer = await raw(port, [`GET ${FIELDS} HTTP/1.1`, `host: ${host}`, ...page]);
      assert.match(answer, /^HTTP\/1\.1 200 OK\r\n[^]*\{"fields":\{\}\}/);
    }
    assert.deepEqual(new Set(sent.map(({ address }) => address)), new Set([ORG.instanceUrl + FIELDS]));
  });

  test("no form of a request line reaches another host or path", async () => {
    const { port, sent } = await serve(() => Response.json({}));
    for (const target of [
      `http://evil.example${FIELDS}`,
      `https://acme.my.salesforce.com${FIELDS}`,
      `//evil.example${FIELDS}`,
      `/\\evil.example${FIELDS}`,
      `///evil.example/..${FIELDS}`,
      `${FIELDS}#x`,
      `/services/data/v66.0/limits`,
      "*",
      "evil.example:443",
      `${FIELDS}\t`,
    ]) {
      const answer = await raw(port, [`GET ${target} HTTP/1.1`, "host: portal.example.com", ...page]);
      assert.match(answer, /^HTTP\/1\.1 (?:400|403|404)/, target);
    }
    for (const method of ["CONNECT evil.example:443", `TRACE ${FIELDS}`, `OPTIONS *`, `PRI *`]) {
      assert.doesNotMatch(await raw(port, [`${method} HTTP/1.1`, "host: x", ...page]), /^HTTP\/1\.1 2/, method);
    }
    assert.equal(sent.length, 0);
  });

  test("bodies go up, and several cookies come down", async () => {
    const bodies = [];
    const { port } = await serve((_, { body }) => {
      bodies.push(body);
      return new Response(null, { status: 204 });
    });
    const response = await fetch(`http://127.0.0.1:${port}${ROW}`, {
      method: "PATCH",
      headers: WRITE,
      body: JSON.stringify({ StageName: "Geschäft gewonnen" }),
    });
    assert.equal(response.status, 204);
    assert.deepEqual(bodies, ['{"StageName":"Geschäft gewonnen"}']);
    const several = createServer(
      toNodeListener(() =>
        Promise.resolve(
          new Response("x", {
            headers: [
              ["set-cookie", "a=1"],
              ["set-cookie", "b=2"],
            ],
          }),
        ),
      ),
    ).listen(0, "127.0.0.1");
    servers.push(several);
    await once(several, "listening");
    const cookies = await fetch(`http://127.0.0.1:${several.address().port}/`);
    assert.deepEqual(cookies.headers.getSetCookie(), ["a=1", "b=2"]);
  });

  test("a connection that closes ends the request to Salesforce", async () => {
    let ended;
    const over = new Promise((resolve) => (ended = resolve));
    let arrived;
    const asked = new Promise((resolve) => (arrived = resolve));
    const { port } = await serve((_, { signal }) => {
      signal.addEventListener("abort", ended);
      arrived();
      return new Promise(() => {});
    });
    const socket = open(port, "127.0.0.1");
    socket.write(`${[`GET ${FIELDS} HTTP/1.1`, "host: x", ...page].join("\r\n")}\r\n\r\n`);
    await asked;
    socket.destroy();
    await over;
  });

  /** A response that has no end, and whether it was ended. */
  function endless(chunk) {
    let end;
    const ended = new Promise((resolve) => (end = resolve));
    const body = new ReadableStream({ pull: (controller) => chunk && controller.enqueue(chunk), cancel: end });
    return { ended, response: new Response(body) };
  }

  async function listen(answer) {
    const server = createServer(toNodeListener(answer)).listen(0, "127.0.0.1");
    servers.push(server);
    await once(server, "listening");
    return server.address().port;
  }

  test("a response that nothing reads any more ends, silent or not", async () => {
    for (const chunk of [null, new Uint8Array(100_000)]) {
      const { ended, response } = endless(chunk);
      let answered;
      const asked = new Promise((resolve) => (answered = resolve));
      const port = await listen(() => (answered(), Promise.resolve(response)));
      const socket = open(port, "127.0.0.1");
      socket.write("GET / HTTP/1.1\r\nhost: x\r\n\r\n");
      await asked;
      socket.destroy();
      await ended;
    }
  });

  test("a request for the head alone reads no body", async () => {
    const { ended, response } = endless(new Uint8Array(10));
    const port = await listen(() => Promise.resolve(response));
    assert.match(await raw(port, ["HEAD / HTTP/1.1", "host: x"]), /^HTTP\/1\.1 200 OK\r\n/);
    await ended;
  });

  test("a reader that is slow again and again leaves no listeners behind", async () => {
    let left = 40;
    const body = new ReadableStream({
      pull: (controller) => (left-- > 0 ? controller.enqueue(new Uint8Array(100_000)) : controller.close()),
    });
    let most = 0;
    const server = createServer((request, response) => {
      const write = response.write.bind(response);
      response.write = (chunk) => {
        most = Math.max(most, response.listenerCount("close"), response.listenerCount("drain"));
        write(chunk);
        setImmediate(() => response.emit("drain"));
        return false;
      };
      toNodeListener(() => Promise.resolve(new Response(body)))(request, response);
    }).listen(0, "127.0.0.1");
    servers.push(server);
    await once(server, "listening");
    const response = await fetch(`http://127.0.0.1:${server.address().port}/`);
    assert.equal((await response.arrayBuffer()).byteLength, 4_000_000);
    assert.ok(most < 5, `${most} listeners`);
  });
});
