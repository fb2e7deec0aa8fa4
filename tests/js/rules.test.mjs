// Many records at once say what each of them says alone, however a host has them. The real core, in Node.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { init, rules } from "../../pkg/dist/inline.js";

const CONTEXT = { now: Date.UTC(2026, 10, 22, 12), offsetMinutes: 0 };
const STAGES = [
  { value: "New" },
  { value: "Review" },
  { value: "Won", closed: true, won: true },
  { value: "Gone", closed: true },
];
const FORMULAS = [
  'AND(ISPICKVAL(StageName, "Won"), Amount > 100, OR(ISBLANK(NextStep), LEN(NextStep) < 10))',
  'Account.Name = "Acme" && Account.Owner.Name <> "Ann"',
  "1 / Amount > 0.5 || Checked__c",
  'OR(ISPICKVAL(Account.Industry, "Banking"), Account.Score__c > 1, NOT(Account.Is_Key__c))',
];

let desk;

before(async () => {
  await init();
  desk = rules(
    { version: 1 },
    {
      ...{ version: 1, stages: STAGES, fields: [{ name: "Checked__c", type: "Boolean" }] },
      validationRules: FORMULAS.map((formula, index) => ({ name: `R${index}`, formula, message: "No." })),
    },
  );
});

const same = (records, input = { stage: "Won" }) => {
  const verdicts = desk.checkMany(records, input, CONTEXT);
  assert.equal(verdicts.length, records.length);
  records.forEach((record, index) => {
    assert.deepEqual(verdicts[index], desk.check(record, input, CONTEXT).verdict, `${index}: ${show(record)}`);
  });
};

const show = (record) => Object.keys(record).join();

/** Numbers that look random and are the same each time. */
const numbers = (seed) => {
  let last = seed;
  return (below) => {
    last = (last * 1_103_515_245 + 12_345) % 2 ** 31;
    return (last >> 12) % below;
  };
};

test("a path may name one of several objects", () => {
  const rule = {
    name: "R",
    formula: 'Owner:User.Department = "Sales" && Deal__r.Owner:Queue.Name = "Q"',
    message: "No.",
  };
  const judge = rules({ version: 1 }, { version: 1, stages: STAGES, validationRules: [rule] });
  const found = (record, input = { stage: "Won" }) => {
    const { verdict } = judge.check({ StageName: "New", ...record }, input, CONTEXT);
    assert.deepEqual(judge.checkMany([{ StageName: "New", ...record }], input, CONTEXT), [verdict], show(record));
    return verdict.type;
  };
  const queue = { "Owner:Queue": { Name: "Q" } };
  assert.equal(found({ "Owner:User": { Department: "Sales" }, Deal__r: queue }), "denied");
  assert.equal(found({ "Owner:User.Department": "Sales", "Deal__r.Owner:Queue.Name": "Q" }), "denied");
  assert.equal(found({ "Owner:User": null, Deal__r: queue }), "allowed");
  assert.equal(found({ Owner: { Department: "Sales" }, Deal__r: queue }), "undecided");
});

test("without stages nothing is said of a move", () => {
  const without = rules({ version: 1, required: [{ fields: ["NextStep"], at: "New" }] });
  const record = { StageName: "New", NextStep: null };
  const refusal = { code: "invalid_options", message: "no stages are known" };
  for (const stages of [undefined, []]) {
    const context = { ...CONTEXT, stages };
    assert.throws(() => without.check(record, { stage: "Won" }, context), refusal);
    assert.throws(() => without.stages(record, context), refusal);
    assert.throws(() => without.checkMany([record], { stage: "Won" }, context), refusal);
    assert.equal(without.check(record, { fields: { Amount: 5 } }, context).verdict.type, "denied");
  }
  const context = { ...CONTEXT, stages: STAGES };
  assert.equal(without.check(record, { stage: "Won" }, context).verdict.type, "allowed");
  assert.equal(without.stages(record, context).length, STAGES.length);
});

