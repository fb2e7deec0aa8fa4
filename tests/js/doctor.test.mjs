// The doctor against every way in which the sandbox can be set up wrongly: on a server, in a page, and as a command.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { after, before, beforeEach, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { diagnose, diagnosisText } from "../../pkg/dist/doctor.js";
import { createSandbox } from "../../pkg/dist/sandbox.js";
import { startBench } from "./support/bench.mjs";
import { orgOf } from "./support/org.mjs";

const DEAL = "Acme - 200 Widgets";
const UNLISTED = "https://portal.example.com";

let bench;
let org;
let record;
let options;
before(async () => {
  bench = await startBench();
  org = orgOf({ ...bench, accessToken: bench.accessToken });
  record = await bench.find(DEAL);
  const { instanceUrl, accessToken, listed } = bench;
  options = { instanceUrl, accessToken, allowedOrigins: [instanceUrl], origin: listed };
});
after(() => bench?.stop());
beforeEach(async () => {
  await bench.control("/reset", "POST");
  await bench.control("/faults", "DELETE");
});

/** What is not fine, as `check: state code`. */
const findings = ({ checks }) =>
  checks
    .filter(({ state }) => state === "warning" || state === "broken")
    .map(({ id, state, code }) => `${id}: ${state} ${code}`);

const one = async (more = {}) => findings(await diagnose({ ...options, ...more }));

test("an org that is set up is fine, and nothing is written", async () => {
  const diagnosis = await diagnose(options);
  assert.deepEqual([diagnosis.state, findings(diagnosis)], ["fine", []]);
  assert.deepEqual([diagnosis.environment, diagnosis.origin], ["server", bench.listed]);
  assert.equal(diagnosis.checks.filter(({ state }) => state === "fine").length, diagnosis.checks.length);
  assert.deepEqual((await org.log()).writes, []);
});

/** Each dial of the sandbox, what the doctor finds, and what tells it from others with the same code. */
const DIALS = [
  ["latency", 2_500, "network: warning slow", /only after \d+\.\d s/, { timeout: 20_000 }, 1],
  ["time-out", undefined, "network: broken timeout", /within 1 s/, { timeout: 1_000 }],
  ["reset-before", undefined, "network: broken unreachable", /connection was cut/],
  ["reset-after", undefined, "network: broken unreachable", /connection was cut/],
  ["gateway-after", "503", "network: broken server_unavailable", /cannot be reached/],
  ["gateway-before", "503", "network: broken server_unavailable", /cannot be reached/],
  ["expired-session", undefined, "session: broken session_expired", /Session expired or invalid/],
  ["session-not-for-rest", undefined, "session: broken session_not_accepted", /OAuth scope `api`/],
  ["app-not-attached", undefined, "session: broken session_not_accepted", /Attach the connected app/],
  ["bad-auth-header", undefined, "session: broken session_expired", /without `Bearer`/],
  ["request-limit", undefined, "session: broken request_limit", /Last 24 Hours/],
  ["concurrent-limit", undefined, "session: broken request_limit", /Concurrent API Requests/],
  ["api-disabled", undefined, "session: broken access_denied", /edition includes the API/],
  ["api-disabled", "user", "session: broken access_denied", /permission API Enabled, in the user/],
  ["edge-420", undefined, "network: broken no_such_host", /no org at this address/],
  ["edge-502", undefined, "network: broken server_unavailable", /cannot be reached/],
  ["edge-503", undefined, "network: broken server_unavailable", /cannot be reached/],
  ["server-unavailable", undefined, "network: broken server_unavailable", /cannot be reached/],
  ["html-404", undefined, "network: broken not_salesforce", /status 404/],
  ["xml-error", undefined, "network: broken not_salesforce", /status 400/],
  ["server-error", undefined, "network: broken server_error", /failed to process/],
  ["row-lock", undefined, "trial: broken record_locked", /another save/i],
  ["stale", undefined, "trial: broken changed_meanwhile", /another user/i],
  ["someone-else", "Amount:1", "trial: broken changed_meanwhile", /another user/i],
  ["read-only", undefined, "trial: broken access_denied", /Insufficient|insufficient/],
  ["approval-lock", undefined, "trial: broken record_in_approval", /approval/i],
  ["flow-error", undefined, "trial: broken automation_failed", /flow/i],
  ["trigger-error", undefined, "trial: broken validation_rule", /./],
  ["duplicate", undefined, "trial: broken duplicate", /duplicate/i],
  ["validation", "StageName:Not on a Friday", "trial: broken validation_rule", /Not on a Friday/],
  ["uri-limit", 2_000, "addresses: warning long_addresses", /8,000 characters/],
  ["preflight-refuses", "authorization", "cors: broken preflight_refused", /authorization/],
  [
    "preflight-refuses",
    "if-unmodified-since",
    "writes: warning preflight_headers",
    /REST rows do not.* allow If-Unmodified-Since\./,
  ],
  ["preflight-strict", undefined, "writes: warning preflight_headers", /and REST rows do not.*Idempotency-Key/],
  ["errors-without-cors", undefined, "writes: warning errors_without_cors", /without CORS headers/],
];

