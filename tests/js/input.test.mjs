// What a host can get wrong, and what a `fetch` can do: always a coded problem, never a crash, and nothing sent that
// should not be. The real core, in Node.
import assert from "node:assert/strict";
import { before, beforeEach, test } from "node:test";
import { connect, init, lint, requests, responses, rules } from "../../pkg/dist/inline.js";

const ORG = "https://acme.my.salesforce.com";
const ID = "006R0000001rboIIAQ";
const TOKEN = "00D!AQ.canary_of_the_input_tests";
const sent = [];
const salesforce = (options = {}) =>
  connect({
    instanceUrl: ORG,
    accessToken: TOKEN,
    fetch: async (request) => {
      sent.push(request);
      return new Response("[]", { status: 200 });
    },
    ...options,
  });

before(() => init());
beforeEach(() => {
  sent.length = 0;
});

/** A problem with this code, whose message names what was wrong; it never holds the token. */
const problem = (code, names = "") => {
  return (thrown) => {
    assert.ok(thrown instanceof Error, String(thrown));
    assert.equal(thrown.name, "OpportunityStageError", thrown.stack);
    assert.equal(thrown.code, code, thrown.message);
    assert.ok(thrown.message.includes(names), `\`${thrown.message}\` does not name ${names}`);
    assert.ok(
      !JSON.stringify([thrown, thrown.message, thrown.stack]).includes("canary"),
      "the token is in the problem",
    );
    return true;
  };
};

test("invalid options", async () => {
  for (const [options, code, names] of [
    [undefined, "invalid_options", "instanceUrl"],
    ["https://acme.my.salesforce.com", "invalid_options", ""],
    [{ instanceUrl: 7 }, "invalid_options", "instanceUrl"],
    [{ instanceUrl: ORG, token: "x" }, "invalid_options", "token"],
    [{ instanceUrl: "http://acme.my.salesforce.com" }, "invalid_instance_url", "http://acme"],
    [{ instanceUrl: "https://acme.my.salesforce.com.evil.example" }, "host_not_allowed", "evil.example"],
    [{ instanceUrl: "https://user:secret@acme.my.salesforce.com" }, "invalid_instance_url", ""],
    // Not Punycode: no request could be made.
    [{ instanceUrl: "https://xn--a.my.salesforce.com" }, "invalid_instance_url", "xn--a"],
    [
      { instanceUrl: "https://xn--a.example", allowedOrigins: ["https://xn--a.example"] },
      "invalid_instance_url",
      "xn--a",
    ],
    [{ instanceUrl: ORG, accessToken: `${TOKEN}\n` }, "invalid_access_token", "line break"],
    [{ instanceUrl: ORG, accessToken: 7 }, "invalid_options", "accessToken"],
    [{ instanceUrl: ORG, apiVersion: "66" }, "invalid_api_version", "66"],
    [{ instanceUrl: ORG, fields: ["Name; DROP"] }, "invalid_field_name", "Name; DROP"],
    [{ instanceUrl: ORG, fields: "Name" }, "invalid_options", "fields"],
    [{ instanceUrl: ORG, timeout: -1 }, "invalid_options", "timeout"],
    [{ instanceUrl: ORG, timeout: 1.5 }, "invalid_options", "timeout"],
    [{ instanceUrl: ORG, timeout: NaN }, "invalid_options", "timeout"],
    [{ instanceUrl: ORG, timeout: 2 ** 32 + 1 }, "invalid_options", "timeout"],
    [{ instanceUrl: ORG, retry: { base: -0.5 } }, "invalid_options", "base"],
    [{ instanceUrl: ORG, retry: { attempts: 2.5 } }, "invalid_options", "attempts"],
    [{ instanceUrl: ORG, fetch: {} }, "invalid_options", "fetch"],
  ]) {
    await assert.rejects(connect(options), problem(code, names), JSON.stringify(options));
  }
});

