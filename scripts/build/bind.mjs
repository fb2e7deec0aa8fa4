// From what cargo built to what is shipped: the parts are split off, wasm-bindgen writes the JavaScript, wasm-opt makes
// each file small, and its functions are ordered for Brotli.
// Usage: bind.mjs <tools> <input.wasm> <output folder>
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, utimes, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { orderFunctions } from "./order-functions.mjs";
import { BASES, PARTS as parts } from "./parts.mjs";

const [tools, input, output] = process.argv.slice(2);
const run = promisify(execFile);
const root = fileURLToPath(new URL("../../", import.meta.url));

// What LLVM may need of a function's name in the linked module, and what it must not: the standard library's printing of
// doubles is 5 KB with its tables, and one `{}` of an f64 is enough to pull it in.
const UNWANTED = ["flt2dec"];

// The features are named one by one: with --all-features neither Node 20 nor Chromium can compile the result.
const FEATURES = [
  ...["bulk-memory", "nontrapping-float-to-int", "sign-ext", "mutable-globals", "reference-types", "multivalue"],
].map((feature) => `--enable-${feature}`);

// Inlining a function into its only caller makes the file smaller, but larger when compressed, and that is what is
// downloaded: this small limit was the best of those tried, by 4.5 % over the default. A second round takes off 0.2 %.
const SMALL = ["-Oz", "-Oz", "--one-caller-inline-max-function-size=20"];
const STRIP = ["--strip-debug", "--strip-producers", "--strip-target-features"];

const linked = await readFile(input);
for (const name of UNWANTED) {
  if (linked.includes(name)) throw new Error(`${input} has \`${name}\` in it: look for a printed f64`);
}

await rm(`${output}/split`, { recursive: true, force: true });
await mkdir(`${output}/split`, { recursive: true });
console.log("build: making the wasm small (some twenty seconds)");
await run(`${tools}/bin/wasm-split-cli`, ["--target", "web", "--out-name", "core", input, `${output}/split`]);
const shared = await sharedByParts();
await run(`${tools}/bin/wasm-bindgen`, [
  ...[`${output}/split/core.wasm`, "--out-dir", output, "--out-name", "core", "--target", "web"],
  ...["--omit-default-module-path", "--remove-name-section", "--remove-producers-section"],
  ...["--experimental-reset-state-function", "--keep-lld-exports"],
]);
await rename(`${output}/core_bg.wasm`, `${output}/split/core_bg.wasm`);
// What parts share would be files of their own, of a few hundred bytes each: it goes into a part that the others are
// built on, else into the first module.
for (const [into, chunks] of shared) {
  const [file, name] = into === "core" ? ["core_bg.wasm", "__wasm_split"] : [`split_${into}.wasm`, into];
  const files = [file, name, ...chunks.flatMap((chunk) => [chunk, chunk.replace(".wasm", "")])];
  const [cwd, text] = [`${output}/split`, `${into}.merged.wat`];
  await run(`${root}node_modules/.bin/wasm-merge`, [...files, "-S", "-o", text, ...FEATURES, "--enable-multimemory"], {
    cwd,
  });
  await writeFile(`${cwd}/${text}`, importOnce(await readFile(`${cwd}/${text}`, "utf8")));
  await run(`${root}node_modules/.bin/wasm-opt`, [...FEATURES, "-g", text, "-o", file], { cwd });
}
await makeSmall(`${output}/split/core_bg.wasm`, "core", shortNames);
for (const part of parts) await makeSmall(`${output}/split/split_${part}.wasm`, part);

// Make compares this file's time with that of the input.
await utimes(`${output}/core.js`, new Date(), new Date());

