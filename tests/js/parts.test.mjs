// The parts that are loaded when they are called, in Chromium: which calls need which file, and what a page meets where a
// file does not arrive.
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { beforeEach, describe, test } from "node:test";
import { browser, org, portal, sandbox, usePortal } from "./support/portal-org.mjs";

const PARTS = ["bulk", "conversation", "rules", "sentences", "tools"];
/** The parts that a part is built on. */
const BASES = { sentences: ["conversation"], tools: ["rules"] };
/** Those whose absence a call reports; without the one for sentences, none is understood. */
const REPORTED = PARTS.filter((part) => part !== "sentences");
const RULES = { version: 1, rules: [{ id: "small", when: "Amount > 1", message: "Too much." }] };
const dist = new URL("../../pkg/dist/", import.meta.url);

usePortal();

let page;
/** The WebAssembly that the page has asked for, as files and as modules. */
let asked;

beforeEach(async () => {
  await org.reset();
  await page?.close();
  page = await browser.newPage();
  asked = [];
  page.on("request", (request) => {
    const file = /\/(\w+\.wasm|embedded\/\w+\.js)$/.exec(request.url())?.[1];
    if (file) asked.push(file);
  });
  await page.goto(portal.origin);
  const { instanceUrl, accessToken } = sandbox;
  await page.evaluate(
    async ({ rules, ...options }) => {
      window.core = await import("/dist/index.js");
      window.options = { ...options, allowedOrigins: [options.instanceUrl] };
      /** What a call comes to, as plain data. */
      window.outcome = (call) =>
        call().then(
          () => "done",
          ({ code, message, help, retryable }) => ({ code, message, help, retryable }),
        );
      /** A call that enters each part. */
      window.enter = {
        bulk: async () => (await window.core.connect(window.options)).planMany([]),
        conversation: async () => (await window.core.connect(window.options)).converse({ sentences: false }),
        rules: async () => window.core.connect({ ...window.options, rules }),
        sentences: async () => {
          const conversation = await (await window.core.connect(window.options)).converse({ sentences: false });
          const { text } = await conversation.send({ type: "say", text: "help" });
          if (text.code === "not_understood") throw Object.assign(new Error("not understood"), { code: text.code });
        },
        tools: async () => {
          await window.core.init();
          window.core.rules();
        },
      };
    },
    { instanceUrl, accessToken, rules: RULES },
  );
});

/** The files of a part, in the order in which they are asked for. */
const filesOf = (part) => [...(BASES[part] ?? []), part].map((name) => `${name}.wasm`);
const withhold = async (parts = PARTS) => {
  await page.route(`**/{${parts.join(",")},none}.wasm`, (route) => route.abort());
  await withholdModules(parts);
};
const withholdModules = (parts) => page.route(`**/embedded/{${parts.join(",")},none}.js`, (route) => route.abort());
const enter = (part) => page.evaluate((part) => window.outcome(window.enter[part]), part);

/** Answers from hosts that do not serve the file. */
const WITHOUT_FILE = [
  ["does not arrive", (route) => route.abort()],
  ["is not there", (route) => route.fulfill({ status: 404 })],
  ["is a page", (route) => route.fulfill({ contentType: "text/html", body: "<!doctype html>" })],
];

describe("without any part", () => {
  test("an opportunity is found, opened, written, read again, undone, and its history shown", async () => {
    await withhold();
    const seen = await page.evaluate(async () => {
      const salesforce = await window.core.connect(window.options);
      const [match] = await salesforce.find({ name: "Acme - 200 Widgets" });
      const update = await salesforce.open(match.id);
      const verdicts = update.stages.map(({ verdict }) => verdict.type);
      const proposal = update.propose({ stage: "Negotiation/Review", fields: { NextStep: "Call" } });
      const receipt = await proposal.confirm();
      const after = (await update.refresh()).current.stage.value;
      const undone = await salesforce.undo(receipt);
      const history = await salesforce.history(match.id);
      const refused = await window.outcome(async () => update.propose({ stage: "Nowhere" }).confirm());
      salesforce.forgetAccessToken();
      return { verdicts, after, undone: undone.after.StageName, rows: history.length > 0, refused: refused.code };
    });
    assert.ok(seen.verdicts.includes("allowed"));
    assert.deepEqual(
      { ...seen, verdicts: null },
      {
        verdicts: null,
        after: "Negotiation/Review",
        undone: "Proposal/Price Quote",
        rows: true,
        refused: "not_allowed",
      },
    );
    assert.deepEqual(asked, ["core.wasm"]);
  });
});

