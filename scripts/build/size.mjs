// Prints what a visitor downloads: each file of the package, raw and compressed as a web server would. Fails where a budget
// of .size-limit.json is exceeded.
import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";
import { build } from "esbuild";

const root = new URL("../../", import.meta.url);
const dist = new URL("pkg/dist/", root);
const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } };
const measure = (bytes) => ({ raw: bytes.length, brotli: brotliCompressSync(bytes, quality).length });

const files = (await readdir(dist, { recursive: true })).filter((name) => /\.(js|wasm)$/.test(name)).sort();
const sizes = new Map();
for (const name of files) sizes.set(name, measure(await readFile(new URL(name, dist))));

const print = (name, { raw, brotli }, rest = "") =>
  console.log(
    `${name.padEnd(40)}${raw.toLocaleString("en").padStart(10)} raw${brotli.toLocaleString("en").padStart(10)} Brotli${rest}`,
  );
for (const [name, size] of sizes) print(`pkg/dist/${name}`, size);

// What the element is made of: Lit alone, bundled as it is there, for comparison.
const lit = await build({
  stdin: {
    contents: 'export { html, LitElement, nothing, svg, unsafeCSS } from "lit"',
    resolveDir: fileURLToPath(dist),
  },
  bundle: true,
  format: "esm",
  minify: true,
  write: false,
  legalComments: "none",
});
print("Lit, of what is in the element", measure(lit.outputFiles[0].contents));

/** The files that a path of a budget means; one star may stand in it. */
const meant = (path) => {
  const [before, after] = path.replace("pkg/dist/", "").split("*");
  return files.filter(
    (name) => name === before || (after !== undefined && name.startsWith(before) && name.endsWith(after)),
  );
};

console.log("");
const budgets = JSON.parse(await readFile(new URL(".size-limit.json", root), "utf8"));
for (const { name, path, limit } of budgets) {
  const loaded = new Set([path].flat().flatMap(meant));
  const sum = (key) => [...loaded].reduce((total, file) => total + sizes.get(file)[key], 0);
  const most = Number.parseFloat(limit) * 1000;
  const isOver = sum("brotli") > most;
  print(
    name,
    { raw: sum("raw"), brotli: sum("brotli") },
    ` of ${most.toLocaleString("en")}${isOver ? ": too much" : ""}`,
  );
  if (isOver) process.exitCode = 1;
}
