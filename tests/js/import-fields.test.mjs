// The command `opportunity-stage import`: the fields that rules refer to, and a rules document held against the org.
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { describe, test } from "node:test";
import { init, rules } from "../../pkg/dist/inline.js";
import { field, FIELDS, folder, imported, rule, RULES, run, SAMPLE } from "./support/import.mjs";

describe("picklists that a checkbox controls", () => {
  const values = ["A", "B"].map((name) => `<value><fullName>${name}</fullName></value>`).join("");
  const settings =
    "<valueSettings><controllingFieldValue>checked</controllingFieldValue><valueName>A</valueName></valueSettings>" +
    "<valueSettings><controllingFieldValue>unchecked</controllingFieldValue>" +
    "<controllingFieldValue>checked</controllingFieldValue><valueName>B</valueName></valueSettings>";
  const dependent = (controller) =>
    field(
      "Picklist",
      `<valueSet><controllingField>${controller}</controllingField><restricted>true</restricted>` +
        `<valueSetDefinition>${values}</valueSetDefinition>${settings}</valueSet>`,
    );
  const settingsOf = async (controller, more) => {
    const { document } = await imported({ [`${FIELDS}/Dep__c.field-meta.xml`]: dependent(controller), ...more });
    return document.fields.find(({ name }) => name === "Dep__c").picklist.valueSettings;
  };
  const translated = { A: ["true"], B: ["false", "true"] };

  test("have its states as the UI API and the engine have them", async () => {
    const controller = { [`${FIELDS}/Chk__c.field-meta.xml`]: field("Checkbox") };
    assert.deepEqual(await settingsOf("Chk__c", controller), translated);
    assert.deepEqual(await settingsOf("IsPrivate"), translated, "whose metadata does not tell a type");
    const old =
      "<CustomObject><fields><fullName>Dep__c</fullName><type>Picklist</type><picklist>" +
      "<controllingField>IsPrivate</controllingField><picklistValues><fullName>A</fullName>" +
      "<controllingFieldValues>checked</controllingFieldValues></picklistValues></picklist></fields></CustomObject>";
    const { document } = await imported({ "force-app/objects/Opportunity.object": old });
    assert.deepEqual(document.fields[0].picklist.valueSettings, { A: ["true"] });
  });

  test("does not take a picklist with values of these names for a checkbox", async () => {
    const controller = { [`${FIELDS}/Chk__c.field-meta.xml`]: field("Picklist") };
    assert.deepEqual(await settingsOf("Chk__c", controller), { A: ["checked"], B: ["unchecked", "checked"] });
  });

  test("are judged by the checkbox", async () => {
    const { document } = await imported({
      [`${FIELDS}/Dep__c.field-meta.xml`]: dependent("Chk__c"),
      [`${FIELDS}/Chk__c.field-meta.xml`]: field("Checkbox"),
    });
    document.stages = [{ value: "New" }];
    await init();
    const type = (Chk__c, Dep__c) =>
      rules({ version: 1 }, document).check({ StageName: "New", Chk__c, Dep__c: null }, { fields: { Dep__c } }).verdict
        .type;
    assert.deepEqual([type(true, "A"), type(false, "A"), type(false, "B")], ["allowed", "denied", "allowed"]);
  });
});

test("reports what a field refers to and the project lacks", async () => {
  const summary = "<summarizedField>OpportunityLineItem.Gone__c</summarizedField>";
  const { said } = await imported({
    [`${FIELDS}/List__c.field-meta.xml`]: field(
      "Picklist",
      "<valueSet><restricted>true</restricted><valueSetName>Gone</valueSetName></valueSet>",
    ),
    [`${FIELDS}/Most__c.field-meta.xml`]: field("Summary", `<summaryOperation>max</summaryOperation>${summary}`),
  });
  assert.match(said, /^warning: .*List__c\.field-meta\.xml:\d+: the global value set `Gone` is not in the project/m);
  assert.match(
    said,
    /^warning: .*Most__c\.field-meta\.xml:\d+: `OpportunityLineItem\.Gone__c`, which it rolls up, is not/m,
  );
});

