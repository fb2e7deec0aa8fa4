// The documentation's code samples are regions of examples that are built and run. A fenced block below a comment such as
// `<!-- from examples/html/portal.js#stage -->` is the region's text. Without an argument it checks; `--write` renews them.
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));
const DOCUMENTS = [
  "pkg-template/docs/examples.md",
  "pkg-template/docs/frameworks.md",
  "pkg-template/docs/loading.md",
  "pkg-template/docs/mcp.md",
  "pkg-template/docs/proxy.md",
  "pkg-template/docs/recipes/testing.md",
  "pkg-template/docs/sandbox.md",
];
const BLOCK = /(<!-- from (\S+?)(?:#(\w+))? -->\n```\w+\n)([^]*?)(^```$)/gm;

async function regionOf(file, name) {
  const text = await readFile(root + file, "utf8");
  if (!name) return text;
  const lines = text.split("\n");
  const from = lines.findIndex((line) => line.trimEnd().match(/#region (\w+)(?: -->)?$/)?.[1] === name);
  const to = lines.findIndex((line, index) => index > from && line.includes("#endregion"));
  if (from < 0 || to < 0) throw new Error(`${file} has no region \`${name}\``);
  const region = lines.slice(from + 1, to);
  const indent = Math.min(...region.filter((line) => line.trim()).map((line) => line.search(/\S/)));
  return `${region.map((line) => line.slice(indent)).join("\n")}\n`;
}

const isWriting = process.argv.includes("--write");
for (const document of DOCUMENTS) {
  const text = await readFile(root + document, "utf8");
  const regions = await Promise.all([...text.matchAll(BLOCK)].map(([, , file, name]) => regionOf(file, name)));
  const renewed = text.replace(BLOCK, (_, head, file, name, old, end) => head + regions.shift() + end);
  if (renewed === text) continue;
  if (isWriting) await writeFile(root + document, renewed);
  else {
    console.error(`${document}: its samples are not those of the examples; node scripts/build/snippets.mjs --write`);
    process.exitCode = 1;
  }
}
