// The org inside the process: the flow, its controls, its `fetch`, and that it answers as the sandbox's program does.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { after, before, beforeEach, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { connect } from "../../pkg/dist/inline.js";
import { createSandbox } from "../../pkg/dist/sandbox.js";
import { routeTo } from "../../examples/testing/route.mjs";
import { startSandbox } from "../../scripts/demo/sandbox.mjs";
import { serve } from "../../scripts/demo/site.mjs";
import { launch } from "./support/browser.mjs";
import { cells } from "./support/cells.mjs";
import { playCells, STRATEGIES } from "./support/matrix.mjs";
import { play, playFaults } from "./support/sandbox-pair.mjs";
import { until } from "./support/until.mjs";
import { wasmBench } from "./support/wasm-bench.mjs";

const text = (path) => readFile(new URL(`../../${path}`, import.meta.url), "utf8");
const DEAL = "Acme - 200 Widgets";
const connected = ({ instanceUrl, accessToken, fetch }) => connect({ instanceUrl, accessToken, fetch });
const LIMITS = "/services/data/v66.0/limits";

describe("a portal's test", () => {
  let org;
  before(async () => {
    org = await createSandbox();
  });
  beforeEach(() => org.reset());

  test("finds, opens, proposes, confirms and undoes without a server", async () => {
    const salesforce = await connected(org);
    const matches = await salesforce.find({ account: "Acme" });
    assert.equal(matches.length, 3);
    const update = await salesforce.open(matches.find(({ name }) => name === DEAL).id);
    const receipt = await update.propose({ stage: "Closed Won" }).confirm();
    assert.deepEqual([receipt.written, receipt.after.StageName], [true, "Closed Won"]);
    const stage = () => org.records("Opportunity", { Name: DEAL })[0].StageName;
    assert.equal(stage(), "Closed Won");
    const [write] = org.log().writes;
    assert.deepEqual(write.changes.StageName, { from: "Proposal/Price Quote", to: "Closed Won" });
    assert.equal(write.by, org.userId);
    await salesforce.undo(receipt);
    assert.equal(stage(), "Proposal/Price Quote");
  });

  test("switches faults on and off", async () => {
    const salesforce = await connected(org);
    const [{ Id }] = org.records("Opportunity", { Name: DEAL });
    const update = await salesforce.open(Id);
    org.fault("row-lock", { times: 1 });
    assert.deepEqual(org.faults(), [{ fault: "row-lock", value: null, method: null, path: null, times: 1 }]);
    await update.propose({ stage: "Negotiation/Review" }).confirm();
    assert.deepEqual(org.faults(), [], "it has struck");
    org.fault({ fault: "latency", value: 1 });
    org.clearFaults();
    assert.deepEqual(org.faults(), []);
    org.expireSessions();
    await assert.rejects(salesforce.open(Id), { code: "session_expired" });
    org.reset();
    assert.equal((await salesforce.open(Id)).current.stage.value, "Proposal/Price Quote");
    assert.equal(org.log().writes.length, 0);
  });

  test("keeps faults that it was created with through a reset", async () => {
    const strict = await createSandbox({ faults: ["errors-without-cors", { fault: "row-lock", times: 2 }] });
    strict.clearFaults();
    strict.reset();
    assert.deepEqual(
      strict.faults().map(({ fault, times }) => [fault, times]),
      [
        ["errors-without-cors", null],
        ["row-lock", 2],
      ],
    );
  });

  test("is as many orgs as are created, of the kinds that are asked for", async () => {
    const other = await createSandbox({ profile: ["no-record-types", "multi-currency"], generate: 7 });
    org.restrict(org.records("Account", { Name: "Acme" })[0].Id, { access: "none" });
    assert.equal(other.records("Account", { Name: "Acme" }).length, 1);
    const deals = other.records("Opportunity");
    assert.deepEqual([deals.length, "RecordTypeId" in deals[0], "CurrencyIsoCode" in deals[0]], [68, false, true]);
    other.reset({ profile: "two-record-types" });
    assert.equal("RecordTypeId" in other.records("Opportunity")[0], true);
    other.reset({});
    assert.equal("RecordTypeId" in other.records("Opportunity")[0], false);
  });

  test("takes a seed of its own", async () => {
    const seed = JSON.parse(await text("crates/sandbox/seed/org.json"));
    const small = { ...seed, accounts: [{ name: "Tiny" }], opportunities: [], paths: [], validationRules: [] };
    small.opportunities = [{ name: "Only", account: "Tiny", stage: "Prospecting", close: 3, amount: 1.5 }];
    const tiny = await createSandbox({ seed: small, accessToken: "a token", now: () => Date.UTC(2030, 0, 1, 12) });
    assert.equal(tiny.accessToken, "a token");
    const [only] = tiny.records("Opportunity");
    assert.deepEqual([only.Name, only.CloseDate, only.Amount], ["Only", "2030-01-04", 1.5]);
    assert.equal(tiny.records("Opportunity").length, 1);
  });

  test("restricts access to a record", async () => {
    const salesforce = await connected(org);
    const [{ Id }] = org.records("Opportunity", { Name: DEAL });
    const update = await salesforce.open(Id);
    org.restrict(Id, { locked: true });
    await assert.rejects(update.propose({ stage: "Qualification" }).confirm(), { code: "record_in_approval" });
    org.restrict(Id, { access: "none" });
    await assert.rejects(salesforce.open(Id), { code: "access_denied" });
  });
});

