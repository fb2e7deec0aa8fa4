// custom-elements.json, which editors read, has the parts, custom properties, attributes and events of the sources and of the
// documentation, and no others.
import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { describeElements } from "../../scripts/build/custom-elements.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
const read = (name) => readFile(root + name, "utf8");
const manifest = JSON.parse(await describeElements(root));
const [{ attributes, cssParts, cssProperties, events }] = manifest.modules[0].declarations;
const theming = await read("pkg-template/docs/theming.md");
const element = await read("pkg-template/docs/element.md");

async function sources(folder, ending) {
  const names = await readdir(root + folder, { recursive: true });
  const wanted = names.filter((name) => name.endsWith(ending));
  return (await Promise.all(wanted.map((name) => read(`${folder}/${name}`)))).join("\n");
}
const templates = await sources("pkg-template/src/element", ".ts");
const styles = await sources("pkg-template/src/element/style", ".css");

const sorted = (names) => [...new Set(names)].sort();
const named = (rows) => {
  for (const { name, description } of rows) assert.ok(description, `${name} is not described`);
  assert.equal(new Set(rows.map(({ name }) => name)).size, rows.length, "each once");
  return sorted(rows.map(({ name }) => name));
};
/** The names in the first column of the table below a heading. */
const listed = (text, heading) => {
  const start = text.indexOf(`\n## ${heading}\n`);
  assert.notEqual(start, -1, heading);
  const section = text.slice(start + 1).split(/^## /m)[1];
  return [...section.matchAll(/^\| (`[^|]+) \|/gm)].flatMap(([, cell]) => cell.match(/[\w-]+/g));
};

/** Parts whose names the templates compose. */
const COMPOSED = {
  "stage ${state}": ["stage", "stage-current", "stage-chosen", "stage-passed", "stage-ahead"],
  "button button-${button.appearance}": ["button", "button-filled", "button-outlined"],
};

test("the parts are those of the templates and of the documentation", () => {
  const written = [...templates.matchAll(/\bpart="([^"]+)"/g)].flatMap(([, names]) => {
    const parts = COMPOSED[names] ?? names.split(" ");
    assert.ok(!parts.some((part) => part.includes("$")), `what can be in ${names}?`);
    return parts;
  });
  assert.deepEqual(named(cssParts), sorted(written));
  assert.deepEqual(named(cssParts), sorted(listed(theming, "Parts")));
});

test("the custom properties are those of the style sheets and of the documentation", () => {
  const used = [...styles.matchAll(/--opportunity-stage-[\w-]+/g)].map(([name]) => name);
  assert.deepEqual(named(cssProperties), sorted(used));
  assert.deepEqual(named(cssProperties), sorted(listed(theming, "Custom properties")));
});

test("the attributes are those of the documentation, with their types", () => {
  assert.deepEqual(named(attributes), sorted(listed(element, "Attributes and properties")));
  const type = (wanted) => attributes.find(({ name }) => name === wanted).type.text;
  assert.equal(type("variant"), '"path" | "compact" | "conversation"');
  assert.equal(type("theme"), '"neutral" | "lightning" | "contrast"');
  for (const { name } of attributes) assert.ok(type(name), name);
});

test("the events are those of the types and of the documentation, with their details", async () => {
  const types = await read("pkg-template/element.d.ts");
  const map = types.slice(types.indexOf("interface OpportunityStageEventMap"), types.indexOf("/** Dispatched before"));
  const plain = (text) => text.replaceAll(/\s+/g, " ").replaceAll(";", ",").replaceAll(", }", " }");
  for (const { name, type } of events) {
    const declared = new RegExp(`"${name}": (\\w+|\\w+<(?:.|\\n)*?>);\\n`).exec(map)?.[1];
    assert.equal(plain(type.text), plain(declared ?? ""), name);
  }
  assert.deepEqual(named(events), sorted([...map.matchAll(/"([\w-]+)":/g)].map(([, name]) => name)));
  assert.deepEqual(named(events), sorted(listed(element, "Events")));
});