test("records of any shape", () => {
  const next = numbers(7);
  const pick = (list) => list[next(list.length)];
  const values = {
    StageName: ["New", "Review", "Won", "Gone", "Nowhere", "", null, undefined],
    Amount: [0, -0, 5, 100.01, 1e15, "250", "much", NaN, Infinity, -Infinity, true, null, undefined, "2026-01-01"],
    NextStep: ["call", "send the contract", "", 7, null, undefined, "ünïcödé ☎"],
    CloseDate: ["2026-12-24", "2020-01-01", "never", null, undefined],
    Checked__c: [true, false, null, 1, undefined],
    Account: [
      { Name: "Acme" },
      { NAME: "Acme", Owner: { name: "Ann" } },
      { Owner: null },
      null,
      undefined,
      {},
      { Industry: "Banking" },
      { Score__c: 5, Is_Key__c: true },
      { Score__c: null },
    ],
    "Account.Name": ["Acme", "Other", null],
    attributes: [{ type: "Opportunity" }],
  };
  const record = () => {
    const made = {};
    for (const name of Object.keys(values)) if (next(3) > 0) made[name] = pick(values[name]);
    return made;
  };
  for (let round = 0; round < 10; round += 1) {
    const kinds = Array.from({ length: 1 + next(30) }, record);
    same(
      Array.from({ length: 200 }, () => ({ ...pick(kinds), ...(next(2) ? { NextStep: pick(values.NextStep) } : {}) })),
    );
  }
});

test("records whose keys differ in order and in letter case", () => {
  same([
    { StageName: "New", Amount: 500, NextStep: null, CloseDate: null },
    { NextStep: null, Amount: 500, StageName: "New", CloseDate: null },
    { stagename: "New", AMOUNT: 500, nextStep: "call", CloseDate: null },
    { STAGENAME: "New", AMOUNT: 500, nextStep: "send the contract", closedate: null },
    { StageName: "New", Amount: 500, NextStep: null, CloseDate: null, More: 1 },
    { StageName: "New", Amount: 500, NextStep: null },
    { StageName: "New", Amount: 500, NextStep: null, CloseDate: null },
  ]);
});

test("treats a getter that throws as a missing value, and reads the next record", () => {
  const record = (amount) => ({ StageName: "New", Amount: amount, NextStep: null, CloseDate: null });
  const throws = Object.defineProperty(record(1), "Amount", {
    enumerable: true,
    get() {
      throw new Error("no");
    },
  });
  const records = [record(500), throws, record(5), throws, record(500)];
  const types = desk
    .checkMany(records, { stage: "Won" }, CONTEXT)
    .map(({ violations, undecided }) => [
      violations.map(({ rule }) => rule).join(),
      undecided.map(({ rule, reason }) => `${rule} ${reason}`).join(),
    ]);
  const missing = desk.checkMany([{ ...record(5), Amount: undefined }], { stage: "Won" }, CONTEXT);
  assert.deepEqual(types[1][1], missing[0].undecided.map(({ rule, reason }) => `${rule} ${reason}`).join());
  assert.deepEqual(types[3], types[1]);
  assert.deepEqual(types[4], types[0]);
  assert.notDeepEqual(types[2], types[0]);
});

test("who is read may read records as well", () => {
  const record = (amount) => ({ StageName: "New", Amount: amount, NextStep: "call", CloseDate: null });
  const inner = [record(1), record(7), record(500)];
  const types = (records) => desk.checkMany(records, { stage: "Won" }, CONTEXT).map(({ type }) => type);
  const alone = types(inner);
  const nested = [];
  const outer = Object.defineProperty(record(5), "NextStep", {
    enumerable: true,
    get() {
      nested.push(types(inner));
      return "call";
    },
  });
  assert.deepEqual(types([record(500), outer, record(500), record(5)]), types([500, 5, 500, 5].map(record)));
  assert.ok(nested.length > 0);
  for (const seen of nested) assert.deepEqual(seen, alone);
});