describe("an org document", () => {
  test("gives the org its stages, record types, picklists and validation rules", async () => {
    const document = JSON.parse(await text("tests/fixtures/org/document.json"));
    const org = await createSandbox({ org: document });
    assert.deepEqual(org.skippedRules, []);
    const salesforce = await connected(org);
    const [match] = await salesforce.find({ search: DEAL });
    const update = await salesforce.open(match.id);
    assert.deepEqual(
      update.stages.map(({ value }) => value),
      ["Prospecting", "Négociation", "Closed Won", "Closed Lost"],
    );
    const [{ Id }] = org.records("Opportunity", { Name: DEAL });
    // Its rule, as the org applies it: a deal that is won has an amount.
    const url = `${org.instanceUrl}/services/data/v66.0/sobjects/Opportunity/${Id}`;
    const headers = { authorization: `Bearer ${org.accessToken}`, "content-type": "application/json" };
    const body = JSON.stringify({ StageName: "Closed Won", Amount: null });
    const refused = await org.fetch(url, { method: "PATCH", headers, body });
    const [{ errorCode, message, fields }] = await refused.json();
    assert.deepEqual(
      [refused.status, errorCode, message, fields],
      [400, "FIELD_CUSTOM_VALIDATION_EXCEPTION", "Enter the amount.", ["Amount"]],
    );
  });

  test("of real projects builds an org, and rules that it cannot evaluate are named", async () => {
    const rules = JSON.parse(await text("tests/fixtures/org/validation_rules.json"));
    const document = {
      version: 1,
      stages: [
        { value: "Open", probability: 10 },
        { value: "Won", closed: true, won: true, probability: 100 },
      ],
      validationRules: rules.map(({ formula }, index) => ({ name: `Rule_${index}`, formula, message: "No." })),
    };
    const org = await createSandbox({ org: document });
    assert.ok(org.skippedRules.length > 0 && org.skippedRules.length < rules.length);
    for (const { name, reason } of org.skippedRules) assert.ok(name.startsWith("Rule_") && reason.length > 0);
    assert.deepEqual([...new Set(org.records("Opportunity").map(({ StageName }) => StageName))].sort(), [
      "Open",
      "Won",
    ]);
  });
});

