// What each measure against bytes is worth: builds the WebAssembly of a commit as it is, and once without each of them.
// Usage: size-levers.mjs [revision [parts of names]]. It takes some minutes for each measure; the names select some.
import { readdir, readFile, writeFile } from "node:fs/promises";
import { measure } from "../build/sizes.mjs";
import { hashOf, inTree } from "./base-build.mjs";

/** Replacements in files that take a measure back. */
const LEVERS = {
  "functions in an order in which similar ones are neighbors": {
    "scripts/build/bind.mjs": [["orderFunctions(changed, await readFile(file))", "changed"]],
  },
  "no printing of doubles": {
    "scripts/build/bind.mjs": [['["flt2dec"]', "[]"]],
    "src/wasm/bindings/options.rs": [["range.start(), range.end()", "f64::from(*range.start()), range.end()"]],
  },
  "promises with a tail that is compiled once": {
    "src/wasm/bindings/salesforce.rs": [
      ["    settle(Box::pin(work))", "    future_to_promise(async move { work.await.map_err(to_rejection) })"],
    ],
  },
  "views as one JSON text": {
    "src/wasm/convert.rs": [
      [
        "    parsed(to_text(value).ok())",
        "    value.serialize(&serde_wasm_bindgen::Serializer::json_compatible()).unwrap_or(JsValue::UNDEFINED)",
      ],
    ],
  },
  // Last, because the standard library is compiled anew for it. Doubles are printed again with `{:?}`.
  "`{:?}` and panics without text": {
    "scripts/build/bind.mjs": [['["flt2dec"]', "[]"]],
    "scripts/build/wasm.mjs": [['["-Zfmt-debug=none", "-Zlocation-detail=none"]', "[]"]],
  },
};

const [given = "HEAD", ...selectors] = process.argv.slice(2);
const revision = await hashOf(given);
const selected = Object.entries(LEVERS).filter(
  ([name]) => selectors.length === 0 || selectors.some((part) => name.includes(part)),
);
await inTree(revision, async (tree, make) => {
  const built = `${tree}/target/wasm-bindgen`;
  const build = async () => {
    await make("target/wasm-bindgen/core.js");
    const files = (await readdir(built)).filter((name) => name.endsWith(".wasm"));
    const sizes = await Promise.all(files.map(async (name) => [name, measure(await readFile(`${built}/${name}`))]));
    const core = sizes.find(([name]) => name === "core.wasm")[1];
    return { core: core.brotli, raw: core.raw, all: sizes.reduce((sum, [, { brotli }]) => sum + brotli, 0) };
  };
  const number = (value) => value.toLocaleString("en").padStart(9);
  const today = await build();
  console.log(`${revision}, Brotli: core.wasm, all files, core.wasm raw`);
  console.log(`${"as it is".padEnd(60)}${number(today.core)}${number(today.all)}${number(today.raw)}`);
  for (const [name, files] of selected) {
    const before = new Map();
    for (const [file, replacements] of Object.entries(files)) {
      let text = await readFile(`${tree}/${file}`, "utf8");
      before.set(file, text);
      for (const [from, to] of replacements) {
        if (!text.includes(from)) throw new Error(`${file} is without \`${from}\`: look at this lever again`);
        text = text.replace(from, () => to);
      }
      await writeFile(`${tree}/${file}`, text);
    }
    const without = await build();
    const more = (key) => number(without[key] - today[key]);
    console.log(`without: ${name}`.padEnd(60) + more("core") + more("all") + more("raw"));
    for (const [file, text] of before) await writeFile(`${tree}/${file}`, text);
  }
});