test("ids, queries, and things that are neither", async () => {
  const connection = await salesforce();
  for (const id of [
    "",
    "001000000000001",
    "006R0000001rboIIAA",
    "../../x",
    ID.toLowerCase(),
    7,
    null,
    {},
    Symbol("x"),
    1n,
  ]) {
    await assert.rejects(connection.open(id), problem("invalid_record_id"), String(id));
  }
  for (const [query, code] of [
    [{}, "invalid_query"],
    [{ account: "" }, "invalid_query"],
    [{ account: 7 }, "invalid_options"],
    [{ account: "Acme", acount: "x" }, "invalid_options"],
    ["Acme", "invalid_options"],
    [null, "invalid_query"],
    [undefined, "invalid_query"],
  ]) {
    await assert.rejects(connection.find(query), problem(code), JSON.stringify(query));
  }
  assert.equal(sent.length, 0);
});

test("options of a call", async () => {
  const connection = await salesforce();
  await assert.rejects(connection.find({ account: "a" }, { signal: {} }), problem("invalid_options", "signal"));
  await assert.rejects(connection.find({ account: "a" }, { abort: true }), problem("invalid_options", "abort"));
  assert.equal(sent.length, 0);
  // As with `fetch`: null means no signal.
  const error = await connection.find({ account: "a" }, { signal: null }).catch((error) => error);
  assert.notEqual(error.code, "invalid_options", error.message);
  assert.notEqual(sent.length, 0);
});

test("requests that are built by hand", () => {
  assert.throws(() => requests.record("x"), problem("invalid_record_id", "x"));
  assert.throws(() => requests.stages("006"), problem("invalid_record_id", "006"));
  assert.throws(() => requests.update(ID, { "a b": 1 }), problem("invalid_field_name", "a b"));
  assert.throws(() => requests.update(ID, { Name: {} }), problem("invalid_value", "Name"));
  assert.throws(() => requests.find({ account: "a" }, { version: 1 }), problem("invalid_options", "version"));
  assert.throws(() => responses.record({ status: 200, body: "<html>" }), problem("unreadable_answer"));
  assert.throws(() => responses.record({ status: 404, body: "[]" }), problem("not_found"));
  assert.throws(() => responses.record(null), problem("invalid_options"));
  const injected = requests.find({ account: "a' OR Name LIKE '%" });
  assert.ok(decodeURIComponent(injected.path).includes(String.raw`a\' OR Name LIKE \'\%`));
});

test("objects that throw when they are looked at", async () => {
  const hostile = new Proxy(
    {},
    {
      get() {
        throw new Error("looked");
      },
      ownKeys() {
        throw new Error("looked");
      },
    },
  );
  const revoked = () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  };
  const first = await salesforce();
  for (const attempt of [
    () => connect(hostile),
    (connection) => connection.find(hostile),
    (connection) => connection.open(ID, hostile),
    (connection) => connection.find({ account: "a" }, hostile),
    async (connection) => (await connection.converse()).send(hostile),
    async () => requests.find(hostile),
    async () => responses.find(hostile, { instanceUrl: ORG }),
    async () => rules(hostile),
    async () => rules().check(hostile, { stage: "Closed Won" }),
    async () => rules().check({ Id: ID }, { stage: "Closed Won" }, { now: hostile }),
    async () => rules().checkMany([hostile], { stage: "Closed Won" }),
    (connection) => connection.planMany(hostile),
    (connection) => connection.resumeMany(hostile),
    // What Immer leaves of a draft.
    () => connect(revoked()),
    (connection) => connection.find(revoked()),
    (connection) => connection.find({ account: "a" }, { signal: revoked() }),
    async () => requests.update(ID, revoked()),
    async () => rules().check(revoked(), { stage: "Closed Won" }),
    async () => rules().check({ Id: ID }, revoked()),
    async () => rules().checkMany(revoked(), { stage: "Closed Won" }),
    (connection) => connection.planMany(revoked()),
    (connection) => connection.planMany([{ id: ID, stage: "Closed Won" }], { onProgress: revoked() }),
  ]) {
    const connection = await salesforce();
    await assert.rejects(
      async () => attempt(connection),
      (thrown) => thrown.name === "OpportunityStageError" && thrown.code !== "internal",
      String(attempt),
    );
  }
  assert.equal(sent.length, 0);
  // Other calls are not affected: the first connection still works.
  await assert.rejects(first.open("x"), problem("invalid_record_id"));
});

test("nothing that frees an object by hand is shown", async () => {
  const connection = await salesforce();
  for (const object of [connection, await connection.converse(), rules()]) {
    assert.equal(object.free, undefined);
    assert.equal(object[Symbol.dispose ?? "dispose"], undefined);
  }
});