for (const [fault, value, expected, text, more, times] of DIALS) {
  test(`${fault}${value === undefined ? "" : ` ${value}`} is found`, async () => {
    await org.fault({ fault, ...(value !== undefined && { value }), ...(times && { times }) });
    const diagnosis = await diagnose({ ...options, record, ...more });
    assert.deepEqual(findings(diagnosis), [expected]);
    assert.match(diagnosisText(diagnosis), text);
    assert.equal(diagnosis.state, expected.includes("broken") ? "broken" : "limited");
  });
}

/** What concerns a refresh, a precondition that fails, or nothing that is checked. */
const INVISIBLE = [
  ...["refresh-expired", "refresh-busy", "no-refresh-rotation", "owner-lost", "precondition-body", "unlisted-404"],
  ...["ui-collision-412", "restricted-stages", "oauth-cors", "clock"],
];

test("every dial of the sandbox is in one of the lists, and the others find nothing", async () => {
  const { readFile } = await import("node:fs/promises");
  const readme = await readFile(new URL("../../crates/sandbox/README.md", import.meta.url), "utf8");
  const dials = [...readme.matchAll(/^\| `([a-z0-9-]+)` \| (?:the|saves|lasting|clock)/gm)].map(([, name]) => name);
  const known = new Set([...DIALS.map(([fault]) => fault), ...INVISIBLE]);
  assert.deepEqual(
    dials.filter((dial) => !known.has(dial)),
    [],
  );
  for (const fault of INVISIBLE) {
    const value = { "precondition-body": "html", clock: "2026-12-31T23:30:00Z" }[fault];
    await org.fault({ fault, ...(value && { value }) });
    assert.deepEqual(await one(), [], fault);
    await bench.control("/faults", "DELETE");
  }
});

test("no two faults of different kinds have the same text", async () => {
  // A gateway of any kind reads the same, and so do the two ways to cut a connection or to be too late.
  const kinds = new Map();
  for (const [fault, value, , , more] of DIALS.filter(([, , expected]) => !expected.startsWith("network"))) {
    await org.fault({ fault, ...(value !== undefined && { value }) });
    const { checks } = await diagnose({ ...options, record, ...more });
    const found = checks.find(({ state }) => state === "warning" || state === "broken");
    const text = `${found.finding} ${found.change}`;
    assert.ok(!kinds.has(text) || fault === "someone-else", `${fault} reads like ${kinds.get(text)}: ${text}`);
    kinds.set(text, fault);
    await bench.control("/faults", "DELETE");
    await bench.control("/reset", "POST");
  }
});

