// The command `opportunity-stage import`: a project with all that is nasty, and everything that can be wrong.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { init, rules } from "../../pkg/dist/inline.js";

const path = (relative) => fileURLToPath(new URL(`../../${relative}`, import.meta.url));
const SAMPLE = path("tests/fixtures/sfdx");
let folder;

before(async () => {
  folder = await mkdtemp(`${tmpdir()}/opportunity-stage-import-`);
});
after(() => rm(folder, { recursive: true }));

function run(...args) {
  return new Promise((resolve) => {
    execFile(process.execPath, [path("pkg/dist/cli.js"), ...args], { maxBuffer: 1 << 26 }, (error, out, said) => {
      resolve({ code: error ? error.code : 0, out, said });
    });
  });
}

/** A project of these files, in a folder of its own. */
async function project(files, packages = ["force-app"]) {
  const root = await mkdtemp(`${folder}/project-`);
  const packageDirectories = packages.map((each) => ({ path: each }));
  const all = { "sfdx-project.json": JSON.stringify({ packageDirectories }), ...files };
  for (const [name, content] of Object.entries(all)) {
    await mkdir(dirname(`${root}/${name}`), { recursive: true });
    await writeFile(`${root}/${name}`, content);
  }
  return root;
}

const RULES = "force-app/main/default/objects/Opportunity/validationRules";
const rule = (formula, more = "<active>true</active>") =>
  `<?xml version="1.0"?>\n<ValidationRule xmlns="http://soap.sforce.com/2006/04/metadata">\n${more}\n` +
  `<errorConditionFormula>${formula}</errorConditionFormula>\n<errorMessage>No.</errorMessage>\n</ValidationRule>`;