describe("rules", () => {
  /** The verdict about a change, or why the record could not be opened. */
  const judged = (options, change = { stage: "Closed Lost", fields: { NextStep: null } }) =>
    page.evaluate(
      async ([options, change]) => {
        window.salesforce ??= await window.core.connect({ ...window.options, ...options });
        const [match] = await window.salesforce.find({ name: "Acme - 200 Widgets" });
        return window.salesforce.open(match.id).then(
          (update) => update.propose(change).verdict,
          ({ code, retryable, message }) => ({ code, retryable, message }),
        );
      },
      [options, change],
    );
  const isOfTheOrg = ({ violations }) => violations.some(({ code }) => code === "org_rule");

  test("without any, the standard warning needs no part", async () => {
    await withhold();
    const past = { stage: "Negotiation/Review", fields: { CloseDate: "2020-01-01" } };
    const { type, warnings } = await judged({}, past);
    assert.deepEqual([type, warnings.map(({ code }) => code)], ["allowed", ["close_date_past"]]);
    assert.deepEqual(asked, ["core.wasm"]);
  });

  test("a portal's own are judged with the part that connect loads", async () => {
    const { type, violations } = await judged({ rules: RULES });
    assert.deepEqual([type, violations.map(({ rule }) => rule)], ["denied", ["small"]]);
    assert.deepEqual(asked, ["core.wasm", "rules.wasm"]);
  });

  test("the org's own are judged with the part that open loads, and once", async () => {
    await org.reset({ profiles: ["rules"] });
    assert.ok(isOfTheOrg(await judged({})));
    assert.ok(isOfTheOrg(await judged({})));
    assert.deepEqual(asked, ["core.wasm", "rules.wasm"]);
  });

  test("nothing is judged without the org's own, and the next open tries again", async () => {
    await org.reset({ profiles: ["rules"] });
    await withholdModules(["rules"]);
    await page.route("**/rules.wasm", (route) => route.abort(), { times: 2 });
    // The first try began with what a search prefetches, the second with this call.
    for (const { code, retryable, message } of [await judged({}), await judged({})]) {
      assert.deepEqual([code, retryable], ["wasm_unavailable", true]);
      assert.match(message, /rules\.wasm/);
    }
    assert.ok(isOfTheOrg(await judged({})));
  });

  test("the org's own are judged after a reload with a store, before the org has answered", async () => {
    await org.reset({ profiles: ["rules"] });
    const verdict = await page.evaluate(async () => {
      const kept = new Map();
      const metadataStore = { get: async (key) => kept.get(key), set: async (key, text) => void kept.set(key, text) };
      const open = async () => {
        const salesforce = await window.core.connect({ ...window.options, metadataStore });
        const [match] = await salesforce.find({ name: "Acme - 200 Widgets" });
        return salesforce.open(match.id);
      };
      await open();
      return (await open()).propose({ stage: "Closed Lost", fields: { NextStep: null } }).verdict;
    });
    assert.ok(isOfTheOrg(verdict));
  });
});

describe("each part", () => {
  for (const part of PARTS) {
    const file = `${part}.wasm`;
    const files = filesOf(part);

    test(`${part}: is loaded by the call that needs it, and once`, async () => {
      assert.equal(await enter(part), "done");
      assert.deepEqual(asked, ["core.wasm", ...files]);
      const both = await page.evaluate(
        (part) => Promise.all([window.enter[part](), window.enter[part]()]).then(String),
        part,
      );
      assert.ok(both);
      assert.deepEqual(asked, ["core.wasm", ...files]);
    });

    test(`${part}: calls at the same time share one download`, async () => {
      await page.evaluate((part) => Promise.all([1, 2, 3].map(() => window.enter[part]())).then(String), part);
      assert.deepEqual(asked, ["core.wasm", ...files]);
    });

    if (!REPORTED.includes(part)) continue;
    for (const [what, answer] of [
      ...WITHOUT_FILE,
      ["is empty", (route) => route.fulfill({ contentType: "application/wasm", body: "" })],
      [
        "is cut off",
        async (route) => {
          const bytes = await readFile(new URL(file, dist));
          await route.fulfill({ contentType: "application/wasm", body: bytes.subarray(0, bytes.length >> 1) });
        },
      ],
      [
        "is of another build",
        async (route) => {
          const bytes = await readFile(new URL(file, dist));
          bytes[bytes.length - 1] ^= 1;
          await route.fulfill({ contentType: "application/wasm", body: bytes });
        },
      ],
    ]) {
      test(`${part}: a file that ${what} is reported, and the next call tries again`, async () => {
        await withholdModules([part]);
        await page.route(`**/${file}`, answer, { times: 1 });
        const { code, message, help, retryable } = await enter(part);
        assert.deepEqual([code, retryable], ["wasm_unavailable", true]);
        assert.match(message, new RegExp(file));
        assert.ok(help);
        assert.equal(await enter(part), "done");
        assert.deepEqual(
          asked.filter((name) => name.endsWith(".wasm")),
          ["core.wasm", ...files, file],
        );
      });
    }

    for (const [what, answer] of WITHOUT_FILE) {
      test(`${part}: a file that ${what} is loaded as a module`, async () => {
        await page.route(`**/${file}`, answer);
        assert.equal(await enter(part), "done");
        assert.deepEqual(asked, ["core.wasm", ...files, `embedded/${part}.js`]);
      });
    }

    test(`${part}: a policy that keeps it from being compiled is named`, async () => {
      const { code, help } = await page.evaluate(async (part) => {
        await window.core.connect(window.options);
        const refuse = () => Promise.reject(new WebAssembly.CompileError("violates the policy"));
        Object.assign(WebAssembly, { compile: refuse, compileStreaming: refuse });
        return window.outcome(window.enter[part]);
      }, part);
      assert.equal(code, "wasm_blocked");
      assert.match(help, /wasm-unsafe-eval/);
    });
  }

  test("sentences: without the file none is understood, and the next sentence tries again", async () => {
    await withholdModules(["sentences"]);
    // The same sentence tries twice: with the first languages, and with all.
    await page.route("**/sentences.wasm", (route) => route.abort(), { times: 2 });
    assert.equal((await enter("sentences")).code, "not_understood");
    assert.equal(await enter("sentences"), "done");
  });

  test("the others are not needed for it", async () => {
    for (const part of PARTS) {
      await page.unrouteAll();
      await withhold(PARTS.filter((other) => other !== part && !BASES[part]?.includes(other)));
      assert.equal(await enter(part), "done", part);
    }
  });
});