/** The kinds of org, and what is missing in them. */
const PROFILES = {
  "two-record-types": [],
  "no-record-types": [],
  "multi-currency": [],
  "no-custom-fields": ["fields: warning fields_missing"],
  "hidden-field": ["fields: warning fields_missing"],
  rules: [],
  "dependent-picklists": [],
  large: [],
};

for (const [profile, expected] of Object.entries(PROFILES)) {
  test(`the org ${profile} is seen as it is`, async () => {
    await bench.control("/reset", "POST", { profiles: [profile] });
    const diagnosis = await diagnose(options);
    assert.deepEqual(findings(diagnosis), expected);
    const { details, finding } = diagnosis.checks.find(({ id }) => id === "rules");
    assert.equal(details.count > 0, profile === "rules");
    const none = "The org has no active validation rules on Opportunity.";
    assert.equal(finding, details.count > 0 ? "4 active validation rules are checked before a save." : none);
  });
}

test("one rule and no Path are reported in whole sentences", async () => {
  const rule = { name: "One", formula: "Amount < 0", message: "No." };
  const { instanceUrl, accessToken, fetch } = await createSandbox({ org: { version: 1, validationRules: [rule] } });
  const { checks } = await diagnose({ instanceUrl, accessToken, fetch });
  const found = (wanted) => checks.find(({ id }) => id === wanted).finding;
  assert.equal(found("rules"), "1 active validation rule is checked before a save.");
  assert.equal(found("paths"), "The org has no active Path on Opportunity.");
});

test("options of the set-up that are wrong are found by name", async () => {
  const address = async (instanceUrl) => one({ instanceUrl, allowedOrigins: [] });
  assert.deepEqual(await address("https://acme.lightning.force.com"), ["address: broken host_not_allowed"]);
  assert.deepEqual(await address("https://login.salesforce.com"), ["address: broken host_not_allowed"]);
  assert.deepEqual(await address("http://acme.my.salesforce.com"), ["address: broken invalid_instance_url"]);
  assert.deepEqual(await one({ accessToken: "nonsense" }), ["session: broken session_expired"]);
  assert.deepEqual(await one({ accessToken: "Bearer x" }), ["session: broken invalid_access_token"]);
  assert.deepEqual(await one({ apiVersion: "99.0" }), ["version: broken version_retired"]);
  const dead = "http://localhost:59999";
  assert.deepEqual(await one({ instanceUrl: dead, allowedOrigins: [dead] }), ["network: broken unreachable"]);
  const wanted = await diagnose({ ...options, fields: ["Amount", "IsClosed", "Nope__c"] });
  const { details } = wanted.checks.find(({ id }) => id === "fields");
  assert.deepEqual(details, { missing: ["Nope__c"], readOnly: ["IsClosed"] });
});

/** What people type or paste, and the address that they are given. */
const TYPED = {
  "https://acme.lightning.force.com/lightning/page/home": "https://acme.my.salesforce.com",
  "https://acme--uat.sandbox.lightning.force.com": "https://acme--uat.sandbox.my.salesforce.com",
  "https://acme.my.salesforce-setup.com/lightning/setup/SetupOneHome/home": "https://acme.my.salesforce.com",
  "https://acme.my.salesforce.com/secur/frontdoor.jsp?sid=canary": "https://acme.my.salesforce.com",
  "https://someone:canary@acme.my.salesforce.com": "https://acme.my.salesforce.com",
  "acme.my.salesforce.com": "https://acme.my.salesforce.com",
  " https://ACME.my.salesforce.com/ ": "https://acme.my.salesforce.com",
  "http://acme.my.salesforce.com": "https://acme.my.salesforce.com",
  "https://login.salesforce.com": null,
  "https://acme.my.site.com": null,
  "not an address": null,
};