/** Each of the merged files imports the memory, the table and the stack of the first module: one import will do. */
function importOnce(text) {
  const [known, same] = [new Map(), new Map()];
  const lines = text.split("\n").filter((line) => {
    const [, source, name] = /^ \(import ("[^"]+" "[^"]+") \((?:memory|table|global) (\$[^\s()]+)/.exec(line) ?? [];
    if (name === undefined) return true;
    if (known.has(source)) same.set(name, known.get(source));
    else known.set(source, name);
    return !same.has(name);
  });
  return lines.join("\n").replace(/\$[^\s()"]+/g, (name) => same.get(name) ?? name);
}

/** The files with what several parts need, by where they go. A part that is not declared here would not be shipped. */
async function sharedByParts() {
  const written = (await readdir(`${output}/split`)).filter((name) => name.endsWith(".wasm") && name !== "core.wasm");
  const found = written.filter((name) => name.startsWith("split_")).sort();
  if (found.join() !== parts.map((part) => `split_${part}.wasm`).join()) {
    throw new Error(`the splitter found the parts ${found.join(", ")}, and this script has ${parts.join(", ")}`);
  }
  const loader = await readFile(`${output}/split/__wasm_split.js`, "utf8");
  const places = new Map();
  for (const [, users, number] of loader.matchAll(/\/\* ([\w, ]+) \*\/\s*const __chunk_(\d+) =/g)) {
    const names = users.split(", ");
    const base = names.find((name) => names.every((other) => other === name || BASES[other] === name)) ?? "core";
    places.set(base, [...(places.get(base) ?? []), `chunk_${number}.wasm`]);
  }
  const placed = [...places.values()].flat();
  const lost = written.filter((name) => name.startsWith("chunk_") && !placed.includes(name));
  if (lost.length > 0) throw new Error(`nothing says who needs ${lost.join(", ")}`);
  return places;
}

/** Gives what the first module and its JavaScript call each other by short names: the generated ones are long and random. */
async function shortNames(text) {
  const names = new Map();
  const short = (name) => {
    const number = names.size;
    if (!names.has(name)) names.set(name, `${String.fromCharCode(97 + (number % 26))}${Math.floor(number / 26)}`);
    return names.get(name);
  };
  let code = await readFile(`${output}/core.js`, "utf8");
  /** Renames it in the JavaScript; false where that does not use it. */
  const rename = (name, key) => {
    const renamed = code.replace(key, `$1${short(name)}`);
    if (renamed === code) return false;
    code = renamed;
    return true;
  };
  const imported = text.replace(/^( \(import "\.\/core_bg\.js" ")([^"]+)/gm, (_, before, name) => {
    if (!names.has(name) && !rename(name, new RegExp(`^( +)${name}(?=: function\\()`, "m"))) {
      throw new Error(`core.js does not provide \`${name}\``);
    }
    return before + short(name);
  });
  names.clear();
  // Parts and the loader know the others by their names.
  const exported = imported.replace(/^( \(export ")([^"]+)/gm, (whole, before, name) => {
    if (/^(memory|__indirect_function_table|__wasm_split.*)$/.test(name)) return whole;
    const isUsed = rename(name, new RegExp(`(?<![.\\w])(wasm\\.)${name}\\b`, "g"));
    return isUsed ? before + short(name) : whole;
  });
  await writeFile(`${output}/core.js`, code);
  return exported;
}

async function makeSmall(file, name, change) {
  const [optimized, ordered, result] = [`${file}.opt`, `${file}.ordered`, `${output}/${name}.wasm`];
  await run(`${root}node_modules/.bin/wasm-opt`, [...SMALL, ...FEATURES, ...STRIP, file, "-o", optimized]);
  await order(optimized, ordered, change);
  // The linker's order differs from folder to folder, and leaves traces in the first order. The second is the same everywhere.
  await order(ordered, result);
  await writeFile(result, Buffer.concat([await readFile(result), stamp()]));
}

async function order(file, result, change = (text) => text) {
  const text = `${file}.wat`;
  await run(`${root}node_modules/.bin/wasm-opt`, [...FEATURES, file, "-S", "-o", text]);
  const changed = await change(await readFile(text, "utf8"));
  await writeFile(text, orderFunctions(changed, await readFile(file)));
  // The names are those of the text, which the wasm shall not have.
  await run(`${root}node_modules/.bin/wasm-opt`, [...FEATURES, ...STRIP, text, "-o", result]);
}

/** A custom section by which the loader tells what was split from one module: another part would write over its memory. */
function stamp() {
  const [name, hash] = [Buffer.from("build"), createHash("sha256").update(linked).digest().subarray(0, 8)];
  return Buffer.concat([Buffer.of(0, 1 + name.length + hash.length, name.length), name, hash]);
}