describe("a rules document", () => {
  const check = async (document, ...args) => {
    const file = `${folder}/rules-${Math.random()}.json`;
    await writeFile(file, JSON.stringify({ version: 1, ...document }));
    return run("import", SAMPLE, "-o", `${folder}/of-rules.json`, "--force", "--rules", file, ...args);
  };
  const findings = ({ said }) =>
    said
      .split("\n")
      .filter((line) => line.includes("rules document, "))
      .map((line) => line.replace("rules document, ", ""));

  test("is compared with the org: names that it does not have would have no effect", async () => {
    const result = await check({
      forbidden: [{ from: "new", to: ["受注", "closed lost"] }, { to: "Nowhere" }],
      allowed: { transitions: [{ from: "Negotiation", to: "受注" }] },
      closedIsFinal: { stages: ["Closed won"] },
      keyFields: [{ at: "Old", fields: ["Loss_Reason__c"] }],
      required: [{ fields: ["Gone__c", "NextStep", "IsPrivate"], when: 'ISPICKVAL(StageName, "NEW")' }],
      rules: [{ id: "own", when: "Amount + TODAY() > NextStep", message: "No." }],
      messages: { own: "a", required_1: "b", forbidden_2: "c", closed_is_final: "d", Won_Needs_Amount: "e", ownn: "f" },
    });
    assert.equal(result.code, 0, result.said);
    assert.deepEqual(findings(result), [
      "warning: forbidden[0].from: `new` is not a stage of the org; it has `New`",
      "warning: forbidden[0].to: `closed lost` is not a stage of the org; it has `Closed Lost`",
      "warning: forbidden[1].to: `Nowhere` is not a stage of the org",
      "warning: allowed.transitions[0].from: `Negotiation` is not a stage of the org; it has `Négociation & révision`",
      "warning: closedIsFinal.stages: `Closed won` is not a stage of the org",
      "warning: keyFields[0].at: the stage `Old` is no longer active",
      "warning: required[0].when: `NEW` is not a stage of the org",
      "warning: rules[0].when: operator `>` does not take date and text",
      "warning: required[0].fields: `Gone__c` is not among the document's fields",
      "warning: messages.ownn: is neither the id of a rule nor a code",
    ]);
  });

  test("that is valid is not mentioned, and --strict requires both", async () => {
    const right = await check({
      noSkipping: true,
      forbidden: [{ from: "New", to: "受注" }],
      messages: { rule: "No." },
    });
    assert.deepEqual(findings(right), []);
    const wrong = await check({ forbidden: [{ to: "NEW" }] }, "--report", `${folder}/of-both.json`, "--strict");
    assert.equal(wrong.code, 3);
    const report = JSON.parse(await readFile(`${folder}/of-both.json`, "utf8"));
    assert.deepEqual(
      report.findings.filter(({ subject }) => subject === "rulesDocument").map(({ code, name }) => `${code} ${name}`),
      ["unknown_stage forbidden[0].to"],
    );
  });

  test("that cannot be read ends the import", async () => {
    const { code, said } = await check({ forbiden: [] }); // cspell:ignore forbiden
    assert.equal(code, 1);
    assert.match(said, /rules-.*\.json: `forbiden` is not a known key/);
  });
});

test("custom fields of related objects and of the user that rules ask for", async () => {
  const formula =
    "OR(account.Score__c &gt; 0.5, Program__r.Start__c &gt; TODAY(), Opportunity.Account.Parent.Gone__c = 1, " +
    "$USER.Region__c = &quot;Account.Not__c&quot;, $User.Manager.Level__c = 1, ISPICKVAL(Account.Industry, &quot;A&quot;))";
  const objects = "force-app/main/default/objects";
  const start = "<fields><fullName>Start__c</fullName><label>Start</label><type>Date</type></fields>";
  const files = {
    [`${RULES}/A.validationRule-meta.xml`]: rule(formula),
    [`${FIELDS}/Program__c.field-meta.xml`]: field("Lookup", "<referenceTo>Program__c</referenceTo>"),
    [`${objects}/Account/fields/Score__c.field-meta.xml`]: field("Percent"),
    [`${objects}/Account/fields/Other__c.field-meta.xml`]: field("Percent"),
    [`${objects}/Account/fields/Not__c.field-meta.xml`]: field("Percent"),
    [`${objects}/Program__c.object`]: `<CustomObject>${start}</CustomObject>`,
    [`${objects}/User/fields/Region__c.field-meta.xml`]: field("Text"),
    [`${objects}/User/fields/Level__c.field-meta.xml`]: field("Number"),
  };
  const { document, said } = await imported(files, "--report", `${folder}/elsewhere.json`);
  assert.deepEqual(
    document.fields.map(({ name, label, type }) => `${name} ${label} ${type}`),
    [
      "Program__c It Reference",
      "account.Score__c It Percent",
      "Program__r.Start__c Start Date",
      "$User.Region__c It String",
      "$User.Manager.Level__c It Double",
    ],
  );
  assert.match(said, /Account\.Parent\.Gone__c \(a field of unknown type\)/);
  document.stages = [{ value: "New" }, { value: "Won" }];
  await init();
  const user = { fields: { Region__c: "EMEA", "Manager.Level__c": 2 } };
  const record = { StageName: "New", Account: { Parent: null, Industry: "B" }, Program__r: null };
  const type = (Score__c) =>
    rules({ version: 1 }, document).check(
      { ...record, Account: { ...record.Account, Score__c } },
      { stage: "Won" },
      { user },
    ).verdict.type;
  assert.deepEqual([type(60), type(40)], ["denied", "allowed"]);
});