test("an address that is close to the right one leads to it, and repeats no secret", async () => {
  for (const [instanceUrl, meant] of Object.entries(TYPED)) {
    const diagnosis = await diagnose({ ...options, instanceUrl, allowedOrigins: [] });
    assert.equal(findings(diagnosis).length, 1, instanceUrl);
    const [{ change }] = diagnosis.checks;
    assert.match(change, meant === null ? /^Setup → My Domain shows/ : new RegExp(`^Write it as \`${meant}\`,`));
    assert.doesNotMatch(JSON.stringify(diagnosis) + diagnosisText(diagnosis), /canary/);
  }
  const local = await diagnose({ ...options, allowedOrigins: [] });
  assert.match(local.checks[0].change, /`allowedOrigins`/);
});

test("what is not checked for one reason is one entry of the text", async () => {
  const lines = diagnosisText(await diagnose({ ...options, allowedOrigins: [] })).split("\n");
  assert.equal(lines.filter((line) => line.startsWith("[--]")).length, 1);
  assert.match(
    lines.join("\n"),
    /\[--\] Not checked +The address is wrong\.\n +Network, CORS, Session, .*CORS for OAuth\n/,
  );
});

test("an unlisted origin is distinguished from an invalid token, and stops nothing else on a server", async () => {
  for (const fault of [null, "unlisted-404"]) {
    if (fault) await org.fault({ fault });
    const unlisted = await diagnose({ ...options, origin: UNLISTED });
    assert.deepEqual(findings(unlisted), ["cors: broken cors_not_allowed"]);
    assert.match(
      diagnosisText(unlisted),
      /Setup → CORS → Allowed Origins List → New: `https:\/\/portal\.example\.com`/,
    );
  }
  const both = await diagnose({ ...options, origin: UNLISTED, accessToken: "nonsense" });
  assert.deepEqual(findings(both), ["cors: broken cors_not_allowed", "session: broken session_expired"]);
});

test("a token that has expired is replaced once by the host's function", async () => {
  let asked = 0;
  const tokens = ["nonsense", bench.accessToken];
  assert.deepEqual(await one({ accessToken: () => tokens[Math.min(asked++, 1)] }), []);
  assert.equal(asked, 2);
  const failing = await diagnose({
    ...options,
    accessToken: () => {
      throw new Error("a secret of the host");
    },
  });
  assert.deepEqual(findings(failing), ["session: broken invalid_access_token"]);
  assert.doesNotMatch(JSON.stringify(failing), /secret/);
});

test("a function that returns no token is found as such", async () => {
  for (const nothing of [undefined, null, {}])
    assert.deepEqual(await one({ accessToken: () => nothing }), ["session: broken invalid_access_token"]);
});

test("a trial saves the record's own stage once, and nothing else", async () => {
  const before = await org.opportunity(DEAL);
  assert.deepEqual(await one({ record }), []);
  const { requests } = await org.log();
  assert.equal(requests.filter(({ method, path }) => method === "POST" && path.endsWith("/composite")).length, 2);
  assert.deepEqual(await org.opportunity(DEAL), before);
});

test("texts of the org are visible in the text, and cannot reorder it", () => {
  const textOf = (finding) => {
    const check = { id: "address", state: "broken", code: "x", finding, change: null, details: {} };
    return diagnosisText({ state: "broken", instanceUrl: "https://a", origin: null, checks: [check] });
  };
  for (const [finding, shown] of [
    ["a\u001b[31mb\u202ec", "a␛[31mb⟨U+202E⟩c"],
    ["a\nb", "a↵b"],
    ["Won\ufe0f\u{e0041}", "Won⟨U+FE0F⟩⟨U+E0041⟩"],
    ["❤\ufe0f 🏳\ufe0f❤\ufe0f\ufe0f", "❤\ufe0f 🏳\ufe0f❤\ufe0f⟨U+FE0F⟩"],
  ]) {
    assert.ok(textOf(finding).includes(`  ${shown}\n`), JSON.stringify(textOf(finding)));
  }
});