test("whatever a fetch does, it settles with a code", async () => {
  const behaviors = [
    [
      async () => {
        throw new TypeError("Failed to fetch");
      },
      "network",
    ],
    [() => Promise.reject("left"), "network"],
    [() => Promise.reject(undefined), "network"],
    [
      () => {
        throw new Error("at once");
      },
      "network",
    ],
    [() => undefined, "network"],
    [() => "an answer", "network"],
    [() => new Promise(() => {}), "timeout"],
    [async () => new Response("<html>proxy</html>", { status: 200 }), "unreadable_answer"],
    [
      async () =>
        new Response(`[{"errorCode":"INVALID_SESSION_ID","message":"Session expired or invalid"}]`, { status: 401 }),
      "session_expired",
    ],
  ];
  for (const [fetch, code] of behaviors) {
    const connection = await salesforce({ fetch, timeout: 50 });
    await assert.rejects(connection.find({ account: "Acme" }), problem(code), String(fetch));
  }
});

test("requests that fail at the same time crash nothing", async () => {
  const crashes = [];
  const crashed = (reason) => crashes.push(reason);
  process.on("unhandledRejection", crashed);
  const failing = () => new Promise((_, reject) => setTimeout(reject, 5, new TypeError("Failed to fetch")));
  const connection = await salesforce({ retry: { attempts: 1 }, fetch: failing });
  for (const call of [() => connection.find({ account: "a" }), () => connection.open(ID)]) {
    await assert.rejects(call(), problem("network"));
    // An unhandled rejection is reported after the pending work.
    await new Promise((resolve) => setImmediate(resolve));
  }
  process.off("unhandledRejection", crashed);
  assert.deepEqual(crashes, []);
});

test("an abort rejects with the caller's own reason, before, while and whatever it is", async () => {
  for (const reason of [new Error("gone"), new RangeError("far"), "left", { page: 2 }]) {
    const early = new AbortController();
    early.abort(reason);
    const connection = await salesforce({ fetch: () => new Promise(() => {}) });
    const same = (thrown) => thrown === reason;
    await assert.rejects(connection.find({ account: "a" }, { signal: early.signal }), same);
    const late = new AbortController();
    const finding = assert.rejects(connection.find({ account: "a" }, { signal: late.signal }), same);
    late.abort(reason);
    await finding;
    const conversation = await connection.converse();
    const find = { type: "find", query: { account: "a" } };
    await assert.rejects(conversation.send(find, { signal: early.signal }), same);
    assert.equal(conversation.view.turn, 0, "nothing was begun");
    const leaving = new AbortController();
    const said = assert.rejects(conversation.send(find, { signal: leaving.signal }), same);
    leaving.abort(reason);
    await said;
    assert.deepEqual([conversation.view.state, conversation.outcome], ["idle", "not_sent"]);
    conversation.close();
  }
});

test("a token provider may throw, wait, or give nonsense", async () => {
  for (const [accessToken, code] of [
    [() => "with space", "invalid_access_token"],
    [() => 7, "invalid_access_token"],
    [() => undefined, "invalid_access_token"],
    [async () => `${TOKEN}\r\nX: y`, "invalid_access_token"],
  ]) {
    const connection = await salesforce({ accessToken });
    await assert.rejects(connection.find({ account: "a" }), problem(code), String(accessToken));
  }
  const failing = await salesforce({ accessToken: () => Promise.reject(new Error("signed out")) });
  await assert.rejects(failing.find({ account: "a" }));
  assert.equal(sent.length, 0);
});

test("the token goes to the org alone, in one header", async () => {
  const connection = await salesforce();
  await connection.find({ account: "Acme" }).catch(() => {});
  assert.ok(sent.length > 0);
  for (const request of sent) {
    assert.equal(new URL(request.url).origin, ORG);
    assert.equal(request.headers.get("authorization"), `Bearer ${TOKEN}`);
    assert.ok(!request.url.includes("canary"));
    assert.deepEqual([request.credentials, request.redirect, request.referrerPolicy], ["omit", "error", "no-referrer"]);
  }
});