describe("the sample project", () => {
  let document;
  let report;
  let said;
  const named = (list, name) => list.find((entry) => entry.name === name);

  before(async () => {
    const result = await run("import", SAMPLE, "-o", `${folder}/rules.json`, "--report", `${folder}/lint.json`);
    assert.equal(result.code, 0, result.said);
    assert.equal(result.out, "");
    ({ said } = result);
    document = JSON.parse(await readFile(`${folder}/rules.json`, "utf8"));
    report = JSON.parse(await readFile(`${folder}/lint.json`, "utf8"));
  });

  test("stages keep their order, their names and their forecast categories", () => {
    assert.deepEqual(
      document.stages.map(({ value, label, active, closed, won, probability, forecastCategory }) =>
        [value, label, active, closed, won, probability, forecastCategory].join("|"),
      ),
      [
        "New|New|true|false|false|10|Pipeline",
        "Proposal/Price Quote|Proposal/Price Quote|true|false|false|75|Pipeline",
        "Négociation & révision|Negotiation|true|false|false|80|Best Case",
        "100% sure|100% sure|true|false|false|95|Commit",
        "Old|Old|false|false|false|10|Pipeline",
        "受注|受注|true|true|true|90|Closed",
        "Closed Lost|Closed Lost|true|true|false|0|Omitted",
      ],
    );
    assert.equal(document.stages[1].description, "Price <and> terms");
  });

  test("names that the Metadata API encodes are decoded", () => {
    const stages = ["100% sure", "Closed Lost", "New", "Négociation & révision", "Proposal/Price Quote", "受注"];
    assert.deepEqual(document.salesProcesses, [{ name: "Partner Process", stages }]);
    assert.deepEqual(document.recordTypes, [
      {
        ...{ developerName: "Partner", label: "Partner deal", active: true, salesProcess: "Partner Process" },
        picklists: { Loss_Reason__c: ["Too dear, really"] },
      },
      { developerName: "Old_Type", label: "Old type", active: false },
    ]);
  });

  test("fields: custom ones of either format, value sets that are shared, roll-ups by what they roll up", () => {
    assert.deepEqual(
      document.fields.map(({ name, type }) => `${name} ${type}`),
      [
        "LeadSource Picklist",
        "Doubled__c Currency",
        "Last_Shipment__c Date",
        "Least__c Summary",
        "Lines__c Double",
        "Loss_Reason__c Picklist",
        "Ask_Date__c Date",
        "Old_Pick__c MultiPicklist",
      ],
    );
    assert.equal(named(document.fields, "Doubled__c").formula, "Amount * 2 /* <b>&amp;</b> */");
    assert.equal(named(document.fields, "Doubled__c").formulaTreatBlanksAs, "BlankAsZero");
    assert.deepEqual(named(document.fields, "Loss_Reason__c"), {
      ...{ name: "Loss_Reason__c", label: 'Loss "reason"', type: "Picklist", required: true },
      picklist: {
        restricted: true,
        values: [
          { value: "Too dear, really", label: "Price", active: true },
          { value: "Timing", label: "Timing", active: false },
        ],
        controllingField: "StageName",
        valueSettings: { "Too dear, really": ["Closed Lost", "Old"] },
      },
    });
    assert.deepEqual(named(document.fields, "Old_Pick__c").picklist.valueSettings, { A: ["X"] });
  });

  test("paths are those over the stages of opportunities", () => {
    const step = { stage: "Proposal/Price Quote", fields: ["Amount", "Ask_Date__c"], guidance: "<p>Ask&nbsp;now</p>" };
    assert.deepEqual(document.paths, [
      { recordType: null, active: false, steps: [{ stage: "New", fields: [] }] },
      { recordType: "Partner", active: true, steps: [step] },
    ]);
  });

  test("rules: entities, CDATA, comments, line ends; the later package directory wins, and says so", () => {
    const rules = document.validationRules;
    assert.equal(named(rules, "Entities").formula, `AND(\n  Amount <> 0, \n  NextStep = "it's A&B"\n)`);
    assert.equal(named(rules, "Namespaced").formula, "Ask_Date__c > CloseDate");
    assert.equal(named(rules, "Switched_Off").active, false);
    assert.equal(named(rules, "Not_Ours"), undefined);
    assert.equal(named(rules, "Won_Needs_Amount").formula, 'ISPICKVAL(StageName, "受注") && Amount <= 0');
    assert.match(
      report.warnings.join("\n"),
      /^unpackaged\/objects\/Opportunity\.object:\d+: the validation rule `Won_Needs_Amount` replaces that of force-app/,
    );
  });

  test("the report says where rules can be decided and what is wrong, for a program and for a person", () => {
    const decided = Object.fromEntries(report.rules.map((each) => [each.name, each.decided]));
    assert.deepEqual(decided, {
      ...{ Broken: "broken", Closed_Is_Final: "record", Entities: "record", For_Some: "related", Gone_Names: "org" },
      ...{ Has_Switch: "org", Namespaced: "record", Switched_Off: "broken", Won_Needs_Amount: "record" },
    });
    assert.deepEqual(
      report.findings.map(({ severity, code, name }) => `${severity} ${code} ${name}`),
      [
        "error formula_syntax Broken",
        "warning unknown_field Gone_Names",
        "warning unknown_stage Gone_Names",
        "warning unknown_record_type Gone_Names",
        "info formula_syntax Switched_Off",
        "warning stage_without_exit 受注",
        "warning stage_without_exit Closed Lost",
      ],
    );
    assert.match(said, /Has_Switch: \$Setup\.Switch__c\.Off__c \(a custom setting\)/);
    assert.match(said, /^error: rule Broken: .* \(line 2, column 8 of the formula\)$/m);
    assert.match(
      said,
      /7 stages, 1 sales process, 2 record types, 8 fields, 2 paths, 9 validation rules \(1 inactive\)/,
    );
  });

  test("a namespace can be given", async () => {
    const { out } = await run("import", SAMPLE, "--namespace", "npsp");
    const found = JSON.parse(out);
    assert.equal(named(found.validationRules, "Namespaced").formula, "npsp__Ask_Date__c > CloseDate");
    assert.ok(named(found.fields, "npsp__Ask_Date__c"));
    assert.deepEqual(found.paths[1].steps[0].fields, ["Amount", "npsp__Ask_Date__c"]);
  });

  test("the same project gives the same document, and --strict an exit code", async () => {
    const { code, out } = await run("import", SAMPLE, "--strict");
    assert.equal(code, 3);
    assert.deepEqual(JSON.parse(out), document);
    assert.equal(out, await readFile(`${folder}/rules.json`, "utf8"));
  });
});