test("who aborts does not wait for a part", async () => {
  await page.route("**/bulk.wasm", () => {});
  const reason = await page.evaluate(async () => {
    const salesforce = await window.core.connect(window.options);
    const controller = new AbortController();
    const planning = salesforce.planMany([], { signal: controller.signal });
    controller.abort("left");
    return planning.catch((reason) => reason);
  });
  assert.equal(reason, "left");
});

test("what answers at once asks for init, which connect alone is not", async () => {
  const codes = await page.evaluate(async () => {
    const { connect, init, lint, requests, responses, rules } = window.core;
    await connect(window.options);
    const calls = [
      () => rules(),
      () => lint('{"version":1}'),
      () => requests.objectInfo(),
      () => responses.stages({ status: 200, body: "{}" }),
    ];
    const tried = () => calls.map((call) => window.outcome(async () => call()));
    const before = await Promise.all(tried());
    await init();
    return [before, await Promise.all(tried())].map((outcomes) => outcomes.map((outcome) => outcome.code ?? outcome));
  });
  assert.deepEqual(codes[0], Array(4).fill("not_initialized"));
  assert.deepEqual(codes[1], ["done", "done", "done", "unreadable_answer"]);
});

describe("where no file is served, as with bundlers that leave them behind", () => {
  test("everything comes as modules, each once, and no file is asked for after the first is missing", async () => {
    await page.route("**/*.wasm", (route) => route.fulfill({ status: 404 }));
    for (const part of PARTS) assert.equal(await enter(part), "done", part);
    assert.deepEqual(asked, ["core.wasm", ...["core", ...PARTS].map((name) => `embedded/${name}.js`)]);
  });

  test("every file has its module", async () => {
    const names = async (folder, ending) =>
      (await readdir(new URL(folder, dist))).filter((name) => name.endsWith(ending)).map((name) => name.split(".")[0]);
    assert.deepEqual((await names("embedded/", ".js")).sort(), (await names("./", ".wasm")).sort());
  });
});

describe("where the files lie elsewhere", () => {
  test("parts are loaded from the folder of a `core.wasm` whose address was given", async () => {
    await page.route("**/cdn/*.wasm", async (route) => {
      const file = new URL(route.request().url().split("/").at(-1), dist);
      await route.fulfill({ contentType: "application/wasm", body: await readFile(file) });
    });
    const addresses = [];
    page.on("request", (request) => addresses.push(new URL(request.url()).pathname));
    const outcome = await page.evaluate(async () => {
      await window.core.init("/cdn/core.wasm");
      return window.outcome(window.enter.bulk);
    });
    assert.equal(outcome, "done");
    assert.deepEqual(
      addresses.filter((address) => address.endsWith(".wasm")),
      ["/cdn/core.wasm", "/cdn/rules.wasm", "/cdn/tools.wasm", "/cdn/bulk.wasm"],
    );
  });

  test("or where the caller says, with their integrity", async () => {
    await page.route("**/hashed-*.wasm", async (route) => {
      const file = new URL(route.request().url().split("hashed-").at(-1), dist);
      await route.fulfill({ contentType: "application/wasm", body: await readFile(file) });
    });
    const outcomes = await page.evaluate(async () => {
      const { init } = await import("/dist/slim.js");
      const integrity = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
      await init(fetch("/hashed-core.wasm"), {
        bulk: () => fetch("/hashed-bulk.wasm", { integrity }),
        conversation: "/hashed-conversation.wasm",
      });
      const { bulk, conversation } = window.enter;
      const rules = await window.outcome(async () => window.core.rules());
      return [await window.outcome(bulk), await window.outcome(conversation), rules].map(({ code }) => code ?? "done");
    });
    assert.deepEqual(outcomes, ["wasm_unavailable", "done", "not_initialized"]);
  });
});