describe("the same as the program", () => {
  let program;
  before(async () => {
    program = await startSandbox({ args: ["--generate", "150"], origins: ["http://localhost:8080"] });
  });
  after(() => program?.stop());

  test("in every kind of request, and with every fault", async (t) => {
    const { instanceUrl, accessToken } = program;
    const origins = ["http://localhost:8080"];
    const org = await createSandbox({ instanceUrl, origin: null, origins, generate: 150 });
    const names = [
      ...(await text("crates/sandbox/README.md")).matchAll(/^\| `([a-z0-9-]+)` \| (?:the|saves|lasting|clock)/gm),
    ];
    const sides = [
      [globalThis.fetch, await play(instanceUrl, globalThis.fetch, accessToken)],
      [org.fetch, await play(instanceUrl, org.fetch, org.accessToken)],
    ];
    const [expected, actual] = sides.map(([, { answers }]) => answers);
    for (const [, side] of sides)
      await playFaults(
        side,
        names.map(([, name]) => name),
      );
    assert.equal(actual.length, expected.length);
    for (const [index, answer] of actual.entries()) assert.deepEqual(answer, expected[index], answer.what);
    t.diagnostic(`${actual.length} requests compared`);
    assert.ok(actual.length > 200, `${actual.length}`);
  });

  test("in every cell of the matrix of faults", async (t) => {
    // Each in an org of its own: most of the time is waiting.
    const played = STRATEGIES.map(async (strategy) => {
      const bench = await wasmBench();
      const { org } = bench;
      const [{ Id: id }] = org.records("Opportunity", { Name: DEAL });
      const all = cells([strategy]).map((cell) => ({
        ...cell,
        timeout: cell.timeout && 100,
        expected: expectedOf(cell),
      }));
      await playCells(bench, { id, me: org.userId, cells: all }, { diagnostic() {} });
      return all.length;
    });
    const count = (await Promise.all(played)).reduce((sum, some) => sum + some, 0);
    t.diagnostic(`${count} cells`);
  });
});

/** Where a page makes a difference: in Node no browser keeps an answer back, or asks for leave before a request. */
const DIFFERENT = [{ dial: "errors-without-cors, expired-session", times: "always", expected: "session_expired" }];

function expectedOf(cell) {
  const isThis = ({ dial, times, strategy = cell.strategy }) =>
    dial === cell.dial && times === cell.times && strategy === cell.strategy;
  return DIFFERENT.find(isThis)?.expected ?? cell.expected;
}

