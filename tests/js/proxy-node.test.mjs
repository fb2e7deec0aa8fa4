// The proxy on Node's own server: what passes in both directions, and connections that close.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { connect as open } from "node:net";
import { text } from "node:stream/consumers";
import { after, describe, test } from "node:test";
import { toNodeListener } from "../../pkg/dist/proxy.js";
import { FIELDS, ORG, proxyOf, READ, ROW, WRITE } from "./support/forwarded.mjs";

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
