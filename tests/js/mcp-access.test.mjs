// Who may use the server, and where its token comes from: HTTP sessions, the command's options, logins, writes without a question.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { text } from "node:stream/consumers";
import { after, before, beforeEach, describe, test } from "node:test";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { createMcpHandler, createMcpServer } from "../../pkg/dist/mcp.js";
import { startSandbox } from "../../scripts/demo/sandbox.mjs";
import { CLI, clientOf, overHttp, overStdio, serveHttp, yes } from "./support/mcp.mjs";
import { orgOf } from "./support/org.mjs";

let sandbox;
let org;
let folder;
before(async () => {
  sandbox = await startSandbox();
  org = orgOf(sandbox);
  folder = await mkdtemp(`${tmpdir()}/opportunity-stage-`);
});
beforeEach(() => org.reset());
after(async () => {
  await sandbox?.stop();
  await rm(folder, { recursive: true });
});

const START = {
  jsonrpc: "2.0",
  id: 1,
  method: "initialize",
  params: { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "raw", version: "1" } },
};
const LIST = { jsonrpc: "2.0", id: 2, method: "tools/list" };

const post = (url, message, headers = {}) =>
  fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json, text/event-stream", ...headers },
    body: typeof message === "string" ? message : JSON.stringify(message),
  });

/** A client that says yes, as a user of this name. */
async function openClient(url, name) {
  const { client, asked } = clientOf(yes);
  const requestInit = { headers: { authorization: name } };
  await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit }));
  const call = async (tool, input) => (await client.callTool({ name: tool, arguments: input })).structuredContent;
  return { client, asked, call };
}

