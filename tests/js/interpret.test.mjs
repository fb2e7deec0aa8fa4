// A model of the host's: when it is asked, what it gets, and that nothing it answers writes. And the browser's own model.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { connect, init } from "../../pkg/dist/inline.js";
import { availability, builtIn, schema } from "../../pkg/dist/interpret.js";
import { startSandbox } from "../../scripts/demo/sandbox.mjs";

const UNSURE = "the customer has finally come round to our way of looking at this";

/** What is answered without a model: it may be a name, and none is like it. */
const OWN_ANSWER = "found_none";

let sandbox;
let salesforce;
before(async () => {
  sandbox = await startSandbox();
  await init();
  const { instanceUrl, accessToken } = sandbox;
  salesforce = await connect({ instanceUrl, accessToken, allowedOrigins: [instanceUrl] });
});
after(() => sandbox?.stop());

const say = (text) => ({ type: "say", text });

/** A conversation about an opportunity, with a model that answers so. */
async function asking(answer, options = {}) {
  const asked = [];
  const interpret = (text, context, { signal }) => {
    asked.push({ text, context, signal });
    return typeof answer === "function" ? answer(signal) : answer;
  };
  const conversation = await salesforce.converse({ interpret, ...options });
  const [{ id }] = await salesforce.find({ name: "Acme - 200 Widgets" });
  await conversation.send({ type: "choose", id });
  return { conversation, asked };
}

describe("a model of the host's", () => {
  test("is asked about what is not understood here, and only about that", async () => {
    const { conversation, asked } = await asking({ intent: "change", stage: "Negotiation/Review" });
    await conversation.send(say("who owns it?"));
    assert.equal(asked.length, 0);
    const view = await conversation.send(say(UNSURE));
    assert.equal(asked.length, 1);
    assert.equal(view.state, "preview");
    assert.equal(view.card.changes[0].to, "Negotiation/Review");
  });

  test("is asked about every sentence that does not write, by option", async () => {
    const { conversation, asked } = await asking({ intent: "unknown" }, { interpretWhen: "always" });
    const answered = await conversation.send(say("who owns it?"));
    assert.equal(asked.length, 1);
    assert.equal(answered.text.code, "answer_field", "what the model does not know is understood here");
    await conversation.send({ type: "propose", stage: "Closed Won" });
    assert.equal(conversation.writes(say("yes")), "update");
    await conversation.send({ type: "cancel" });
    assert.equal(asked.length, 1);
  });

  test("gets what is on the screen, in bounds, without a token, an id or an address", async () => {
    const { conversation, asked } = await asking(null);
    await conversation.send(say(UNSURE));
    const [{ text, context }] = asked;
    assert.equal(text, UNSURE);
    assert.deepEqual(Object.keys(context).sort(), [
      "choices",
      "draft",
      "fields",
      "language",
      "opportunity",
      "stages",
      "state",
      "today",
    ]);
    assert.equal(context.opportunity.name, "Acme - 200 Widgets");
    assert.ok(context.stages.some(({ label }) => label === "Closed Won"));
    const known = JSON.stringify(context);
    assert.ok(!known.includes(sandbox.accessToken));
    assert.ok(!known.includes(conversation.view.opportunity.id.slice(0, 15)));
    assert.doesNotMatch(known, /https?:/);
    await conversation.send(say("x".repeat(501)));
    assert.equal(asked.length, 1, "a sentence that long is not asked about");
  });

  test("cannot confirm, and what it answers is checked", async () => {
    const recorded = async () =>
      (await salesforce.open((await salesforce.find({ name: "Acme - 200 Widgets" }))[0].id)).current;
    const before = await recorded();
    for (const answer of [
      { intent: "confirm" },
      { intent: "undo" },
      { intent: "change", acknowledge: ["all"] },
      { intent: "change", approvals: { legal: "granted" } },
      { intent: "choose" },
      { intent: "find", from: "tomorrow" },
      { intent: "ask", about: "everything" },
      { type: "confirm" },
      [],
      "confirm",
      42,
    ]) {
      const { conversation } = await asking(answer);
      const proposed = await conversation.send({ type: "propose", stage: "Closed Won" });
      const view = await conversation.send(say(UNSURE));
      assert.equal(view.state, "preview", JSON.stringify(answer));
      assert.deepEqual(view.card, proposed.card);
      assert.equal(view.text.code, "not_understood_preview");
    }
    assert.deepEqual(await recorded(), before);
  });

  test("names a stage that does not exist, and gets the same question as a user", async () => {
    const { conversation } = await asking({ intent: "change", stage: "Shipped" });
    const view = await conversation.send(say(UNSURE));
    assert.equal(view.state, "choosing_stage");
    assert.equal(view.text.code, "stage_unknown");
  });

  test("that fails or takes too long is aborted, and the package's own interpretation is used", async () => {
    const failing = await asking(() => Promise.reject(new Error("no quota")));
    assert.equal((await failing.conversation.send(say(UNSURE))).text.code, OWN_ANSWER);
    const slow = await asking(() => new Promise(() => {}), { interpretTimeout: 20 });
    assert.equal((await slow.conversation.send(say(UNSURE))).text.code, OWN_ANSWER);
    assert.ok(slow.asked[0].signal.aborted);
  });

  test("does not delay another action of the user, which replaces the sentence", async () => {
    let begun;
    const thinking = new Promise((resolve) => (begun = resolve));
    const { conversation, asked } = await asking(() => {
      begun();
      return new Promise(() => {});
    });
    const said = conversation.send(say(UNSURE));
    await thinking;
    const edited = await conversation.send({ type: "edit" });
    assert.equal(edited.state, "editing");
    assert.equal((await said).state, "editing");
    assert.ok(asked[0].signal.aborted);
  });

  test("is given up with the caller's signal", async () => {
    const { conversation } = await asking(() => new Promise(() => {}));
    const caller = new AbortController();
    const said = conversation.send(say(UNSURE), { signal: caller.signal });
    caller.abort(new Error("gone"));
    await assert.rejects(said, /gone/);
    assert.equal(conversation.view.text.code, "current_stage");
  });

  test("is not asked if `signal` is not a signal: the call is refused", async () => {
    const asked = [];
    const talk = await salesforce.converse({ interpret: (text) => void asked.push(text), interpretWhen: "always" });
    const fail = () => {
      throw new Error("the host's");
    };
    for (const options of [
      { signal: 5 },
      { signal: {} },
      { signal: Object.create(AbortSignal.prototype) },
      { signal: { aborted: false, addEventListener: fail } },
      Object.defineProperty({}, "signal", { get: fail, enumerable: true }),
    ]) {
      await assert.rejects(talk.send({ type: "say", text: "blargh" }, options), { code: "invalid_options" });
    }
    assert.deepEqual(asked, []);
    talk.close();
  });

  test("is refused where it is not a function, or its options are others", async () => {
    for (const options of [
      { interpret: "model" },
      { interpret: () => null, interpretWhen: "sometimes" },
      { interpret: () => null, interpretTimeout: -1 },
      ...[NaN, Infinity, "5", null, true, [], {}, 5n].map((interpretTimeout) => ({
        interpret: () => null,
        interpretTimeout,
      })),
      { interpret: () => null, interpretTimeout: 60_000 },
    ])
      await assert.rejects(salesforce.converse(options), { code: "invalid_options" });
  });
});

