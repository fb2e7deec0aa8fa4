// Prints what a visitor downloads: each file of the package, raw and compressed as a web server would.
import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";
import { build } from "esbuild";

const dist = new URL("../pkg/dist/", import.meta.url);
const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } };
const measure = (bytes) => ({ raw: bytes.length, brotli: brotliCompressSync(bytes, quality).length });

const files = (await readdir(dist, { recursive: true })).filter((name) => /\.(js|wasm)$/.test(name)).sort();
const sizes = new Map();
for (const name of files) sizes.set(name, measure(await readFile(new URL(name, dist))));

const print = (name, { raw, brotli }) =>
  console.log(
    `${name.padEnd(34)}${raw.toLocaleString("en").padStart(10)} raw${brotli.toLocaleString("en").padStart(10)} Brotli`,
  );
for (const [name, size] of sizes) print(`pkg/dist/${name}`, size);

// What `import "opportunity-stage"` loads in a browser: the entry, what it shares, and the wasm.
const loaded = files.filter((name) => name === "index.js" || name === "core.wasm" || name.startsWith("chunk-"));
const sum = (key) => loaded.reduce((total, name) => total + sizes.get(name)[key], 0);
print("a page loads in all", { raw: sum("raw"), brotli: sum("brotli") });

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
print("the element alone", sizes.get("element.js"));
print("  of it Lit", measure(lit.outputFiles[0].contents));
