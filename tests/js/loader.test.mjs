// The loader by itself, with a stand-in for the core: loading, its failures, and crashes.
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { lexicons, words } from "../../scripts/build/compile-messages.mjs";
import { hostileValues } from "./support/hostile-values.mjs";

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const WASM = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);

let folder;
let server;
let origin;
const answers = [];
const asked = [];

before(async () => {
  folder = await mkdtemp(`${tmpdir()}/opportunity-stage-`);
  server = createServer((request, response) => {
    asked.push(request.url);
    const { status = 200, type = "application/wasm", body = WASM } = answers.shift() ?? {};
    response.writeHead(status, { "content-type": type }).end(body);
  });
  await new Promise((resolve) => server.listen(0, "localhost", resolve));
  origin = `http://localhost:${server.address().port}`;
  await build({
    stdin: {
      contents: `export * from "./slim.js"; export { guardedMicrotask } from "./crash.js";
        export { log, useMicrotask } from "opportunity-stage-core";`,
      resolveDir: path("../../pkg-template/src"),
    },
    outfile: `${folder}/loader.mjs`,
    bundle: true,
    format: "esm",
    platform: "neutral",
    alias: { "opportunity-stage-core": path("support/fake-core.js") },
    define: { PACKAGE_VERSION: '"1.2.3"' },
    plugins: [lexicons(path("../../pkg-template/lexicon")), words(path("../../pkg-template/lang"))],
  });
});

after(async () => {
  server.close();
  await rm(folder, { recursive: true });
});

let count = 0;
/** The loader as a page gets it: nothing loaded yet. */
const fresh = () => {
  asked.length = 0;
  count += 1;
  return import(`${folder}/loader.mjs?${count}`);
};

const code = (expected) => (error) => {
  assert.equal(error.name, "OpportunityStageError");
  assert.ok(error instanceof Error);
  assert.deepEqual([error.code, error.fields, error.errors, error.status], [expected, [], [], null]);
  assert.equal(typeof error.help, "string");
  assert.equal(typeof error.retryable, "boolean");
  return true;
};

test("requests and responses ask for init", async () => {
  const { requests, responses, rules, init, version } = await fresh();
  assert.equal(version, "1.2.3");
  assert.throws(() => requests.find({ name: "a" }), code("not_initialized"));
  assert.throws(() => responses.stages({ status: 200, body: "[]" }), code("not_initialized"));
  assert.throws(() => rules(), code("not_initialized"));
  await init(WASM);
  assert.equal(requests.find({ name: "a" }).path, "/a");
});

test("an entry without wasm asks for init before connect", async () => {
  const { connect, init } = await fresh();
  await assert.rejects(connect({}), code("not_initialized"));
  await init(WASM);
  assert.equal((await connect({})).size, 3);
});

test("it is loaded once, however often it is asked for", async () => {
  const { init, log } = await fresh();
  await Promise.all([init(`${origin}/core.wasm`), init(`${origin}/core.wasm`)]);
  await init(`${origin}/core.wasm`);
  assert.deepEqual(asked, ["/core.wasm"]);
  assert.equal(log.instantiated, 1);
});

test("distinguishes failures and does not cache them", async () => {
  const { init } = await fresh();
  answers.push({ status: 404 }, { type: "text/html", body: "<!doctype html>" });
  await assert.rejects(init(`${origin}/core.wasm`), code("wasm_unavailable"));
  await assert.rejects(init(`${origin}/core.wasm`), code("wasm_unavailable"));
  await assert.rejects(init("http://localhost:1/"), code("wasm_unavailable"));
  await assert.rejects(init(Promise.reject(new TypeError("integrity"))), code("wasm_unavailable"));
  await init(`${origin}/core.wasm`);
});

test("it takes a URL, a Request, a Response, a promise, bytes, a module, and a wrong MIME type", async () => {
  answers.length = 0;
  const sources = [
    () => new URL(`${origin}/core.wasm`),
    () => new Request(`${origin}/core.wasm`),
    () => new Response(WASM),
    () => fetch(`${origin}/core.wasm`),
    () => WASM.buffer,
    () => new WebAssembly.Module(WASM),
  ];
  for (const source of sources) await (await fresh()).init(source());
  answers.push({ type: "application/octet-stream" });
  await (await fresh()).init(`${origin}/core.wasm`);
});

test("whatever else it is given is a coded problem, and keeps nothing from being loaded", async () => {
  for (const [name, make] of hostileValues({ reenter() {}, objects: {} })) {
    const { init } = await fresh();
    await init(make()).catch((error) => {
      assert.ok(["wasm_unavailable", "not_initialized"].includes(error?.code), `${name}: ${error?.stack}`);
    });
    await init(WASM);
  }
});

test("where WebAssembly may not be compiled, the help is the line of the policy", async () => {
  const { init } = await fresh();
  const compile = WebAssembly.compile;
  WebAssembly.compile = () => Promise.reject(new WebAssembly.CompileError("violates the policy"));
  try {
    await assert.rejects(init(WASM), (error) => {
      assert.match(error.help, /script-src 'self' 'wasm-unsafe-eval'/);
      return code("wasm_blocked")(error);
    });
  } finally {
    WebAssembly.compile = compile;
  }
});