describe("its fetch", () => {
  let org;
  const limits = () => `${org.instanceUrl}${LIMITS}`;
  const headers = () => ({ authorization: `Bearer ${org.accessToken}` });
  before(async () => {
    org = await createSandbox();
  });
  beforeEach(() => org.reset());

  test("takes what fetch takes", async () => {
    const init = { headers: headers() };
    for (const input of [limits(), new URL(limits()), new Request(limits(), init)])
      assert.equal((await org.fetch(input, input instanceof Request ? undefined : init)).status, 200);
    const jobs = `${org.instanceUrl}/services/oauth2/token`;
    const form = "grant_type=refresh_token&refresh_token=x";
    const bodies = [
      form,
      new URLSearchParams(form),
      new TextEncoder().encode(form),
      new Blob([form]),
      new Blob([form]).stream(),
      new TextEncoder().encode(form).buffer,
    ];
    for (const body of bodies) {
      const type = { "content-type": "application/x-www-form-urlencoded" };
      const response = await org.fetch(jobs, { method: "post", body, headers: type, duplex: "half" });
      assert.deepEqual([response.status, (await response.json()).error], [400, "invalid_grant"]);
    }
    const data = new FormData();
    data.set("a", "b");
    await org.fetch(limits(), { ...init, method: "POST", body: data });
    assert.match(org.log().requests.at(-1).headers["content-type"], /^multipart\/form-data; boundary=/);
  });

  test("undoes compression as the server does", async () => {
    const url = `${org.instanceUrl}/services/data/v66.0/composite/batch`;
    const plain = JSON.stringify({ batchRequests: [{ method: "GET", url: "v66.0/limits" }] });
    const body = new Blob([plain]).stream().pipeThrough(new CompressionStream("gzip"));
    const all = { ...headers(), "content-type": "application/json", "content-encoding": "gzip" };
    const response = await org.fetch(url, { method: "POST", headers: all, body, duplex: "half" });
    assert.equal((await response.json()).hasErrors, false);
  });

  test("returns responses that know where they are from", async () => {
    const response = await org.fetch(limits(), { headers: headers() });
    assert.ok(response instanceof Response);
    assert.deepEqual([response.url, response.redirected, response.ok], [limits(), false, true]);
    assert.equal((await org.fetch(`${limits()}#part`, { headers: headers() })).url, limits());
    assert.equal((await response.clone().json()).DailyApiRequests.Max, (await response.json()).DailyApiRequests.Max);
    const head = await org.fetch(limits(), { headers: headers(), method: "HEAD" });
    assert.deepEqual([head.status, await head.text()], [200, ""]);
  });

  test("rejects other hosts, or passes them on", async () => {
    await assert.rejects(org.fetch("https://elsewhere.example/x"), (error) => {
      assert.match(error.cause.message, /`https:\/\/elsewhere\.example` is not the sandbox/);
      return error instanceof TypeError;
    });
    for (const input of ["/relative", "http://", "data:,x"]) await assert.rejects(org.fetch(input), TypeError);
    const passed = [];
    const otherwise = async (...args) => (passed.push(args), new Response("other"));
    const open = await createSandbox({ otherwise });
    const init = { method: "POST", body: "x" };
    assert.equal(await (await open.fetch("https://elsewhere.example/x", init)).text(), "other");
    assert.deepEqual(passed, [["https://elsewhere.example/x", init]]);
    const request = new Request("https://elsewhere.example/x", init);
    await open.fetch(request);
    assert.deepEqual([passed[1][0], request.bodyUsed], [request, false], "its body is the other's to read");
    assert.equal(await (await open.fetch("/api/session")).text(), "other");
  });

  test("follows redirects as the request says", async () => {
    const app = { client_id: "portal", redirect_uri: "https://portal.example/callback", response_type: "code" };
    const url = `${org.instanceUrl}/services/oauth2/authorize`;
    const consent = (fetch, redirect) =>
      fetch(url, { method: "POST", redirect, body: new URLSearchParams({ ...app, decision: "allow" }) });
    assert.match(
      (await consent(org.fetch, "manual")).headers.get("location"),
      /^https:\/\/portal\.example\/callback\?/,
    );
    await assert.rejects(consent(org.fetch, "error"), TypeError);
    await assert.rejects(consent(org.fetch, "follow"), TypeError);
    const open = await createSandbox({ otherwise: async (input, { method }) => new Response(`${method} ${input}`) });
    assert.match(await (await consent(open.fetch, "follow")).text(), /^GET https:\/\/portal\.example\/callback\?code=/);
  });

  test("is aborted at any time, with the caller's reason", async () => {
    const reason = new Error("the caller's");
    await assert.rejects(org.fetch(limits(), { signal: AbortSignal.abort(reason) }), reason);
    for (const fault of [{ fault: "time-out" }, { fault: "latency", value: 2 ** 40 }]) {
      org.reset();
      org.fault(fault);
      for (const asRequest of [false, true]) {
        const controller = new AbortController();
        const init = { headers: headers(), signal: controller.signal };
        const pending = asRequest ? org.fetch(new Request(limits(), init)) : org.fetch(limits(), init);
        const rejected = assert.rejects(pending, reason);
        if (fault.fault === "time-out")
          await until("it has arrived", () => org.log().requests.length > Number(asRequest));
        controller.abort(reason);
        await rejected;
      }
    }
    assert.deepEqual(org.log().requests, [], "a request that was given up before its time is not handled");
  });

  test("sends nothing once it is aborted, whatever the body does", async () => {
    const reason = new Error("the caller's");
    const bodies = ["x", new ReadableStream({ pull: () => new Promise(() => {}) })];
    for (const body of bodies) {
      const controller = new AbortController();
      const init = { method: "POST", headers: headers(), body, duplex: "half", signal: controller.signal };
      const rejected = assert.rejects(org.fetch(limits(), init), reason);
      controller.abort(reason);
      await rejected;
    }
    assert.deepEqual(org.log().requests, []);
  });

  test("keeps a process alive while silence may still be aborted", async () => {
    const program = `
      const { createSandbox } = await import(${JSON.stringify(new URL("../../pkg/dist/sandbox.js", import.meta.url).href)});
      const org = await createSandbox({ faults: ["time-out"] });
      const signal = AbortSignal.timeout(1);
      await org.fetch(org.instanceUrl, { signal }).catch(({ name }) => console.log(name));`;
    const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", program]);
    assert.equal(stdout.trim(), "TimeoutError");
  });

  test("follows a clock that is replaced later", async (t) => {
    t.mock.timers.enable({ apis: ["Date"], now: Date.UTC(2040, 0, 1) });
    await org.fetch(limits());
    assert.match(org.log().requests[0].at, /^2040-01-01/);
  });

  test("limits no control by a fault", async () => {
    org.fault("uri-limit", { value: 1 });
    assert.equal((await org.fetch(limits())).status, 414);
    assert.equal(org.records("Account", { Name: "Acme" }).length, 1);
    assert.equal(org.records("Account", { Name: "x".repeat(20_000) }).length, 0);
    org.clearFaults();
    assert.deepEqual(org.faults(), []);
  });

  test("waits, is cut off, or is never answered, as faults have it", async () => {
    org.fault("latency", { value: 40, times: 1 });
    const started = performance.now();
    assert.equal((await org.fetch(limits(), { headers: headers() })).status, 200);
    assert.ok(performance.now() - started >= 39);
    org.fault("reset-after", { times: 1 });
    await assert.rejects(org.fetch(limits(), { headers: headers() }), (error) => {
      assert.equal(error.cause.message, "the connection was reset");
      return error instanceof TypeError;
    });
    assert.equal(org.log().requests.at(-1).status, 0);
  });

  test("applies CORS for a page's origin", async () => {
    const origin = "https://portal.example";
    const page = await createSandbox({ origin });
    const url = `${page.instanceUrl}${LIMITS}`;
    const init = { headers: { authorization: `Bearer ${page.accessToken}` } };
    const response = await page.fetch(url, init);
    assert.deepEqual([...response.headers.keys()].sort(), ["cache-control", "content-type"]);
    assert.equal(page.log().requests[0].origin, origin);
    await assert.rejects(page.fetch(url, { ...init, credentials: "include" }), TypeError);
    const opaque = await page.fetch(`${page.instanceUrl}/services/data/`, { method: "HEAD", mode: "no-cors" });
    assert.deepEqual([opaque.type, opaque.status], ["opaque", 0]);
    await assert.rejects(page.fetch(`${page.instanceUrl}/services/oauth2/token`, { method: "POST" }), TypeError);
    page.fault("errors-without-cors");
    await assert.rejects(page.fetch(`${url}/nothing`, init), TypeError);

    const unlisted = await createSandbox({ origin, origins: ["https://other.example"] });
    const salesforce = connected(unlisted).then((connection) => connection.find({ account: "Acme" }));
    await assert.rejects(salesforce, ({ code }) => ["network", "cors_not_allowed"].includes(code));
  });
});