test("a function of the host's that fails stops nothing", async () => {
  const { end } = strayRejections();
  for (const onCheck of [
    () => {
      throw new Error("the host's");
    },
    () => Promise.reject(new Error("the host's")),
  ]) {
    assert.equal((await diagnose({ ...options, onCheck })).state, "fine");
  }
  const fail = () => {
    throw new Error("the host's");
  };
  const refusing = (reason) => () => Promise.reject(reason);
  for (const reason of [undefined, null, 5, Object.defineProperty({}, "cause", { get: fail })]) {
    assert.deepEqual(await one({ fetch: refusing(reason) }), ["network: broken unreachable"]);
  }
  assert.deepEqual(await end(), []);
});

/** Rejections that nothing handles: each would end a Node process. */
function strayRejections() {
  const stray = [];
  const note = (reason) => void stray.push(reason);
  process.on("unhandledRejection", note);
  const end = async () => {
    await new Promise((resolve) => setImmediate(resolve));
    process.off("unhandledRejection", note);
    return stray;
  };
  return { end };
}

test("the token stands in no result", async () => {
  for (const more of [{}, { accessToken: "canary_in_a_wrong_token" }, { origin: UNLISTED }]) {
    const diagnosis = await diagnose({ ...options, ...more });
    assert.doesNotMatch(JSON.stringify(diagnosis) + diagnosisText(diagnosis), /canary/);
  }
});

test("ids of records in Salesforce's refusals stand in no result", async () => {
  const other = "006Hs000001S6cIIAS";
  await org.fault({ fault: "validation", value: `StageName:Like ${other}, which is closed` });
  const diagnosis = await diagnose({ ...options, record });
  assert.match(diagnosisText(diagnosis), /Like …, which is closed/);
  assert.doesNotMatch(JSON.stringify(diagnosis), /006Hs0/);
});

test("options that are wrong, and a signal, reject", async () => {
  const wrong = (more) => assert.rejects(diagnose({ ...options, ...more }), { code: "invalid_options" });
  await wrong({ origins: "https://a.example" });
  await wrong({ origin: "https://a.example/path" });
  await wrong({ fields: "Amount" });
  await wrong({ record: "001000000000000" });
  for (const timeout of [0, NaN, Infinity, -1, "1000"]) await wrong({ timeout });
  for (const origin of ["https://*.example.com", "https://24", "null"]) await wrong({ origin });
  for (const signal of [5, {}, Object.create(AbortSignal.prototype)]) await wrong({ signal });
  await wrong({ apiVersion: 66 });
  await assert.rejects(diagnose(), { code: "invalid_options" });
  assert.throws(() => diagnosisText({}), { code: "invalid_options" });
  await assert.rejects(diagnose({ ...options, signal: AbortSignal.abort("enough") }), (reason) => reason === "enough");
});

describe("in a page", () => {
  /** By the page's own `fetch`, across origins. */
  async function inPage(address, more = {}) {
    const { page, leave } = await bench.open(address);
    const rest = { ...options, ...more, origin: undefined };
    const diagnosis = await page.evaluate(async (options) => (await import("/pkg/doctor.js")).diagnose(options), rest);
    await leave();
    return diagnosis;
  }

  test("an org that is set up is fine", async () => {
    const diagnosis = await inPage(bench.listed);
    assert.deepEqual([diagnosis.environment, diagnosis.origin, findings(diagnosis)], ["browser", bench.listed, []]);
    assert.deepEqual((await org.log()).writes, []);
  });

  test("an unlisted origin and an invalid token look the same, and the text says so", async () => {
    const unlisted = await inPage(bench.unlisted);
    assert.deepEqual(findings(unlisted), ["cors: broken withheld"]);
    assert.match(unlisted.checks.find(({ id }) => id === "cors").change, /npx opportunity-stage doctor .* --origin/);
  });

  test("distinguishes an unreachable host, the page's policy, and the loss of the network from it", async () => {
    const dead = "http://localhost:59999";
    assert.deepEqual(findings(await inPage(bench.listed, { instanceUrl: dead, allowedOrigins: [dead] })), [
      "network: broken unreachable",
    ]);
    assert.deepEqual(findings(await inPage(`${bench.listed}/policy.html`)), ["network: broken csp_blocked"]);
  });

  test("a version that the org does not have is found without the list of versions", async () => {
    assert.deepEqual(findings(await inPage(bench.listed, { apiVersion: "99.0" })), ["version: broken version_retired"]);
  });

  test("faults on the way are found as on a server", async () => {
    const cases = [
      ["expired-session", undefined, ["session: broken session_expired"]],
      ["errors-without-cors", undefined, ["writes: warning errors_without_cors"]],
      ["preflight-strict", undefined, ["writes: warning ways_missing"]],
      ["time-out", { timeout: 1_000 }, ["network: broken timeout"]],
    ];
    for (const [fault, more, expected] of cases) {
      await org.fault({ fault });
      assert.deepEqual(findings(await inPage(bench.listed, more)), expected, fault);
      await bench.control("/faults", "DELETE");
    }
  });
});