test("on Cloudflare Workers the help is how to give the WebAssembly as modules", async () => {
  const { init } = await fresh();
  const compile = WebAssembly.compile;
  const navigator = Object.getOwnPropertyDescriptor(globalThis, "navigator");
  WebAssembly.compile = () => Promise.reject(new WebAssembly.CompileError("disallowed by embedder"));
  Object.defineProperty(globalThis, "navigator", { value: { userAgent: "Cloudflare-Workers" }, configurable: true });
  try {
    await assert.rejects(init(WASM), (error) => {
      assert.match(error.help, /opportunity-stage\/slim/);
      return code("wasm_blocked")(error);
    });
  } finally {
    WebAssembly.compile = compile;
    delete globalThis.navigator;
    if (navigator) Object.defineProperty(globalThis, "navigator", navigator);
  }
});

test("a crash costs the calls under way, not the page", async () => {
  const { connect, init, log } = await fresh();
  await init(WASM);
  const salesforce = await connect({});
  log.found = new Promise(() => {});
  const pending = assert.rejects(salesforce.find(), code("internal"));
  await assert.rejects(salesforce.open(), code("internal"));
  await pending;
  assert.equal(log.reset, 1);
  await assert.rejects(async () => salesforce.converse(), code("internal"));
  assert.throws(() => salesforce.size, code("internal"));
  assert.equal(log.reset, 1);
  const next = await connect({});
  assert.throws(() => next.overflow(), code("internal"));
  assert.equal(log.reset, 2);
  assert.equal((await connect({})).size, 3);
});

test("a crash after an await rejects what waits for it", async () => {
  const { connect, init, guardedMicrotask, useMicrotask, log } = await fresh();
  useMicrotask(guardedMicrotask);
  await init(WASM);
  await assert.rejects((await connect({})).inMicrotask(), code("internal"));
  assert.equal(log.reset, 1);
});

test("everything else passes as it is", async () => {
  const { connect, init, log } = await fresh();
  await init(WASM);
  const salesforce = await connect({});
  log.found = Promise.resolve("found");
  assert.equal(salesforce.find(), salesforce.find(), "the same promise gives the same promise");
  assert.equal(await salesforce.find(), "found");
  const reason = { left: true };
  log.found = Promise.reject(reason);
  await assert.rejects(salesforce.find(), (thrown) => thrown === reason);
  assert.equal(log.reset, 0);
});

test("a crash leaves behind what is known of a write", async () => {
  const { connect, init, log } = await fresh();
  await init(WASM);
  const salesforce = await connect({});
  const [untouched, confirmed] = [salesforce.propose(), salesforce.propose()];
  const [reading, writing] = await Promise.all([salesforce.converse(), salesforce.converse()]);
  const lost = [confirmed.confirm(), reading.send({ type: "find" })];
  log.state = "applying";
  lost.push(writing.send({ type: "confirm" }));
  lost.push(salesforce.open());
  for (const call of lost) await assert.rejects(call, code("internal"));
  log.outcome = "written";
  const outcomes = [untouched, confirmed, reading, writing].map(({ outcome }) => outcome);
  assert.deepEqual(outcomes, ["not_sent", "unknown", "not_sent", "unknown"]);
  await assert.rejects(confirmed.confirm(), code("internal"));
});

test("a crash is shown to those who follow a conversation, and closing it stays harmless", async () => {
  const { connect, init } = await fresh();
  await init(WASM);
  const salesforce = await connect({});
  const [conversation, closed, left] = await Promise.all([1, 2, 3].map(() => salesforce.converse()));
  const views = [];
  conversation.subscribe(() => {
    throw new Error("a listener that throws stops no other");
  });
  conversation.subscribe((view) => views.push(view));
  closed.subscribe(() => views.push("closed"));
  closed.close();
  left.subscribe(() => views.push("left"))();
  await assert.rejects(salesforce.open(), code("internal"));
  assert.deepEqual(
    views.map(({ state, problem, buttons }) => [state, problem.code, buttons]),
    [["failed", "internal", []]],
  );
  assert.equal(conversation.view.state, "failed");
  assert.doesNotThrow(() => [conversation, closed, left].forEach((one) => one.close()));
  await assert.rejects(conversation.send({ type: "retry" }), code("internal"));
});

test("a crash within a callback waits for the frames below it", async () => {
  const { connect, init, log } = await fresh();
  await init(WASM);
  const salesforce = await connect({});
  log.within = () => {
    void salesforce.open().catch(() => undefined);
    assert.equal(log.reset, 0, "the frames of the call below are still on the stack");
  };
  assert.throws(() => salesforce.calls(), code("internal"));
  assert.equal(log.reset, 1);
});

test("what only looks like an object of the core never enters it", async () => {
  const { connect, init, log } = await fresh();
  await init(WASM);
  const salesforce = await connect({});
  const prototype = Object.getPrototypeOf(salesforce);
  const { get } = Object.getOwnPropertyDescriptor(prototype, "size");
  for (const impostor of [
    Object.create(prototype),
    Object.assign(Object.create(prototype), { __wbg_ptr: 4 }),
    { ...salesforce },
    await salesforce.converse(),
    undefined,
    null,
    7,
  ]) {
    assert.throws(() => get.call(impostor), code("invalid_options"));
  }
  // A framework puts its own proxy before objects that it watches.
  assert.equal(new Proxy(salesforce, {}).size, 3);
  assert.throws(() => {
    salesforce.__wbg_ptr = 9;
  }, TypeError);
  assert.equal(log.reset, 0);
});
