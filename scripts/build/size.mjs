// Prints what a visitor downloads: each file of the package, raw and compressed as a web server would. Fails where a budget
// of .size-limit.json is exceeded. With `--write` it puts the figures into the README.
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { measure, sizes, sizeTable, tableIn } from "./sizes.mjs";

const root = new URL("../../", import.meta.url);
const measured = await sizes();

const print = (name, { raw, brotli, gzip }, rest = "") => {
  const [size, method] = brotli === undefined ? [gzip, "gzip"] : [brotli, "Brotli"];
  const number = (value) => value.toLocaleString("en").padStart(10);
  console.log(`${name.padEnd(40)}${number(raw)} raw${number(size)} ${method}${rest}`);
};
for (const [name, size] of measured.files) print(`pkg/dist/${name}`, size);

// What the element is made of: Lit alone, bundled as it is there, for comparison.
const lit = await build({
  stdin: {
    contents: 'export { html, LitElement, nothing, svg, unsafeCSS } from "lit"',
    resolveDir: fileURLToPath(root),
  },
  bundle: true,
  format: "esm",
  minify: true,
  write: false,
  legalComments: "none",
});
print("Lit, of what is in the element", measure(lit.outputFiles[0].contents));

console.log("");
for (const { name, limit, ...size } of measured.sums) {
  const isOver = (size.brotli ?? size.gzip) > limit;
  print(name, size, ` of ${limit.toLocaleString("en")}${isOver ? ": too much" : ""}`);
  if (isOver) process.exitCode = 1;
}

if (process.argv.includes("--write")) {
  const readme = new URL("README.md", root);
  const text = await readFile(readme, "utf8");
  await writeFile(readme, text.replace(tableIn(text), sizeTable(measured)));
}