describe("in Playwright", () => {
  let site;
  let browser;
  before(async () => {
    site = await serve(fileURLToPath(new URL("../../pkg/dist", import.meta.url)));
    browser = await launch();
  });
  after(async () => {
    await browser?.close();
    await site?.close();
  });

  test("it answers a page whose requests are routed to it", async () => {
    const page = await browser.newPage();
    const org = await createSandbox({ instanceUrl: "https://acme.my.salesforce.com", origins: [site.origin] });
    const [{ Id }] = org.records("Opportunity", { Name: DEAL });
    const body = `<!doctype html><script type="module" src="/define.js"></script>
      <opportunity-stage instance-url="${org.instanceUrl}" opportunity="${Id}"></opportunity-stage>`;
    await page.route(`${site.origin}/portal.html`, (route) => route.fulfill({ contentType: "text/html", body }));
    await routeTo(page, org);
    await page.goto(`${site.origin}/portal.html`);
    await page.locator("opportunity-stage").evaluate((element, token) => {
      element.accessToken = token;
    }, org.accessToken);
    await page.getByRole("radio", { name: "Negotiation/Review" }).check();
    org.fault("row-lock", { times: 1 });
    org.fault("reset-after", { method: "GET", path: "/ui-api/records", times: 1 });
    await page.getByRole("button", { name: "Confirm Update" }).click();
    await page.locator("opportunity-stage .message", { hasText: "updated the opportunity" }).waitFor();
    const { writes, requests } = org.log();
    assert.deepEqual(
      writes.map(({ changes }) => changes.StageName.to),
      ["Negotiation/Review"],
    );
    assert.ok(requests.every(({ origin }) => origin === site.origin));
    await page.close();
  });
});

