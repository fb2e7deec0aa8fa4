// From what cargo built to what is shipped: the parts are split off, wasm-bindgen writes the JavaScript, wasm-opt makes
// each file small, and its functions are ordered for Brotli.
// Usage: bind.mjs <tools> <input.wasm> <output folder>
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, utimes, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { orderFunctions } from "./order-functions.mjs";
import { PARTS as parts } from "./parts.mjs";

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
// downloaded: this small limit was the best of those tried, by 4.5 % over the default.
const SMALL = ["-Oz", "--one-caller-inline-max-function-size=20"];
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
// What parts share would be files of their own, of a few hundred bytes each: it goes into the first module.
if (shared.length > 0) {
  const files = [...["core_bg.wasm", "__wasm_split"], ...shared.flatMap((name) => [name, name.replace(".wasm", "")])];
  await run(`${root}node_modules/.bin/wasm-merge`, [...files, "-o", "core_bg.wasm", ...FEATURES], {
    cwd: `${output}/split`,
  });
}
await makeSmall(`${output}/split/core_bg.wasm`, "core");
for (const part of parts) await makeSmall(`${output}/split/split_${part}.wasm`, part);

// Make compares this file's time with that of the input.
await utimes(`${output}/core.js`, new Date(), new Date());

/** The files with what several parts need. A part that is not declared here would not be shipped. */
async function sharedByParts() {
  const written = (await readdir(`${output}/split`)).filter((name) => name.endsWith(".wasm") && name !== "core.wasm");
  const found = written.filter((name) => name.startsWith("split_")).sort();
  if (found.join() !== parts.map((part) => `split_${part}.wasm`).join()) {
    throw new Error(`the splitter found the parts ${found.join(", ")}, and this script has ${parts.join(", ")}`);
  }
  return written.filter((name) => name.startsWith("chunk_"));
}

async function makeSmall(file, name) {
  const [optimized, text, result] = [`${file}.opt`, `${file}.wat`, `${output}/${name}.wasm`];
  await run(`${root}node_modules/.bin/wasm-opt`, [...SMALL, ...FEATURES, ...STRIP, file, "-o", optimized]);
  await run(`${root}node_modules/.bin/wasm-opt`, [...FEATURES, optimized, "-S", "-o", text]);
  await writeFile(text, orderFunctions(await readFile(text, "utf8"), await readFile(optimized)));
  // The names are those of the text, which the wasm shall not have.
  await run(`${root}node_modules/.bin/wasm-opt`, [...FEATURES, ...STRIP, text, "-o", result]);
  await writeFile(result, Buffer.concat([await readFile(result), stamp()]));
}

/** A custom section by which the loader tells what was split from one module: another part would write over its memory. */
function stamp() {
  const [name, hash] = [Buffer.from("build"), createHash("sha256").update(linked).digest().subarray(0, 8)];
  return Buffer.concat([Buffer.of(0, 1 + name.length + hash.length, name.length), name, hash]);
}