describe("over HTTP", () => {
  test("a session answers to the user who began it, and to no page of another origin", async () => {
    const served = await serveHttp(sandbox, {
      user: (request) => {
        const name = request.headers.get("authorization");
        return name ? { id: name, connect: () => served.makeConnection() } : null;
      },
      origins: ["https://portal.example.com"],
    });
    const { url } = served;
    const anonymous = await post(url, START);
    assert.deepEqual([anonymous.status, anonymous.headers.get("www-authenticate")], [401, "Bearer"]);
    assert.equal((await post(url, START, { authorization: "one", origin: "https://evil.example" })).status, 403);
    const started = await post(url, START, { authorization: "one", origin: "https://portal.example.com" });
    assert.equal(started.status, 200);
    await started.text();
    const session = { "mcp-session-id": started.headers.get("mcp-session-id") };
    assert.equal((await post(url, LIST, { ...session, authorization: "two" })).status, 404);
    assert.equal((await post(url, LIST, { ...session })).status, 401);
    const own = await post(url, LIST, { ...session, authorization: "one" });
    assert.match(await own.text(), /find_opportunities/);
    const without = await post(url, LIST, { authorization: "one" });
    assert.equal(without.status, 400);
    assert.equal((await post(url, "{", { authorization: "one" })).status, 400);
    assert.equal((await post(url, `"${"x".repeat(1_000_001)}"`, { authorization: "one" })).status, 413);
    const ended = await fetch(url, { method: "DELETE", headers: { ...session, authorization: "one" } });
    assert.equal(ended.status, 200);
    assert.equal((await post(url, LIST, { ...session, authorization: "one" })).status, 404);
    await served.close();
  });

  test("a server is reached by its own names only", async () => {
    const handler = createMcpHandler({ user: () => ({ id: "one", connect: () => ({}) }), hosts: ["mcp.example.com"] });
    const headers = { "content-type": "application/json", accept: "application/json, text/event-stream" };
    for (const [host, status] of [
      ["evil.example", 403],
      ["mcp.example.com.evil.example", 403],
      ["", 403],
      ["mcp.example.com", 200],
    ]) {
      const request = new Request("https://mcp.example.com/mcp", {
        method: "POST",
        headers: { ...headers, host },
        body: JSON.stringify(START),
      });
      assert.equal((await handler(request)).status, status, host);
    }
  });

  test("idle sessions end, and there is a most", async () => {
    const served = await serveHttp(sandbox, { maxSessions: 1, sessionLifetime: 100_000 });
    const first = await post(served.url, START);
    await first.text();
    assert.equal((await post(served.url, START)).status, 503);
    await served.close();
    const short = await serveHttp(sandbox, { maxSessions: 1, sessionLifetime: 0 });
    const old = await post(short.url, START);
    await old.text();
    assert.equal((await post(short.url, LIST, { "mcp-session-id": old.headers.get("mcp-session-id") })).status, 404);
    assert.equal((await post(short.url, START)).status, 200);
    await short.close();
  });

  test("a user has so many sessions, and those used longest ago end", async () => {
    const user = (request) => ({ id: request.headers.get("authorization"), connect: () => ({}) });
    const served = await serveHttp(sandbox, { user });
    const begin = async (authorization) => {
      const response = await post(served.url, START, { authorization });
      await response.text();
      return { authorization, "mcp-session-id": response.headers.get("mcp-session-id") };
    };
    const status = async (session) => {
      const response = await post(served.url, LIST, session);
      await response.text();
      return response.status;
    };
    const [other, first, second] = [await begin("other"), await begin("one"), await begin("one")];
    for (let more = 0; more < 18; more += 1) await begin("one");
    assert.equal(await status(first), 200);
    await begin("one");
    assert.deepEqual([await status(first), await status(second), await status(other)], [200, 404, 200]);
    await served.close();
  });

  test("a preview of one user means nothing to another, also if both work at the same time", async () => {
    const { Id: opportunityId } = await org.opportunity("Acme - 200 Widgets");
    const served = await serveHttp(sandbox, {
      user: (request) => ({ id: request.headers.get("authorization"), connect: () => served.makeConnection() }),
    });
    const [one, two] = await Promise.all(["one", "two"].map((name) => openClient(served.url, name)));
    const preview = (client) => client.call("preview_stage_update", { opportunityId, stage: "Negotiation/Review" });
    const [mine] = await Promise.all([preview(one), preview(two)]);
    assert.equal((await two.call("commit_stage_update", { token: mine.token })).code, "unknown_token");
    assert.deepEqual([one.asked.length, two.asked.length, (await org.log()).writes.length], [0, 0, 0]);
    assert.equal((await one.call("commit_stage_update", { token: mine.token })).written, true);
    assert.deepEqual([one.asked.length, two.asked.length, (await org.log()).writes.length], [1, 0, 1]);
    await Promise.all([one.client.close(), two.client.close()]);
    await served.close();
  });

  test("users without an id are not taken for one and the same", async () => {
    for (const id of [undefined, null, "", 7]) {
      const served = await serveHttp(sandbox, { user: () => ({ id, connect: () => ({}) }) });
      assert.equal((await post(served.url, START)).status, 500, String(id));
      await served.close();
    }
  });

  test("a page of a listed origin can read the answers, and no other page can", async () => {
    const origin = "https://portal.example.com";
    const user = (request) => (request.headers.get("authorization") ? { id: "one", connect: () => ({}) } : null);
    const served = await serveHttp(sandbox, { user, origins: [origin] });
    const preflight = (from) => fetch(served.url, { method: "OPTIONS", headers: { origin: from } });
    const allowed = await preflight(origin);
    assert.deepEqual([allowed.status, allowed.headers.get("access-control-allow-origin")], [204, origin]);
    assert.match(allowed.headers.get("access-control-allow-headers"), /authorization.*mcp-session-id/);
    assert.equal(allowed.headers.get("access-control-allow-credentials"), null);
    const started = await post(served.url, START, { origin, authorization: "one" });
    assert.match(started.headers.get("access-control-expose-headers"), /mcp-session-id/);
    assert.equal(started.headers.get("access-control-allow-origin"), origin);
    const anonymous = await post(served.url, START, { origin });
    assert.deepEqual([anonymous.status, anonymous.headers.get("access-control-allow-origin")], [401, origin]);
    for (const foreign of ["https://evil.example", "null", `${origin}.evil.example`]) {
      const refused = await preflight(foreign);
      assert.deepEqual([refused.status, refused.headers.get("access-control-allow-origin")], [403, null], foreign);
    }
    await served.close();
  });

  test("a stream of events that was cut can be opened again", async () => {
    const served = await serveHttp(sandbox);
    const started = await post(served.url, START);
    await started.text();
    const headers = { accept: "text/event-stream", "mcp-session-id": started.headers.get("mcp-session-id") };
    const cut = new AbortController();
    assert.equal((await fetch(served.url, { headers, signal: cut.signal })).status, 200);
    cut.abort();
    // The server learns of it a moment later.
    const deadline = Date.now() + 5_000;
    let status;
    do {
      const again = new AbortController();
      ({ status } = await fetch(served.url, { headers, signal: again.signal }));
      again.abort();
    } while (status === 409 && Date.now() < deadline);
    assert.equal(status, 200);
    await served.close();
  });

  test("names and origins are compared as clients write them", async () => {
    const handler = createMcpHandler({
      user: () => null,
      hosts: ["MCP.example.com", "localhost:80", "[::1]:3000"],
      origins: ["https://App.example.com:443/"],
    });
    const ask = async (headers) => (await handler(new Request("http://x/mcp", { headers }))).status;
    for (const host of ["mcp.example.com", "mcp.example.com:443", "localhost", "[::1]:3000"]) {
      assert.equal(await ask({ host }), 401, host);
    }
    for (const host of ["evil.example", "localhost:3000", "[::1]", "mcp.example.com.", ""]) {
      assert.equal(await ask({ host }), 403, host);
    }
    const host = "localhost";
    assert.equal(await ask({ host, origin: "https://app.example.com" }), 401);
    assert.equal(await ask({ host, origin: "https://evil.example" }), 403);
  });

  test("a failure of the host's function is not taken for one in the message", async () => {
    for (const thrown of [new TypeError("fetch failed"), new SyntaxError("theirs")]) {
      const user = () => Promise.reject(thrown);
      const handler = createMcpHandler({ user, hosts: ["localhost"] });
      const init = { method: "POST", headers: { host: "localhost" }, body: JSON.stringify(START) };
      assert.equal((await handler(new Request("http://x/mcp", init))).status, 500);
    }
    const handler = createMcpHandler({ user: () => ({ id: "a", connect: () => ({}) }), hosts: ["localhost"] });
    const init = { method: "POST", headers: { host: "localhost" }, body: "{" };
    assert.equal((await handler(new Request("http://x/mcp", init))).status, 400);
  });

  test("options are checked", async () => {
    const good = { user: () => null, hosts: ["localhost"] };
    for (const change of [
      { user: undefined },
      { hosts: undefined },
      { hosts: [] },
      { hosts: "localhost" },
      { host: [] },
      { origins: [1] },
      ...[NaN, Infinity, -1, 0, "5"].map((previewLifetime) => ({ previewLifetime })),
      ...[NaN, Infinity, -1, 1e15, "5"].map((sessionLifetime) => ({ sessionLifetime })),
      ...[NaN, Infinity, -1, 0, "5"].map((maxSessions) => ({ maxSessions })),
      // No client ever sends these: every call would be refused.
      ...["https://a", "a/", "*", "*.a", "a b", "a:x", ""].map((host) => ({ hosts: [host] })),
      ...["a", "https://*.a", "https://a/b", "https://24", "https://u@a", "null", "file:///a"].map((origin) => ({
        origins: [origin],
      })),
    ]) {
      assert.throws(() => createMcpHandler({ ...good, ...change }), { code: "invalid_options" });
    }
    for (const previewLifetime of [NaN, Infinity, -1]) {
      await assert.rejects(createMcpServer({}, { previewLifetime }), { code: "invalid_options" });
    }
    await assert.rejects(createMcpServer({}, { allowWrites: true }), { code: "invalid_options" });
    await assert.rejects(createMcpServer({}, { allowWritesWithoutConfirmation: "yes" }), { code: "invalid_options" });
  });
});