test("a conversation takes no unknown events", async () => {
  const conversation = await (await salesforce()).converse();
  for (const event of [null, {}, { type: "delete" }, { type: "say" }, { type: "say", text: "x", more: 1 }, "say"]) {
    await assert.rejects(
      Promise.resolve().then(() => conversation.send(event)),
      problem("invalid_options"),
      JSON.stringify(event),
    );
  }
  conversation.close();
});

test("a method without its object does not affect other calls", async () => {
  const connection = await salesforce({ fetch: () => new Promise(() => {}) });
  const waiting = connection.find({ account: "a" }, { signal: AbortSignal.timeout(50) });
  const { find } = connection;
  await assert.rejects(find({ account: "a" }), problem("invalid_options", "find"));
  await assert.rejects(waiting, { name: "TimeoutError" });
  for (const id of [7, null, {}, undefined]) {
    assert.throws(() => requests.stages(id), problem("invalid_record_id", "record type"));
  }
  assert.throws(
    () => requests.update("006000000000001AAA", { Name: "x" }, { unmodifiedSince: "yesterday" }),
    problem("invalid_value", "yesterday"),
  );
});

test("a lint of what is not a text is refused by its code", () => {
  for (const document of [5, {}, null, undefined, [], Symbol("x"), 1n, () => "{}", new String("{}"), new Date()]) {
    assert.throws(() => lint(document), problem("invalid_document"), String(typeof document));
  }
});

test("a signal is followed for what it is, whatever is put over it", async () => {
  const connection = await salesforce({ fetch: () => new Promise(() => {}) });
  const over = (properties) => {
    const controller = new AbortController();
    Object.defineProperties(controller.signal, properties);
    return controller;
  };
  const fail = () => {
    throw new Error("looked");
  };
  for (const controller of [
    over({ aborted: { get: fail } }),
    over({ reason: { get: fail } }),
    over({ addEventListener: { value: fail } }),
    over({ aborted: { get: () => connection.find({ account: "b" }).catch(() => {}) } }),
  ]) {
    const finding = connection.find({ account: "a" }, { signal: controller.signal });
    controller.abort("left");
    await assert.rejects(finding, (reason) => reason === "left");
  }
  for (const signal of [Object.create(AbortSignal.prototype), { aborted: false }]) {
    await assert.rejects(connection.find({ account: "a" }, { signal }), problem("invalid_options"));
  }
});

test("a getter that calls the package again finds it as usual", async () => {
  const connection = await salesforce();
  const conversation = await connection.converse();
  let entered = 0;
  const receipt = {
    get opportunity() {
      entered += 1;
      void conversation.send({ type: "cancel" });
      return { id: ID };
    },
  };
  await assert.rejects(connection.undo(receipt), problem("invalid_value"));
  assert.equal(entered, 1, "it is read once");
  // Through frames of the core, until it is too deep.
  const judge = rules();
  const stages = [{ value: "Open" }, { value: "Won", closed: true, won: true }];
  const record = {
    StageName: "Open",
    get Amount() {
      judge.checkMany([record], { stage: "Won" }, { stages });
      return 1;
    },
  };
  assert.equal(judge.checkMany([record], { stage: "Won" }, { stages })[0].type, "allowed");
  assert.equal(conversation.view.state, "idle");
});

test("a record whose getter judges in another time zone is judged in its own", () => {
  const document = { version: 1, rules: [{ id: "day", when: "TODAY() <> DATE(2026, 1, 1)", message: "No." }] };
  const judge = rules(document);
  const now = Date.UTC(2026, 0, 1, 12);
  const stages = [{ value: "Open" }, { value: "Won", closed: true, won: true }];
  const local = "DAY(DATEVALUE(CreatedDate)) <> 1";
  const zoned = rules({ version: 1, rules: [{ id: "day", when: local, message: "No." }] });
  const record = (other) => ({
    StageName: "Open",
    CreatedDate: "2026-01-01T23:30:00.000Z",
    get Name() {
      if (other) judge.check({}, { stage: "Won" }, { now, stages, timeZone: other });
      return "n";
    },
  });
  const judged = (other) => zoned.check(record(other), { stage: "Won" }, { now, stages, timeZone: "UTC" }).verdict;
  assert.deepEqual(judged("Asia/Tokyo"), judged(undefined));
});
