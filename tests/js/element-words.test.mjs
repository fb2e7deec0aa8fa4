// The catalogues: every code that the core lists, no other, and the same parameters in every language.
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { before, test } from "node:test";
import { compileCatalogue, parametersOf } from "../../scripts/build/compile-messages.mjs";

const root = new URL("../../", import.meta.url);
const folder = new URL("pkg-template/lang/", root);

/** @type {Map<string, Record<string, string>>} */
const catalogues = new Map();
let types;
let wording;
let advice;

before(async () => {
  for (const file of await readdir(folder)) {
    catalogues.set(file.replace(".json", ""), JSON.parse(await readFile(new URL(file, folder), "utf8")));
  }
  const declared = new URL("pkg-template/types/", root);
  const files = await readdir(declared);
  types = (await Promise.all(files.map((file) => readFile(new URL(file, declared), "utf8")))).join("\n");
  wording = await readFile(new URL("src/client/conversation/messages.rs", root), "utf8");
  advice = await readFile(new URL("src/transition/help.rs", root), "utf8");
});

/** The members of a string union of the public types. */
function union(name) {
  const [, body] = types.split(`export type ${name} =`);
  return [...body.split(";")[0].matchAll(/^\s*\| "(\w+)"/gm), ...body.split(";")[0].matchAll(/^\s"(\w+)"/g)].map(
    ([, code]) => code,
  );
}
const inline = (name) =>
  [
    ...types
      .split(`export type ${name} =`)[1]
      .split(";")[0]
      .matchAll(/"(\w+)"/g),
  ].map(([, code]) => code);

/** What the org calls things is a parameter of every text, and how a language uses it is a matter of its grammar. */
const isGiven = (name) =>
  !/^(an)?objects?(Label)?$|^renamed$|^(stage|amount|closeDate|owner|account)(Label|Field|Renamed)$/i.test(name);

const LANGUAGES = ["ar", "de", "en", "es", "fr", "ja", "pt-BR"];

test("there are the seven languages", () => {
  assert.deepEqual([...catalogues.keys()].sort(), LANGUAGES);
});

test("the English one has every code that the core lists, and no other", () => {
  // What only the portal's owner or the org says has no text of ours.
  const authored = (code) => code === "rule" || code === "org_rule";
  const wanted = [
    ...inline("TextCode").map((code) => `text.${code}`),
    ...inline("ButtonCode").map((code) => `button.${code}`),
    ...inline("StepCode").map((code) => `step.${code}`),
    ...inline("CardRowCode").map((code) => `row.${code}`),
    // These are names, as they stand.
    ...inline("SuggestionCode")
      .filter((code) => !["completion", "choice", "stage"].includes(code))
      .map((code) => `suggestion.${code}`),
    ...new Set(
      [...union("ViolationCode"), ...union("WarningCode")]
        .filter((code) => !authored(code))
        .map((code) => `reason.${code}`),
    ),
    ...union("UndecidedReason").map((code) => `undecided.${code}`),
    ...inline("HelpCode").map((code) => `help.${code}`),
    ...union("ProblemCode").map((code) => `problem.${code}`),
  ];
  const ours = Object.keys(catalogues.get("en")).filter((code) => !code.startsWith("ui."));
  assert.deepEqual(ours.sort(), wanted.sort());
});

test("the element's own texts are those that its modules ask for", async () => {
  const source = new URL("pkg-template/src/element/", root);
  const files = (await readdir(source, { recursive: true })).filter((file) => file.endsWith(".ts"));
  const text = (await Promise.all(files.map((file) => readFile(new URL(file, source), "utf8")))).join("\n");
  const asked = new Set([...text.matchAll(/"(ui\.\w+)"/g)].map(([, code]) => code));
  for (const code of ["ui.mine", "ui.theirs", "ui.step_pending", "ui.step_done", "ui.step_failed"]) asked.add(code);
  const ours = Object.keys(catalogues.get("en")).filter((code) => code.startsWith("ui."));
  assert.deepEqual(ours.sort(), [...asked].sort());
});

for (const language of LANGUAGES) {
  test(`${language} has the same codes with the same parameters, and every plural that the language has`, () => {
    const english = catalogues.get("en");
    const own = catalogues.get(language);
    assert.deepEqual(Object.keys(own).sort(), Object.keys(english).sort());
    const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
    for (const [code, text] of Object.entries(own)) {
      assert.deepEqual(parametersOf(text).filter(isGiven), parametersOf(english[code]).filter(isGiven), code);
      for (const [, cases] of text.matchAll(/plural, ((?:[^{}]*\{[^{}]*\})+)/g)) {
        const there = [...cases.matchAll(/(\w+) \{/g)].map(([, name]) => name);
        // French and its like say millions by a category of their own; `other` says it as well.
        const needed = pluralCategories.filter((category) => category !== "many" || language === "ar");
        assert.deepEqual(there.sort(), [...needed].sort(), `${language}, ${code}`);
      }
      if (language !== "en" && text.length > 24) assert.notEqual(text, english[code], `${code} is not translated`);
      assert.ok(!/\binnerHTML|<(?!\/?b>)/.test(text), code);
    }
  });
}

test("the sentences of the conversation are the core's, word for word, in English", () => {
  const english = catalogues.get("en");
  for (const [, code, sentence] of wording.matchAll(/^\s+\w+ = "(\w+)", "(.*)";$/gm)) {
    // Names stand as they are.
    if (/^\{(sentence|name|stage)\}$/.test(sentence)) continue;
    const kinds = ["text", "button", "step", "row", "suggestion"];
    const key = kinds.map((kind) => `${kind}.${code}`).find((key) => key in english);
    const ours = english[key].replaceAll(/<\/?b>/g, "**").replaceAll(/\{(\w+), (?:number|date)\}/g, "{$1}");
    const both = [ours, english[`row.${code}`], english[`text.${code}`], english[`suggestion.${code}`]];
    assert.ok(both.includes(sentence), `${code}: ${ours} / ${sentence}`);
  }
});

test("the advice is the core's, word for word, in English", () => {
  const english = catalogues.get("en");
  const table = [...advice.matchAll(/^\s+\w+ = "(\w+)", "(.*)";$/gm)];
  assert.equal(table.length, inline("HelpCode").length);
  for (const [, code, sentence] of table)
    assert.equal(english[`help.${code}`].replaceAll(/\{(\w+), date\}/g, "{$1}"), sentence, code);
});

test("a catalogue becomes code that makes no code", () => {
  const code = compileCatalogue(catalogues.get("ar"));
  assert.ok(!/\beval\b|new Function/.test(code));
});