test("records of a class have what their prototype has", () => {
  class Deal {
    constructor(amount) {
      this.amount = amount;
    }
    get Amount() {
      return this.amount;
    }
    get StageName() {
      return "New";
    }
  }
  class Other extends Deal {
    get Amount() {
      return 1;
    }
  }
  const alike = [new Deal(500), new Other(500), { StageName: "New", Amount: 500 }, Object.create(new Deal(500))];
  const spoken = desk
    .checkMany(alike, { stage: "Won", fields: { NextStep: null, CloseDate: null, Checked__c: false } }, CONTEXT)
    .map(({ violations }) => violations.flatMap(({ rule }) => rule ?? []).join());
  assert.deepEqual(spoken, ["R0", "R2", "R0", "R0"]);
});

test("more records than are read at once, and more shapes than are remembered", () => {
  same(
    Array.from({ length: 2_100 }, (_, index) => ({
      [`More${index % 40}`]: index,
      ...(index % 2 ? { Amount: index / 4 } : {}),
      StageName: STAGES[index % 4].value,
      NextStep: index % 5 ? `call ${index % 50}` : null,
    })),
  );
});

test("the day of an instant is that of the user's zone at that time of the year", () => {
  const zoned = rules(
    { version: 1 },
    {
      ...{ version: 1, stages: STAGES, fields: [{ name: "At__c", type: "DateTime" }] },
      validationRules: [{ name: "R", formula: "DATEVALUE(At__c) = DATE(2026, 7, 15)", message: "No." }],
    },
  );
  const says = (at, context) => {
    const record = { StageName: "New", CloseDate: null, At__c: at };
    const full = { now: CONTEXT.now, ...context };
    const [{ type }] = zoned.checkMany([record], { stage: "Won" }, full);
    assert.equal(zoned.check(record, { stage: "Won" }, full).verdict.type, type);
    return type;
  };
  const late = "2026-07-14T22:30:00.000+0000";
  assert.equal(says(late, { timeZone: "Europe/Berlin" }), "denied");
  assert.equal(says(late, { timeZone: "America/New_York" }), "allowed");
  assert.equal(says("2026-07-15T03:59:59Z", { timeZone: "America/New_York" }), "allowed");
  assert.equal(says("2026-07-15T04:00:00Z", { timeZone: "America/New_York" }), "denied");
  assert.equal(says("2026-07-14T18:30:00Z", { timeZone: "Asia/Kolkata" }), "denied");
  assert.equal(says(late, { offsetMinutes: 60 }), "undecided");
  const local = new Date(late);
  const here = local.getDate() === 15 && local.getMonth() === 6;
  assert.equal(says(late, {}), here ? "denied" : "allowed", "without more, the zone of this machine");
  // Today is a matter of the zone as well.
  const midnight = { now: Date.UTC(2026, 6, 14, 22, 30), stages: undefined };
  const today = rules(
    { version: 1 },
    {
      ...{ version: 1, stages: STAGES },
      validationRules: [{ name: "R", formula: "TODAY() = DATE(2026, 7, 15)", message: "No." }],
    },
  );
  const todays = (timeZone) =>
    today.check({ StageName: "New" }, { stage: "Won" }, { ...midnight, timeZone }).verdict.type;
  assert.deepEqual(["Europe/Berlin", "UTC", "Pacific/Auckland"].map(todays), ["denied", "allowed", "denied"]);
  assert.throws(() => todays("Europe/Bonn"), { code: "invalid_options" });
});

test("stages by name alone are those of the org document", () => {
  const closing = rules({ version: 1, closedIsFinal: true }, { version: 1, stages: STAGES });
  const stages = STAGES.map(({ value }) => ({ value }));
  const kind = (to, compiled = closing) => {
    const { kind, verdict } = compiled.check({ StageName: "Gone" }, { stage: to }, { ...CONTEXT, stages });
    return `${kind} ${verdict.type}`;
  };
  assert.deepEqual(
    ["Won", "New"].map((to) => kind(to)),
    ["close_won denied", "reopen denied"],
  );
  assert.equal(kind("New", rules({ version: 1, closedIsFinal: true })), "back undecided");
});
