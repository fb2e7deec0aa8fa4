// What the org says of itself, end to end: the real core in Node against the sandbox; how many requests, and what the
// verdicts say.
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { connect, init } from "../../pkg/dist/inline.js";
import { startSandbox } from "../../scripts/demo/sandbox.mjs";
import { until } from "./support/until.mjs";

/** Starts a sandbox, with a way to connect that writes down what was asked. */
async function org(...profiles) {
  const sandbox = await startSandbox({ args: profiles.flatMap((name) => ["--profile", name]) });
  const { instanceUrl, accessToken } = sandbox;
  const asked = [];
  const pending = new Set();
  let held = { part: null };
  const answered = async (request) => {
    if (held.part && request.url.includes(held.part)) await held.released;
    const response = await fetch(request);
    // Read here, so that nothing of it is still to come when it counts as answered.
    return new Response(await response.arrayBuffer(), response);
  };
  const fetching = (request) => {
    asked.push(new URL(request.url).pathname.replace(/^\/services\/data\/v[\d.]+/, ""));
    const answer = answered(request);
    pending.add(answer);
    const over = () => pending.delete(answer);
    answer.then(over, over);
    return answer;
  };
  const call = async (path, body) => {
    const headers = { authorization: `Bearer ${accessToken}`, "content-type": "application/json" };
    const init = body === undefined ? { headers } : { method: "POST", headers, body: JSON.stringify(body) };
    return (await fetch(instanceUrl + path, init)).json();
  };
  const select = (soql) => call(`/services/data/v66.0/query?q=${encodeURIComponent(soql)}`);
  return {
    ...sandbox,
    asked,
    call,
    /** Keeps the answers back whose address has this part; call what it gives to let them go. */
    hold(part) {
      let release;
      const released = new Promise((resolve) => (release = resolve));
      held = { part, released };
      return () => {
        held = { part: null };
        release();
      };
    },
    /** Resolves when nothing is under way, what runs in the background included. */
    async idle() {
      // An answer leads to the next request within a few turns of the loop.
      for (let turns = 0; turns < 10; turns += 1) {
        if (pending.size) turns = 0;
        await Promise.allSettled(pending);
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
    connect: (options = {}) =>
      connect({ instanceUrl, accessToken, allowedOrigins: [instanceUrl], fetch: fetching, ...options }),
    async deals(record = "New_Business") {
      const where = `WHERE IsClosed = false AND RecordType.DeveloperName = '${record}' LIMIT 12`;
      const { records } = await select(`SELECT Id FROM Opportunity ${where}`);
      return records.map(({ Id }) => Id);
    },
    async deal(name) {
      return (await select(`SELECT Id FROM Opportunity WHERE Name = '${name}'`)).records[0].Id;
    },
  };
}

const count = (asked, part) => asked.filter((path) => path.includes(part)).length;

before(() => init());

describe("shared in flight", () => {
  let here;
  before(async () => {
    here = await org();
  });
  after(() => here?.stop());
  beforeEach(async () => {
    here.asked.length = 0;
    await here.call("/sandbox/reset", {});
  });

  test("ten opens on a new connection cost one request each and the metadata once", async () => {
    const salesforce = await here.connect({ orgRules: false });
    const ids = (await here.deals()).slice(0, 10);
    const opened = await Promise.all(ids.map((id) => salesforce.open(id)));
    assert.deepEqual(
      opened.map(({ current }) => current.id),
      ids,
    );
    assert.equal(here.asked.length, 10 + 3, here.asked.join("\n"));
    here.asked.length = 0;
    await salesforce.open(ids[0]);
    assert.deepEqual(here.asked, [`/ui-api/records/${ids[0]}`]);
  });

  test("an open of what was found waits for one wave", async () => {
    const salesforce = await here.connect();
    const [match] = await salesforce.find({ name: "Acme - 200 Widgets" });
    await here.idle();
    here.asked.length = 0;
    await salesforce.open(match.id);
    assert.equal(here.asked.length, 2, here.asked.join("\n"));
    assert.equal(count(here.asked, "/picklist-values/"), 1);
    here.asked.length = 0;
    const release = here.hold("/ui-api/records/");
    const next = await here.connect();
    const [again] = await next.find({ name: "Acme - 200 Widgets" });
    const opened = next.open(again.id);
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(count(here.asked, "/picklist-values/"), 1, "asked for before the record is there");
    release();
    await opened;
  });

  describe("with a store of the portal's", () => {
    /** A store as a class, whose methods use `this`. */
    class Store {
      texts = new Map();
      async get(key) {
        return this.texts.get(key) ?? null;
      }
      set(key, text) {
        this.texts.set(key, text);
      }
    }

    test("the first open after a reload is one request", async () => {
      const metadataStore = new Store();
      const [id] = await here.deals();
      await (await here.connect({ metadataStore })).open(id);
      await here.idle();
      assert.equal(metadataStore.texts.size, 1);
      here.asked.length = 0;
      const salesforce = await here.connect({ metadataStore });
      assert.deepEqual(here.asked, [], "connect sends nothing");
      const update = await salesforce.open(id);
      await here.idle();
      assert.deepEqual(here.asked, [`/ui-api/records/${id}`]);
      assert.ok(update.stages.length > 3);
    });

    test("it holds neither the token nor a record, and its key names org and user", async () => {
      const metadataStore = new Store();
      const user = { id: "005000000000001AAA" };
      const id = await here.deal("Acme - 200 Widgets");
      await (await here.connect({ metadataStore, user })).open(id);
      await here.idle();
      const [[key, text]] = metadataStore.texts;
      assert.ok(key.includes(here.instanceUrl) && key.includes(user.id) && !key.includes(here.accessToken), key);
      assert.ok(!text.includes(here.accessToken) && !text.includes("Widgets"));
    });

    test("whatever a store does, the org is asked instead", async () => {
      const [id] = await here.deals();
      const throwing = () => {
        throw new Error("full");
      };
      const stores = [
        { get: throwing, set: throwing },
        { get: () => Promise.reject(new Error("gone")), set: () => Promise.reject(new Error("gone")) },
        { get: () => 7, set: () => 7 },
        { get: () => "nonsense", set: () => {} },
        { get: () => new Promise(() => {}), set: () => new Promise(() => {}) },
      ];
      for (const metadataStore of stores) {
        const salesforce = await here.connect({ metadataStore });
        assert.ok((await salesforce.open(id)).stages.length > 3);
      }
    });

    test("rejects an invalid store", async () => {
      for (const metadataStore of [7, "x", {}, { get() {} }, { get: 1, set: 2 }]) {
        await assert.rejects(here.connect({ metadataStore }), { code: "invalid_options" });
      }
    });
  });

  test("two conversations and an open share as well", async () => {
    const salesforce = await here.connect();
    const [one, two, three] = await here.deals();
    const conversations = await Promise.all([salesforce.converse(), salesforce.converse()]);
    const talks = [one, two].map((id, index) => conversations[index].send({ type: "choose", id }));
    await salesforce.open(three);
    const views = await Promise.all(talks);
    assert.deepEqual(
      views.map(({ state }) => state),
      ["current", "current"],
    );
    assert.equal(count(here.asked, "/object-info/Opportunity"), 2, "the fields, and the picklists");
    // A slow answer about the rules does not hold an open up, so what they say may be requested later.
    await until("the request for what the rules say", async () => {
      await new Promise((resolve) => setImmediate(resolve));
      return count(here.asked, "/tooling/") >= 2;
    });
    assert.equal(count(here.asked, "/tooling/"), 2, "which rules there are, and what they say");
    assert.equal(count(here.asked, "/ui-api/records/"), 3);
  });

  test("who is aborted takes nothing from the others, and leaves what comes to the next", async () => {
    const salesforce = await here.connect({ orgRules: false });
    const [one, two] = await here.deals();
    const release = here.hold("/object-info/");
    const controller = new AbortController();
    const first = salesforce.open(one, { signal: controller.signal });
    const second = salesforce.open(two);
    controller.abort("left");
    await assert.rejects(first, (reason) => reason === "left");
    release();
    assert.equal((await second).current.id, two);
    await assert.rejects(salesforce.open(one, { signal: AbortSignal.abort("never began") }));
    assert.equal(count(here.asked, "/object-info/Opportunity"), 2);

    // Given up before anything was sent, by the only one who asked.
    const alone = await here.connect({ orgRules: false });
    await assert.rejects(alone.open(one, { signal: AbortSignal.abort("never began") }));
    assert.equal((await alone.open(one)).current.id, one);
  });

  test("a failure is not remembered", async () => {
    const salesforce = await here.connect({ orgRules: false });
    const [id] = await here.deals();
    await here.call("/sandbox/faults", { fault: "api-disabled", path: "/object-info/Opportunity", times: 1 });
    const both = await Promise.allSettled([salesforce.open(id), salesforce.open(id)]);
    assert.deepEqual(
      both.map(({ reason }) => reason?.code),
      ["access_denied", "access_denied"],
    );
    assert.equal((await salesforce.open(id)).current.id, id);
  });

  test("checks expired metadata in the background", async () => {
    const salesforce = await here.connect({ metadataMaxAge: 0, orgRules: false });
    const [id] = await here.deals();
    await salesforce.open(id);
    await salesforce.open(id);
    await here.idle();
    here.asked.length = 0;
    const release = here.hold("/composite");
    assert.equal((await salesforce.open(id)).current.id, id);
    release();
    await here.idle();
    assert.deepEqual(here.asked, [`/ui-api/records/${id}`, "/composite"], "the org has not changed");
  });
});

describe("the org's own rules", () => {
  let here;
  before(async () => {
    here = await org("rules");
  });
  after(() => here?.stop());
  beforeEach(async () => {
    here.asked.length = 0;
    await here.call("/sandbox/reset", {});
  });

  test("deny before anything is sent, and its Path guides", async () => {
    const salesforce = await here.connect();
    const update = await salesforce.open(await here.deal("Acme - 200 Widgets"));
    const proposal = update.propose({ stage: "Closed Won", fields: { Discount__c: 41 } });
    assert.equal(proposal.verdict.type, "denied");
    assert.deepEqual(
      proposal.verdict.violations.map(({ code, rule, field }) => [code, rule, field]),
      [["org_rule", "Discount_limit", "Discount__c"]],
    );
    const offer = update.stages.find(({ value }) => value === "Proposal/Price Quote");
    assert.deepEqual(offer.keyFields, ["Amount", "Discount__c", "NextStep"]);
    assert.match(offer.guidance, /Quote in writing/);
    here.asked.length = 0;
    await salesforce.open(update.current.id);
    assert.equal(here.asked.length, 1);
  });

  test("are done without where the user may not read them, and not asked for twice", async () => {
    await here.call("/sandbox/faults", { fault: "api-disabled", path: "/tooling/" });
    const salesforce = await here.connect();
    const id = await here.deal("Acme - 200 Widgets");
    for (let run = 0; run < 2; run += 1) {
      const update = await salesforce.open(id);
      assert.equal(update.propose({ fields: { Discount__c: 41 } }).verdict.type, "allowed");
    }
    assert.equal(count(here.asked, "/tooling/"), 1);
    // A refusal by a rule that could not be read becomes a warning the next time.
    const update = await salesforce.open(id);
    await assert.rejects(update.propose({ fields: { Discount__c: 41 } }).confirm(), { code: "validation_rule" });
    const [warning] = update.propose({ fields: { Discount__c: 42 } }).verdict.warnings;
    assert.equal(warning.code, "refused_before");
    assert.equal(warning.parameters.message, "Discounts above 40 % need the head of sales.");
    assert.equal(warning.field, "Discount__c");
  });

  test("do not hold an open up that could go on", async () => {
    await here.call("/sandbox/faults", { fault: "time-out", path: "/tooling/" });
    const salesforce = await here.connect({ timeout: 600_000 });
    const update = await salesforce.open(await here.deal("Acme - 200 Widgets"));
    assert.equal(update.propose({ fields: { Discount__c: 41 } }).verdict.type, "allowed");
  });

  test("are not asked for where the host says so", async () => {
    for (const options of [{ orgRules: false }, { org: { version: 1 } }]) {
      const salesforce = await here.connect(options);
      await salesforce.open(await here.deal("Acme - 200 Widgets"));
    }
    assert.equal(count(here.asked, "/tooling/"), 0);
  });
});

test("dependent picklists, and how long it has been in its stage", async () => {
  const here = await org("dependent-picklists", "multi-currency");
  try {
    const salesforce = await here.connect({ fields: ["City__c", "Loss_Reason__c", "Amount", "Region__c"] });
    const update = await salesforce.open(await here.deal("Acme - 200 Widgets"));
    assert.equal(update.current.daysInStage, 3);
    assert.equal(typeof update.current.pushCount, "number");
    const [city, , amount] = update.fields;
    assert.deepEqual(city.picklist, {
      restricted: false,
      controller: "Region__c",
      values: [
        { value: "Berlin", label: "Berlin", validFor: ["Europe"] },
        { value: "Austin", label: "Austin", validFor: ["America"] },
        { value: "Remote", label: "Remote", validFor: ["Europe", "America"] },
      ],
    });
    assert.deepEqual([amount.picklist, amount.currency], [null, "USD"]);
    const codes = (input) => update.propose(input).verdict.violations.map(({ code }) => code);
    assert.deepEqual(codes({ fields: { City__c: "Austin", Region__c: "Europe" } }), ["value_not_in_picklist"]);
    assert.deepEqual(codes({ fields: { City__c: "Austin", Region__c: "America" } }), []);
    assert.deepEqual(codes({ stage: "Closed Won", fields: { Loss_Reason__c: "Price" } }), ["value_not_in_picklist"]);
    assert.deepEqual(codes({ stage: "Closed Lost", fields: { Loss_Reason__c: "Price" } }), []);
  } finally {
    await here.stop();
  }
});
