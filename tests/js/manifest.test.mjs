// custom-elements.json, which editors read, says what the sources and the README say: each part, each custom property, each
// attribute and each event, and no other.
import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { describeElements } from "../../scripts/build/custom-elements.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
const read = (name) => readFile(root + name, "utf8");
const manifest = JSON.parse(await describeElements(root));
const [{ attributes, cssParts, cssProperties, events }] = manifest.modules[0].declarations;
const readme = await read("pkg-template/README.md");

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
/** What the README has in backticks between two of its phrases. */
const listed = (from, to) => {
  const start = readme.indexOf(from);
  assert.notEqual(start, -1, from);
  return [...readme.slice(start, readme.indexOf(to, start)).matchAll(/`([^`]+)`/g)].map(([, name]) => name);
};

/** Parts whose names templates put together. */
const PUT_TOGETHER = {
  "stage ${state}": ["stage", "stage-current", "stage-chosen", "stage-passed", "stage-ahead"],
  "button button-${button.appearance}": ["button", "button-filled", "button-outlined"],
};

test("the parts are those of the templates and of the README", () => {
  const written = [...templates.matchAll(/\bpart="([^"]+)"/g)].flatMap(([, names]) => {
    const parts = PUT_TOGETHER[names] ?? names.split(" ");
    assert.ok(!parts.some((part) => part.includes("$")), `what can be in ${names}?`);
    return parts;
  });
  assert.deepEqual(named(cssParts), sorted(written));
  assert.deepEqual(named(cssParts), sorted(listed("and the parts `", "`dist/custom-elements.json`")));
});

test("the custom properties are those of the style sheets and of the README", () => {
  const used = [...styles.matchAll(/--opportunity-stage-[\w-]+/g)].map(([name]) => name);
  assert.deepEqual(named(cssProperties), sorted(used));
  const [first, ...others] = listed("Looks: `", "and the parts `");
  const full = others.map((name) => `--opportunity-stage${name}`);
  assert.deepEqual(named(cssProperties), sorted([first, ...full]));
});

test("the attributes are those of the README, with their types", () => {
  const rows = [...readme.matchAll(/^\| `([\w-]+)` \| (?:`\w+`)? ?\| /gm)].map(([, name]) => name);
  assert.deepEqual(named(attributes), sorted(rows));
  const type = (wanted) => attributes.find(({ name }) => name === wanted).type.text;
  assert.equal(type("variant"), '"path" | "compact" | "conversation"');
  assert.equal(type("theme"), '"neutral" | "lightning" | "contrast"');
  for (const { name } of attributes) assert.ok(type(name), name);
});

test("the events are those of the types and of the README, with what they hold", async () => {
  const types = await read("pkg-template/element.d.ts");
  const map = types.slice(types.indexOf("interface OpportunityStageEventMap"), types.indexOf("/** Fired before"));
  const plain = (text) => text.replaceAll(/\s+/g, " ").replaceAll(";", ",").replaceAll(", }", " }");
  for (const { name, type } of events) {
    const declared = new RegExp(`"${name}": (\\w+|\\w+<(?:.|\\n)*?>);\\n`).exec(map)?.[1];
    assert.equal(plain(type.text), plain(declared ?? ""), name);
  }
  assert.deepEqual(named(events), sorted([...map.matchAll(/"([\w-]+)":/g)].map(([, name]) => name)));
  const table = readme.slice(readme.indexOf("| event | `detail` |"), readme.indexOf("They bubble and are composed"));
  const rows = [...table.matchAll(/^\| (`[^|]+) \|/gm)].flatMap(([, cell]) => cell.match(/[\w-]+/g));
  assert.deepEqual(named(events), sorted(rows));
});