describe("hostile values", () => {
  test("are refused with a problem that names them", async () => {
    const throwing = Object.defineProperty({}, "seed", { enumerable: true, get: () => assert.fail("read") });
    const endless = {};
    endless.self = endless;
    const cases = [
      [null, /not an object/],
      ["org", /not an object/],
      [throwing, /throws/],
      [{ profiles: "rules" }, /no key `profiles`/],
      [{ profile: "no-such" }, /no-such/],
      [{ profile: [null] }, /profile\[0\]/],
      [{ profile: new Set(["rules"]) }, /`0` is not plain data/],
      [{ generate: -1 }, /`generate` is not a number of opportunities/],
      [{ generate: 1.5 }, /`generate`/],
      [{ generate: 1_000_001 }, /`generate`/],
      [{ seed: {} }, /seed: missing field/],
      [{ seed: endless }, /plain data/],
      [{ seed: "x" }, /`seed` is not an object/],
      [{ seed: null }, /`seed` is not an object/],
      [{ seed: Promise.resolve({}) }, /`seed` is not an object/],
      [{ seed: { organization: () => ({}) } }, /`organization` is not plain data/],
      [{ org: [] }, /`org` is not an object/],
      [{ org: () => ({ version: 1 }) }, /`org` is not an object/],
      [{ org: "./org.json" }, /`org` is not an object/],
      [{ org: { version: 1, stages: [{ value: "A" }, { label: "B" }] } }, /org\.stages\[1\]: missing field `value`/],
      [{ org: { version: 2 } }, /version 2/],
      [{ org: { version: 1, stage: [] } }, /^org\.stage: unknown field `stage`/],
      [{ org: { version: 1, stages: [{ value: "Old", active: false }] } }, /no stage is active/],
      [{ faults: "row-lock" }, /not a list/],
      [{ faults: ["row-look"] }, /unknown fault `row-look`/],
      [{ faults: [{ fault: "row-lock", often: 2 }] }, /unknown key `often`/],
      [{ faults: [1n] }, /plain data/],
      [{ faults: [{ fault: "row-lock", times: NaN }] }, /`times` is not plain data/],
      [{ faults: [{ fault: "row-lock", path: /x/ }] }, /`path` is not plain data/],
      [{ faults: [{ fault: "row-lock", method: 5 }] }, /`method` of `row-lock`/],
      [{ faults: [{ fault: "latency", value: "long" }] }, /`value` of `latency`/],
      [{ accessToken: 7 }, /`accessToken`/],
      [{ accessToken: "" }, /`accessToken`/],
      [{ accessToken: () => "x" }, /`accessToken`/],
      [{ origins: "http://localhost:3000" }, /`origins` is not a list/],
      [{ origins: ["http://localhost:3000", "localhost"] }, /`origins\[1\]` is not an origin/],
      [{ instanceUrl: "ftp://acme.example" }, /`instanceUrl` is not an origin/],
      [{ now: () => undefined }, /`now` returned `NaN`/],
      [{ instanceUrl: "acme" }, /`instanceUrl` is not an origin/],
      [{ instanceUrl: "https://acme.my.salesforce.com/path" }, /not an origin/],
      [{ origin: 7 }, /`origin` is not an origin/],
      [{ now: 7 }, /`now` is not a function/],
      [{ otherwise: 7 }, /`otherwise` is not a function/],
    ];
    for (const [options, message] of cases)
      await assert.rejects(createSandbox(options), (problem) => {
        assert.deepEqual([problem.name, problem.code], ["OpportunityStageError", "invalid_options"], problem.stack);
        assert.match(problem.message, message);
        return true;
      });
  });

  test("of controls are refused, and change nothing", async () => {
    const org = await createSandbox();
    const refused = { code: "invalid_options" };
    assert.throws(() => org.fault("row-look"), refused);
    assert.throws(() => org.fault("row-lock", { times: "often" }), refused);
    assert.throws(() => org.records("Nothing"), refused);
    assert.throws(() => org.records("../faults"), refused);
    assert.throws(() => org.records("Account", { Nothing: 1 }), refused);
    assert.throws(() => org.records("Account", { Name: {} }), refused);
    assert.throws(() => org.records("Account", { Name: undefined }), refused);
    assert.throws(() => org.records("Account", null), refused);
    assert.throws(() => org.fault("latency", 200), refused);
    assert.throws(() => org.fault(["row-lock"]), refused);
    const [{ Id }] = org.records("Account", { Name: "Acme" });
    for (const restrictions of [undefined, null, [], { permission: "none" }, { access: 5 }, { locked: "yes" }])
      assert.throws(() => org.restrict(Id, restrictions), refused);
    assert.throws(() => org.restrict("x", { access: "none" }), refused);
    assert.throws(() => org.restrict("001000000000000AAA", { access: "none" }), /no record/);
    for (const kind of [null, "rules", { profile: "no-such" }, { profiles: ["rules"] }, { generate: "5" }])
      assert.throws(() => org.reset(kind), refused);
    assert.deepEqual(org.faults(), []);
    assert.equal(org.records("Opportunity").length, 61);
    assert.deepEqual(org.records("Account", { Name: "Robert'); DROP" }), []);
  });

  test("of WebAssembly are refused as those of `init` are", async () => {
    const other = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);
    for (const wasm of [Uint8Array.of(1, 2, 3), other, null])
      await assert.rejects(createSandbox({ wasm }), { code: "wasm_unavailable" });
    const file = new URL("../../pkg/dist/sandbox.wasm", import.meta.url);
    const org = await createSandbox({ wasm: readFile(file) });
    assert.equal(org.records("Account").length, 12);
  });

  test("of a crash: every call says so, until a reset makes the org anew", async (t) => {
    let crash = null;
    class Crashing extends WebAssembly.Instance {
      get exports() {
        const { receive } = super.exports;
        const received = (...args) => {
          if (crash) throw crash;
          return receive(...args);
        };
        return { ...super.exports, receive: received };
      }
    }
    const { Instance } = WebAssembly;
    t.after(() => (WebAssembly.Instance = Instance));
    WebAssembly.Instance = Crashing;
    const org = await createSandbox();
    const [{ Id }] = org.records("Account", { Name: "Acme" });
    org.restrict(Id, { access: "none" });
    crash = new WebAssembly.RuntimeError("unreachable");
    assert.throws(() => org.log(), /the sandbox has crashed: unreachable/);
    crash = null;
    assert.throws(() => org.log(), /the sandbox has crashed/);
    await assert.rejects(org.fetch(`${org.instanceUrl}${LIMITS}`), /the sandbox has crashed/);
    org.reset();
    assert.equal((await org.fetch(`${org.instanceUrl}/services/data`)).status, 200);
    assert.equal((await (await connected(org)).find({ account: "Acme" })).length, 3);
  });
});

