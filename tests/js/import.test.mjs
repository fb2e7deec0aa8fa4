// The command `opportunity-stage import`: a project with all that is nasty, and everything that can be wrong.
import assert from "node:assert/strict";
import { mkdir, readdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { before, describe, test } from "node:test";
import { field, folder, imported, path, project, rule, RULES, run, SAMPLE } from "./support/import.mjs";

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

  test("decodes names that the Metadata API encodes", () => {
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

  test("formulas of marks that are not closed are read in one pass", { timeout: 60_000 }, async () => {
    const marks = ["/* ", '"\\"', "'\\'", '\\"', "/*/", "A.B "];
    const rules = marks.map((mark, index) => [
      `${RULES}/R${index}.validationRule-meta.xml`,
      rule(mark.repeat(100_000)),
    ]);
    const { document } = await imported(Object.fromEntries(rules));
    assert.equal(document.validationRules.length, marks.length);
  });

  test("names cannot act on the terminal", async () => {
    const name = "R&#155;31m&#8238;x";
    const files = { [`${RULES}/R.validationRule-meta.xml`]: rule("Nothing__c", `<fullName>${name}</fullName>`) };
    const { said } = await run("import", await project(files));
    // eslint-disable-next-line no-control-regex -- these are what a terminal acts on
    assert.doesNotMatch(said, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
    assert.match(said, /R⟨U\+009B⟩31m⟨U\+202E⟩x/);
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

  test("folders that are not projects", async () => {
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

test("follows links, even circular ones", async () => {
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

  test("ignores a file by one of its paths only", async () => {
    const root = await project({ ...files, ".forceignore": "linked/**\n" }, ["force-app", "linked", "extra"]);
    await symlink("force-app", `${root}/linked`);
    const { out, said } = await run("import", root);
    assert.equal(JSON.parse(out).validationRules.length, 2, said);
  });
});

test("ignores the case of names, as Salesforce does", async () => {
  const root = await project(
    {
      "one/objects/opportunity/fields/Reason__c.field-meta.xml": field("Text", "<length>40</length>\n"),
      "one/objects/Opportunity/validationRules/Rule.validationRule-meta.xml": rule("ISBLANK(Reason__c)"),
      "two/objects/Opportunity/fields/REASON__C.field-meta.xml": field("Checkbox"),
      "two/objects/Opportunity/validationRules/RULE.validationRule-meta.xml": rule("TRUE"),
    },
    ["one", "two"],
  );
  const { code, out, said } = await run("import", root);
  assert.equal(code, 0, said);
  const { fields, validationRules } = JSON.parse(out);
  assert.deepEqual(
    fields.map(({ name, type }) => [name, type]),
    [["REASON__C", "Boolean"]],
  );
  assert.deepEqual(
    validationRules.map(({ name, formula }) => [name, formula]),
    [["RULE", "TRUE"]],
  );
  assert.match(said, /two\/.*the field `REASON__C` replaces that of one\//);
  assert.match(said, /two\/.*the validation rule `RULE` replaces that of one\//);
});

test("leaves out what .forceignore excludes", async () => {
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

test("writes both outputs or none, and names the file that failed", async () => {
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

test("invalid usage", async () => {
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