describe("as a command", () => {
  const cli = fileURLToPath(new URL("../../pkg/dist/cli.js", import.meta.url));
  const command = (args, token = bench.accessToken, more = {}) =>
    new Promise((resolve) => {
      const env = { ...process.env, SALESFORCE_ACCESS_TOKEN: token, ...more };
      const child = spawn(process.execPath, [cli, "doctor", ...args], { env, stdio: ["ignore", "pipe", "pipe"] });
      let [out, err] = ["", ""];
      child.stdout.setEncoding("utf8").on("data", (text) => (out += text));
      child.stderr.setEncoding("utf8").on("data", (text) => (err += text));
      child.once("close", (code) => resolve({ code, out, err }));
    });
  const address = () => ["--instance-url", bench.instanceUrl, "--allowed-origin", bench.instanceUrl];

  test("prints the diagnosis, as text or as JSON, and its exit code says whether something is broken", async () => {
    const text = await command([...address(), "--origin", bench.listed]);
    assert.deepEqual([text.code, text.out.includes("Everything is set up.")], [0, true], text.err);
    const json = await command([...address(), "--origin", UNLISTED, "--json"]);
    assert.deepEqual([json.code, findings(JSON.parse(json.out))], [1, ["cors: broken cors_not_allowed"]]);
    assert.doesNotMatch(json.out + json.err + text.out + text.err, /canary/);
  });

  test("prints nothing that acts on a terminal", async () => {
    const hostile = "https://a\u001b[2J\u009b31m\u202eb\r";
    const { code, out, err } = await command(["--instance-url", hostile, "--target-org", hostile], "");
    const { out: text } = await command(["--instance-url", hostile]);
    const { out: json } = await command(["--instance-url", hostile, "--json"]);
    assert.equal(code, 2, err);
    // eslint-disable-next-line no-control-regex -- these are what a terminal acts on
    const acting = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/;
    for (const printed of [out, err, text, json]) assert.doesNotMatch(printed, acting);
    assert.match(text, /␛\[2J⟨U\+009B⟩31m⟨U\+202E⟩b/);
    assert.equal(JSON.parse(json).instanceUrl, hostile);
  });

  test("checks what needs no token if there is none", async () => {
    const { code, out, err } = await command([...address(), "--origin", UNLISTED, "--json"], "", { PATH: "" });
    assert.deepEqual(findings(JSON.parse(out)), [
      "cors: broken cors_not_allowed",
      "session: broken invalid_access_token",
    ]);
    assert.match(out, /There is no token: set SALESFORCE_ACCESS_TOKEN/);
    assert.deepEqual([code, /with no token/.test(err)], [1, true]);
  });

  test("says what is wrong with the command line", async () => {
    for (const args of [
      ["--origins", "x"],
      [...address(), "--origin", "x/y"],
      [...address(), "--record", "001"],
    ])
      assert.equal((await command(args)).code, 2, args.join(" "));
    assert.match((await command(["--help"])).out, /^Usage: opportunity-stage doctor/);
  });
});