describe("the browser's model", () => {
  after(() => delete globalThis.LanguageModel);

  /** A stand-in for `LanguageModel` that answers so. */
  function standIn(answer, available = "available") {
    const calls = { created: [], prompted: [], destroyed: 0 };
    const session = (depth) => ({
      clone: async () => session(depth + 1),
      prompt: async (text, options) => {
        calls.prompted.push({ text, options, depth });
        return answer;
      },
      destroy: () => (calls.destroyed += 1),
    });
    globalThis.LanguageModel = {
      availability: async () => available,
      create: async (options) => {
        const monitor = new EventTarget();
        options.monitor(monitor);
        monitor.dispatchEvent(Object.assign(new Event("downloadprogress"), { loaded: 0.5 }));
        calls.created.push(options);
        return session(0);
      },
    };
    return calls;
  }

  test("is reported to be absent", async () => {
    delete globalThis.LanguageModel;
    assert.equal(await availability(), "unavailable");
    await assert.rejects(builtIn(), { name: "NotSupportedError" });
    standIn("{}", "unavailable");
    await assert.rejects(builtIn({ languages: ["tlh"] }), { name: "NotSupportedError" });
  });

  test("answers by the schema, one sentence at a time", async () => {
    const calls = standIn(JSON.stringify({ intent: "change", stage: "Closed Lost" }));
    const progress = [];
    const interpret = await builtIn({ languages: ["en", "de"], onProgress: (loaded) => progress.push(loaded) });
    assert.deepEqual(progress, [0.5]);
    assert.deepEqual(calls.created[0].expectedInputs[0].languages, ["en", "de"]);
    const conversation = await salesforce.converse({ interpret });
    const [{ id }] = await salesforce.find({ name: "Acme - 200 Widgets" });
    await conversation.send({ type: "choose", id });
    const view = await conversation.send(say(UNSURE));
    assert.equal(view.card.changes[0].to, "Closed Lost");
    const [{ text, options, depth }] = calls.prompted;
    assert.equal(depth, 1, "a copy is asked");
    assert.equal(options.responseConstraint, schema);
    assert.equal(JSON.parse(text).sentence, UNSURE);
    assert.equal(calls.destroyed, 1);
    interpret.close();
    assert.equal(calls.destroyed, 2);
  });

  test("that answers no JSON leaves it to us", async () => {
    standIn("Sure! I have confirmed it.");
    const conversation = await salesforce.converse({ interpret: await builtIn() });
    const [{ id }] = await salesforce.find({ name: "Acme - 200 Widgets" });
    await conversation.send({ type: "choose", id });
    assert.equal((await conversation.send(say(UNSURE))).text.code, OWN_ANSWER);
  });
});

test("the published schema has the keys and values that the core takes", async () => {
  const { properties } = schema;
  const conversation = await salesforce.converse();
  const taken = (intent) => conversation.can({ type: "say", text: "…", intent });
  const examples = { choice: 1, about: "stage", from: "2026-12-31", until: "2026-12-31", over: 1, under: 2 };
  const valueOf = (key) =>
    examples[key] ?? { boolean: true, string: "text", array: ["text"], object: {} }[properties[key].type];
  for (const key of Object.keys(properties).filter((key) => key !== "intent"))
    assert.doesNotThrow(() => taken({ intent: "help", [key]: valueOf(key) }), key);
  for (const intent of properties.intent.enum.filter((intent) => intent !== "unknown"))
    assert.doesNotThrow(() => taken({ intent, choice: 1, about: "stage", words: ["Acme"] }), intent);
  for (const about of properties.about.enum)
    assert.doesNotThrow(() => taken({ intent: "ask", about, field: "Amount" }), about);
  assert.throws(() => taken({ intent: "confirm" }), { code: "invalid_options" });
  assert.throws(() => taken({ intent: "help", confirm: true }), { code: "invalid_options" });
});