test("with the flag, a client that cannot ask writes; one that can is asked all the same", async () => {
  const { Id: opportunityId } = await org.opportunity("Acme - 200 Widgets");
  const flag = { args: ["--allow-writes-without-confirmation"], allowWritesWithoutConfirmation: true };
  for (const [open, answer, code] of [
    [overStdio, undefined, undefined],
    [overHttp, undefined, undefined],
    [overStdio, () => ({ action: "decline" }), "not_confirmed"],
  ]) {
    await org.reset();
    const options = open === overStdio ? { args: flag.args } : { allowWritesWithoutConfirmation: true };
    const session = await open(sandbox, { ...options, ...(answer ? { answer } : {}) });
    const call = async (name, input) => (await session.client.callTool({ name, arguments: input })).structuredContent;
    const { token } = await call("preview_stage_update", { opportunityId, stage: "Negotiation/Review" });
    const done = await call("commit_stage_update", { token });
    assert.equal(done.code, code);
    assert.equal((await org.log()).writes.length, code ? 0 : 1);
    await session.close();
  }
});

/** Runs the command until it ends, without a client. */
async function command(args, env = {}) {
  const child = spawn(process.execPath, [CLI, "mcp", ...args], {
    env: { PATH: folder, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [out, said, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
  return { out, said, code };
}

/** A program in the folder that is the whole `PATH`. */
async function program(name, source) {
  await writeFile(`${folder}/${name}`, `#!${process.execPath}\n${source}`);
  await chmod(`${folder}/${name}`, 0o755);
}

describe("the command", () => {
  test("says what is wrong with its options, and no token", async () => {
    const { instanceUrl } = sandbox;
    const token = { SALESFORCE_ACCESS_TOKEN: "canary_token" };
    for (const [args, env, problem, expected] of [
      [["--instance-url"], token, /--instance-url/, 2],
      [["--instance-url", instanceUrl, "--allow-writes"], token, /'--allow-writes'/, 2],
      [["--rules", "/nowhere.json"], token, /\/nowhere\.json cannot be read: ENOENT/, 2],
      [[], token, /give the address of the org: --instance-url/, 2],
      [["--instance-url", "https://evil.example"], token, /`evil\.example` is not a Salesforce host/, 1],
      [["--instance-url", instanceUrl], token, /is not the `https` origin of an org/, 1],
      [
        ["--instance-url", instanceUrl, "--allowed-origin", instanceUrl],
        { SALESFORCE_ACCESS_TOKEN: "a b" },
        /white space/,
        1,
      ],
      [["--instance-url", "https://acme.my.salesforce.com"], {}, /there is no token: set SALESFORCE_ACCESS_TOKEN/, 2],
      [["--client-id", "x"], {}, /give the address of the org/, 2],
    ]) {
      const { out, said, code } = await command(args, env);
      assert.match(said, problem);
      assert.deepEqual([out, code], ["", expected], said);
      assert.ok(!said.includes("canary"), said);
      assert.doesNotMatch(said, /\n {4}at /, "no stack");
    }
    const help = await command(["--help"]);
    assert.deepEqual([help.code, help.said], [0, ""]);
    assert.match(help.out, /^Usage: opportunity-stage mcp --instance-url/);
  });

  test("takes the login of `sf`, and asks again when the token has expired", async () => {
    const { instanceUrl, accessToken } = sandbox;
    // Like the real command it gives a token that is valid now, and says so in JSON.
    await program(
      "sf",
      `const { appendFileSync, readFileSync } = require("node:fs");
       appendFileSync(${JSON.stringify(`${folder}/calls`)}, process.argv.slice(2).join(" ") + "\\n");
       const { accessToken } = JSON.parse(readFileSync(${JSON.stringify(`${folder}/login.json`)}, "utf8"));
       console.log(JSON.stringify({ status: 0, result: { accessToken, instanceUrl: ${JSON.stringify(instanceUrl)}, username: "sam@ursa.example" } }));`,
    );
    const login = (token) => writeFile(`${folder}/login.json`, JSON.stringify({ accessToken: token }));
    await login("00D000000000001!an_expired_token_of_before");
    await writeFile(`${folder}/calls`, "");
    const session = await overStdio(
      { instanceUrl, accessToken: "" },
      { answer: yes, args: ["--target-org", "sam@ursa.example"], env: { PATH: folder } },
    );
    await login(accessToken);
    const { structuredContent } = await session.client.callTool({
      name: "find_opportunities",
      arguments: { account: "Acme" },
    });
    assert.equal(structuredContent.opportunities.length, 3);
    assert.match(session.said(), /with the login of sam@ursa\.example\n$/);
    assert.ok(!session.said().includes(accessToken));
    const { readFile } = await import("node:fs/promises");
    const calls = (await readFile(`${folder}/calls`, "utf8")).trim().split("\n");
    assert.ok(calls.every((line) => line === "org display --json --target-org sam@ursa.example"));
    await session.close();

    const other = await command(["--instance-url", "https://acme.my.salesforce.com"]);
    assert.match(other.said, /is for http:\/\/[^ ]+, not for https:\/\/acme\.my\.salesforce\.com/);
    await login("[REDACTED] Use 'sf org auth show-access-token' to view");
    assert.match((await command(["--instance-url", instanceUrl])).said, /does not show the token/);
    assert.match((await command(["--target-org", "a; rm -rf ."])).said, /not a user name or an alias/);
    await program(
      "sf",
      `console.log(JSON.stringify({ status: 1, message: "No authorization information found." })); process.exit(1);`,
    );
    assert.match((await command([])).said, /found no login: No authorization information found/);
  });

  test("signs in by the browser at a loopback address when the first request needs a token", async () => {
    const { instanceUrl } = sandbox;
    const probe = createServer().listen(0, "localhost");
    await once(probe, "listening");
    const callback = `http://localhost:${probe.address().port}/OauthRedirect`;
    probe.close();
    await once(probe, "close");
    // The user's browser: a stranger's answer first, then the consent.
    await program(
      "xdg-open",
      `(async () => {
        const asked = new URL(process.argv[2]);
        const callback = asked.searchParams.get("redirect_uri");
        for (const query of ["?code=x&state=of_another_page", "/other?code=x"]) {
          if ((await fetch(callback + query)).status !== 404) process.exit(1);
        }
        const form = new URLSearchParams({ ...Object.fromEntries(asked.searchParams), decision: "allow" });
        const answer = await fetch(asked.origin + asked.pathname, { method: "POST", body: form, redirect: "manual" });
        await fetch(answer.headers.get("location"));
      })();`,
    );
    const session = await overStdio(
      { instanceUrl, accessToken: "" },
      { answer: yes, args: ["--client-id", "portal", "--callback", callback], env: { PATH: folder } },
    );
    const read = async () =>
      (await session.client.callTool({ name: "find_opportunities", arguments: { account: "Acme" } })).structuredContent;
    assert.equal((await read()).opportunities.length, 3);
    assert.match(session.said(), /sign in to Salesforce in the browser: http:\/\/[^ ]+code_challenge=/);
    await fetch(`${instanceUrl}/sandbox/sessions/expire`, { method: "POST" });
    assert.equal((await read()).opportunities.length, 3);
    const signIns = session.said().match(/sign in to Salesforce/g);
    assert.equal(signIns.length, 1, "the second token came by a refresh");
    assert.ok(!/5Aep861|00D\w+!/.test(session.said()));
    await session.close();
    for (const callback of [
      "https://evil.example/",
      "http://localhost:1717\\@evil.example",
      "http://a@localhost:1717/",
    ]) {
      const outside = await overStdio(
        { instanceUrl, accessToken: "" },
        { answer: yes, args: ["--client-id", "portal", "--callback", callback], env: { PATH: folder } },
      );
      const refused = await outside.client.callTool({ name: "find_opportunities", arguments: { account: "Acme" } });
      assert.equal(refused.structuredContent.code, "session_expired", callback);
      assert.doesNotMatch(outside.said(), /sign in to Salesforce/, callback);
      await outside.close();
    }
  });
});