test("the types name every fault and every kind of org", async () => {
  const types = await text("pkg-template/sandbox.d.ts");
  const union = (name) => {
    const [, members] = new RegExp(`export type ${name} =([^;]*);`).exec(types);
    return [...members.matchAll(/"([\w-]+)"/g)].map(([, member]) => member);
  };
  const known = await text("crates/sandbox/src/faults/known.rs");
  const faults = [...known.matchAll(/\(\s*"([a-z0-9-]+)",\s*Class::/g)].map(([, name]) => name);
  assert.deepEqual(union("FaultName"), faults);
  for (const profile of union("SandboxProfile")) if (profile !== "large") await createSandbox({ profile });
  const [, variants] = /pub enum Profile \{(.*?)\n\}/s.exec(await text("crates/sandbox/src/seed/profile.rs"));
  const kebab = (name) => name.replace(/(?!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
  assert.deepEqual(
    union("SandboxProfile"),
    [...variants.matchAll(/^ {4}(\w+),$/gm)].map(([, name]) => kebab(name)),
  );
});

test("its WebAssembly imports nothing", async () => {
  const bytes = await readFile(new URL("../../pkg/dist/sandbox.wasm", import.meta.url));
  assert.deepEqual(WebAssembly.Module.imports(new WebAssembly.Module(bytes)), []);
});
