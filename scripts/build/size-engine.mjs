// Prints what the engine for formulas adds to the wasm: the bytes of the wasm that ships, less those of the same
// build with a parser, a compiler and an evaluator that do nothing (feature `without-formulas`), from which the
// compiler removes all that only they reach: lexer, types, functions, regular expressions, most of the decimals. Both
// go through wasm-bindgen and wasm-opt as the package does; Brotli 11. What the rules share with others counts as theirs.
// That nothing is ever read is hidden from the compiler (`black_box`): what others make of a formula, as the linter that
// tells what a rule needs, is not part of the engine and stays in both builds.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";

const root = fileURLToPath(new URL("../../", import.meta.url));
const target = "wasm32-unknown-unknown";
const run = (command, args, env = {}) =>
  execFileSync(command, args, { cwd: root, stdio: ["ignore", "ignore", "inherit"], env: { ...process.env, ...env } });
const measure = (path) => {
  const bytes = readFileSync(`${root}${path}`);
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11 };
  return { raw: bytes.length, brotli: brotliCompressSync(bytes, { params }).length };
};

/** The first module and its parts. */
function measureAll(folder) {
  const files = readdirSync(`${root}${folder}`).filter((name) => name.endsWith(".wasm"));
  return files
    .map((name) => measure(`${folder}/${name}`))
    .reduce((sum, { raw, brotli }) => ({ raw: sum.raw + raw, brotli: sum.brotli + brotli }));
}

// In a folder of its own, so that the next build of the package starts where the last one ended.
const apart = "target/without-formulas";
run("scripts/build/wasm.sh", [target, "--features", "without-formulas,split"], { CARGO_TARGET_DIR: apart });
run("node", ["scripts/build/bind.mjs", ".tools", `${apart}/${target}/wasm/opportunity_stage.wasm`, `${apart}/bound`]);

const whole = measureAll("pkg/dist");
const without = measureAll(`${apart}/bound`);
const print = (name, { raw, brotli }) =>
  console.log(
    `${name.padEnd(34)}${raw.toLocaleString("en").padStart(10)} raw${brotli.toLocaleString("en").padStart(10)} Brotli`,
  );
print("all wasm of pkg/dist", whole);
print("the same without formulas", without);
print("the engine", { raw: whole.raw - without.raw, brotli: whole.brotli - without.brotli });
