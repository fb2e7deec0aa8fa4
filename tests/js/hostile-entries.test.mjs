// Every option of the entries for servers, development and set-up with every hostile value. `hostile.test.mjs` does the
// same with what runs in a page.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { diagnose, diagnosisText } from "../../pkg/dist/doctor.js";
import { connect } from "../../pkg/dist/inline.js";
import { createMcpHandler, createMcpServer } from "../../pkg/dist/mcp.js";
import { createProxy } from "../../pkg/dist/proxy.js";
import { createSandbox } from "../../pkg/dist/sandbox.js";
import { HostError, hostileValues } from "./support/hostile-values.mjs";

const instanceUrl = "https://acme.my.salesforce.com";
const values = hostileValues({ reenter: () => {}, objects: {} });
const stray = [];
const unhandled = (reason) => void stray.push(reason);
let salesforce;

before(async () => {
  salesforce = await connect({ instanceUrl, accessToken: "abc" });
  process.on("unhandledRejection", unhandled);
});
after(() => process.off("unhandledRejection", unhandled));

/** The options with which each entry does what it is for; `""` is the argument as a whole. */
const entries = {
  createProxy: [
    (given) => createProxy(given),
    { instanceUrl, origin: "https://portal.example", session: { token: () => "t" } },
    "instanceUrl origin session fields onRequest allowedOrigins fetch timeout maxBody",
  ],
  "the session of createProxy": [
    (session) => createProxy({ instanceUrl, origin: "https://portal.example", session }),
    { clientId: "a", clientSecret: "b", secret: "s".repeat(40) },
    "clientId clientSecret secret store path loginUrl scopes prompt lifetime sameSite",
  ],
  createMcpHandler: [
    (given) => createMcpHandler(given),
    { user: () => null, hosts: ["localhost"] },
    "user hosts origins sessionLifetime maxSessions allowWritesWithoutConfirmation rules org onReceipt previewLifetime",
  ],
  createMcpServer: [
    (given) => createMcpServer(salesforce, given),
    {},
    "allowWritesWithoutConfirmation rules org onReceipt previewLifetime",
  ],
  diagnose: [
    (given) => diagnose(given),
    { instanceUrl, accessToken: "abc", fetch: () => Promise.resolve(new Response("[]", { status: 404 })) },
    "instanceUrl accessToken origin fields record apiVersion allowedOrigins timeout fetch onCheck signal",
  ],
  diagnosisText: [(given) => diagnosisText(given), { state: "fine", checks: [] }, "state instanceUrl origin checks"],
};

/** A call that takes longer looks at each item of something huge. */
const LIMIT = 15_000;

/** What a call ends with, in a box: it may be a thenable. */
async function outcomeOf(call, given) {
  let timer;
  const late = new Promise((_, reject) => (timer = setTimeout(reject, LIMIT, new Error("it never settled"))));
  try {
    const result = call(given);
    if (result instanceof Promise) await Promise.race([result, late]);
    return null;
  } catch (thrown) {
    return { thrown };
  } finally {
    clearTimeout(timer);
  }
}

function shown(thrown) {
  try {
    return thrown instanceof HostError ? "what the host threw" : String(thrown);
  } catch {
    return `a ${typeof thrown} that cannot be shown`;
  }
}

const isCoded = (thrown) => {
  try {
    return thrown.name === "OpportunityStageError" && thrown.code !== "internal";
  } catch {
    return false;
  }
};

for (const [entry, [call, usual, names]] of Object.entries(entries)) {
  test(`${entry} accepts or refuses every value by a code`, { timeout: 300_000 }, async () => {
    const wrong = [];
    for (const name of ["", ...names.split(" ")]) {
      for (const [value, make] of values) {
        const started = performance.now();
        const ended = await outcomeOf(call, name === "" ? make() : { ...usual, [name]: make() });
        const where = `\`${name}\`, ${value}`;
        if (ended && !isCoded(ended.thrown)) wrong.push(`${where}: ${shown(ended.thrown)}`);
        if (performance.now() - started > LIMIT) wrong.push(`${where}: too slow`);
      }
    }
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(wrong, []);
    assert.deepEqual(stray, []);
  });
}

test("createSandbox refuses what cannot be read", async () => {
  const { proxy, revoke } = Proxy.revocable([], {});
  revoke();
  const fail = () => {
    throw new HostError("thrown by the host");
  };
  const throwing = new Proxy([], { get: fail });
  for (const name of ["profile", "seed", "org", "faults", "origins"]) {
    for (const value of [proxy, throwing]) {
      await assert.rejects(createSandbox({ [name]: value }), { code: "invalid_options" }, name);
    }
  }
  for (const now of [fail, () => proxy, () => ({ valueOf: fail })]) {
    await assert.rejects(createSandbox({ now }), { code: "invalid_options" });
  }
});