describe("files", () => {
  test("replaces nothing without --force", async () => {
    const target = `${folder}/kept.json`;
    await writeFile(target, "mine");
    const refused = await run("import", SAMPLE, "-o", target, "--report", `${folder}/unwritten.json`);
    assert.equal(refused.code, 1);
    assert.match(refused.said, /kept\.json is there already; --force replaces it/);
    assert.equal(await readFile(target, "utf8"), "mine");
    assert.ok(!(await readdir(folder)).includes("unwritten.json"), "all or nothing");

    const forced = await run("import", SAMPLE, "-o", target, "--force");
    assert.match(forced.said, /kept\.json: the org document, replaced/);
    const again = await run("import", SAMPLE, "-o", target);
    assert.equal(again.code, 0);
    assert.match(again.said, /kept\.json: the org document, as it was/);
  });

  test("metadata without a project around it, as the older tools left it", async () => {
    const root = await project({});
    await rm(`${root}/sfdx-project.json`);
    await mkdir(`${root}/objects`);
    await mkdir(`${root}/node_modules/objects`, { recursive: true });
    const file = "<CustomObject><validationRules><fullName>A</fullName><active>true</active>";
    const rest = "<errorConditionFormula>FALSE</errorConditionFormula><errorMessage>No.</errorMessage>";
    await writeFile(`${root}/objects/Opportunity.object`, `${file}${rest}</validationRules></CustomObject>`);
    await writeFile(`${root}/node_modules/objects/Opportunity.object`, "not read");
    const { code, out, said } = await run("import", root);
    assert.equal(code, 0, said);
    assert.deepEqual(
      JSON.parse(out).validationRules.map(({ name }) => name),
      ["A"],
    );
    assert.match(said, /the project has no stages: `sf project retrieve start/);
  });

  test("reports everything that cannot be read, with file and line, and writes nothing", async () => {
    const root = await project({
      [`${RULES}/A.validationRule-meta.xml`]: rule("A &amp;&amp; B").replace("</errorMessage>", "</errorMassage>"),
      [`${RULES}/B.validationRule-meta.xml`]: rule("TRUE", "<active>perhaps</active>"),
      [`${RULES}/C.validationRule-meta.xml`]: rule("TRUE").replace(/<errorCondition.*\n/, ""),
      [`${RULES}/D.validationRule-meta.xml`]: "<Flow>\n</Flow>",
      [`${RULES}/E.validationRule-meta.xml`]: Buffer.from("<ValidationRule>\xe9</ValidationRule>", "latin1"),
      [`${RULES}/F.validationRule-meta.xml`]: '<!DOCTYPE x [<!ENTITY a "b">]>\n<ValidationRule/>',
      [`${RULES}/G.validationRule-meta.xml`]: rule("&unheard;"),
      [`${RULES}/H.validationRule-meta.xml`]: "",
      [`${RULES}/I.validationRule-meta.xml`]: rule("TRUE"),
    });
    const { code, said } = await run("import", root, "-o", `${folder}/never.json`);
    assert.equal(code, 1);
    const problems = said.split("\n").filter((line) => line.startsWith("error: "));
    const expected = [
      /A\.validationRule-meta\.xml:5: not well-formed XML: Unexpected close tag/i,
      /B\.validationRule-meta\.xml:3: <active> is neither true nor false: perhaps/,
      /C\.validationRule-meta\.xml:2: <ValidationRule> has no <errorConditionFormula>/,
      /D\.validationRule-meta\.xml:1: expected <ValidationRule>, found <Flow>/,
      /E\.validationRule-meta\.xml: is not UTF-8/,
      /F\.validationRule-meta\.xml:1: a document type is not allowed here/,
      /G\.validationRule-meta\.xml:4: not well-formed XML: Invalid character entity/i,
      /H\.validationRule-meta\.xml:1: there is no XML element/,
    ];
    assert.equal(problems.length, expected.length, said);
    expected.forEach((pattern, index) => assert.match(problems[index], pattern));
    assert.ok(!(await readdir(folder)).includes("never.json"));
  });

  test("projects that are none", async () => {
    for (const [root, problem] of [
      [`${folder}/nowhere`, /nowhere: is not a folder/],
      [await project({ "sfdx-project.json": "{" }), /sfdx-project\.json: is not JSON/],
      [await project({ "sfdx-project.json": "[]" }), /sfdx-project\.json: has no `packageDirectories`/],
      [await project({}, ["gone"]), /sfdx-project\.json: the package directory `gone` is not there/],
      [await project({ "force-app/readme.txt": "" }), /has no metadata of Opportunity/],
    ]) {
      const { code, said } = await run("import", root);
      assert.equal(code, 1);
      assert.match(said, problem);
    }
  });
});

const FIELDS = "force-app/main/default/objects/Opportunity/fields";
const field = (type, more = "") =>
  `<?xml version="1.0"?>\n<CustomField xmlns="http://soap.sforce.com/2006/04/metadata">\n<label>It</label>\n` +
  `<type>${type}</type>\n${more}</CustomField>`;

/** The org document of a project of these files, and what was said of it. */
async function imported(files, ...args) {
  const { code, out, said } = await run("import", await project(files), ...args);
  assert.equal(code, 0, said);
  return { document: JSON.parse(out), said };
}

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

  test("are judged by the box", async () => {
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

test("links are followed, also those that lead in circles", async () => {
  const root = await project({ [`${RULES}/A.validationRule-meta.xml`]: rule("FALSE") });
  await rename(`${root}/force-app/main/default/objects`, `${root}/elsewhere`);
  await symlink("../../../elsewhere", `${root}/force-app/main/default/objects`);
  await symlink("..", `${root}/elsewhere/round`);
  await symlink("nowhere", `${root}/elsewhere/lost`);
  const { code, out, said } = await run("import", root);
  assert.equal(code, 0, said);
  assert.deepEqual(
    JSON.parse(out).validationRules.map(({ name }) => name),
    ["A"],
  );
  assert.doesNotMatch(said, /replaces/);
});

describe("package directories that overlap", () => {
  const files = {
    [`${RULES}/A.validationRule-meta.xml`]: rule("FALSE"),
    "extra/objects/Opportunity/validationRules/B.validationRule-meta.xml": rule("TRUE"),
  };
  for (const packages of [
    ["force-app", "force-app/main", "extra"],
    ["force-app/main", "force-app", "extra"],
    ["force-app", "./force-app/", "force-app//main/../main/", "extra"],
    [".", "extra", "force-app"],
    ["linked", "force-app", "extra"],
  ]) {
    test(`${packages.join(", ")}: each file is read once`, async () => {
      const root = await project(files, packages);
      await symlink("force-app", `${root}/linked`);
      await symlink("A.validationRule-meta.xml", `${root}/${RULES}/Copy.validationRule-meta.xml`);
      await mkdir(`${root}/extra/more/objects/Opportunity/validationRules`, { recursive: true });
      await symlink(
        "../../../../objects/Opportunity/validationRules/B.validationRule-meta.xml",
        `${root}/extra/more/objects/Opportunity/validationRules/B.validationRule-meta.xml`,
      );
      const { code, out, said } = await run("import", root);
      assert.equal(code, 0, said);
      assert.deepEqual(
        JSON.parse(out)
          .validationRules.map(({ name }) => name)
          .sort(),
        ["A", "B", "Copy"],
      );
      assert.doesNotMatch(said, /replaces/);
    });
  }

  test("a file belongs to the last directory that holds it", async () => {
    const root = await project(
      { ...files, "extra/objects/Opportunity/validationRules/A.validationRule-meta.xml": rule("1 = 1") },
      ["force-app", "extra", "force-app/main"],
    );
    const { out, said } = await run("import", root);
    const found = JSON.parse(out).validationRules.find(({ name }) => name === "A");
    assert.equal(found.formula, "FALSE");
    assert.match(said, /force-app\/main\/.*`A` replaces that of extra/);
  });

  test("what one path of a file is ignored by, another path of it is not", async () => {
    const root = await project({ ...files, ".forceignore": "linked/**\n" }, ["force-app", "linked", "extra"]);
    await symlink("force-app", `${root}/linked`);
    const { out, said } = await run("import", root);
    assert.equal(JSON.parse(out).validationRules.length, 2, said);
  });
});

test("what .forceignore leaves out of deployments is left out", async () => {
  const files = {
    ".forceignore": "# Old\n**/old/**/*.validationRule-meta.xml\n!**/Kept.*\n*.recordType-meta.xml\n",
    [`${RULES}/A.validationRule-meta.xml`]: rule("FALSE"),
    "force-app/old/objects/Opportunity/validationRules/A.validationRule-meta.xml": rule("TRUE"),
    "force-app/old/objects/Opportunity/validationRules/Kept.validationRule-meta.xml": rule("FALSE"),
    "force-app/objects/Opportunity/recordTypes/Gone.recordType-meta.xml": "not read",
  };
  const { document, said } = await imported(files);
  assert.deepEqual(
    document.validationRules.map(({ name, formula }) => `${name} ${formula}`),
    ["A FALSE", "Kept FALSE"],
  );
  assert.match(said, /4 files seen, 2 left out by \.forceignore: /);
});

test("half of an output is not written, and the file in question is named", async () => {
  const target = `${folder}/half.json`;
  for (const [args, problem] of [
    [
      ["-o", target, "--report", `${folder}/nodir/lint.json`],
      /lint\.json: cannot be written: the folder .*nodir is not/,
    ],
    [["-o", target, "--report", folder], /opportunity-stage-import-\w+: is a folder; give the name of a file/],
    [["-o", folder], /opportunity-stage-import-\w+: is a folder; give the name of a file/],
  ]) {
    const { code, said } = await run("import", SAMPLE, ...args);
    assert.equal(code, 1, said);
    assert.match(said, problem);
    assert.ok(!(await readdir(folder)).includes("half.json"));
  }
  const twice = await run("import", SAMPLE, "-o", target, "--report", target);
  assert.equal(twice.code, 2);
  assert.match(twice.said, /the document and the report cannot both go to .*half\.json/);
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

  test("is held against the org: names that it does not have would be without effect", async () => {
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

  test("that is right is not spoken of, and --strict asks for both", async () => {
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

  test("that cannot be read ends it", async () => {
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

test("wrong usage", async () => {
  for (const [args, problem] of [
    [[], /give a command: import/],
    [["export"], /there is no command `export`/],
    [["import"], /give the folder of the SFDX project/],
    [["import", "a", "b"], /one project at a time: `b` is one too many/],
    [["import", "a", "--outptu", "b"], /'--outptu'/],
    [["import", "a", "--namespace", "a b"], /`a b` is not a namespace/],
    [["import", "a", "--report", "-"], /cannot both go to the standard output/],
  ]) {
    const { code, said } = await run(...args);
    assert.equal(code, 2, args.join(" "));
    assert.match(said, problem);
  }
  const { code, out } = await run("--help");
  assert.equal(code, 0);
  assert.match(out, /^Usage: opportunity-stage import <sfdx project>/);
});

test("the version is the package's", async () => {
  const { version } = JSON.parse(await readFile(path("pkg/package.json"), "utf8"));
  const { code, out } = await run("--version");
  assert.deepEqual([code, out], [0, `${version}\n`]);
});

test("no entry of the package leads to the command", async () => {
  const files = (await readdir(path("pkg/dist"))).filter((name) => name.endsWith(".js") && name !== "cli.js");
  for (const file of files) {
    const text = await readFile(path(`pkg/dist/${file}`), "utf8");
    assert.doesNotMatch(text, /node:|validationRule-meta|cli\.js/, file);
  }
});
