// What a visitor downloads: the files of the package, raw and compressed as a web server would, and the budgets that they make.
import { readdir, readFile } from "node:fs/promises";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const root = new URL("../../", import.meta.url);
const dist = new URL("pkg/dist/", root);
const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };

export const measure = (bytes) => ({ raw: bytes.length, brotli: brotliCompressSync(bytes, quality).length });

/** Brotli takes ten seconds for the sandbox, which no visitor downloads. */
const isSandbox = (name) => /(?:^|\/)sandbox\.(?:js|wasm)$/.test(name);
const measureFast = (bytes) => ({
  raw: bytes.length,
  gzip: gzipSync(bytes, { level: constants.Z_BEST_COMPRESSION }).length,
});

const filesOfPackage = async () =>
  (await readdir(dist, { recursive: true })).filter((name) => /\.(js|wasm)$/.test(name)).sort();

/** The budgets of `.size-limit.json`: their limits in bytes, how they are compressed, and the files that they count. */
export async function budgets() {
  const names = await filesOfPackage();
  /** The files that a path of a budget means; one star may stand in it. */
  const meant = (path) => {
    const [before, after] = path.replace("pkg/dist/", "").split("*");
    return names.filter(
      (name) => name === before || (after !== undefined && name.startsWith(before) && name.endsWith(after)),
    );
  };
  const all = JSON.parse(await readFile(new URL(".size-limit.json", root), "utf8"));
  return all.map(({ name, path, limit, gzip = false }) => ({
    name,
    limit: Number.parseFloat(limit) * 1000,
    method: gzip ? "gzip" : "brotli",
    files: [...new Set([path].flat().flatMap(meant))],
  }));
}

/** The sizes of the package's files by their names, and of the budgets. */
export async function sizes() {
  const files = new Map();
  for (const name of await filesOfPackage()) {
    const bytes = await readFile(new URL(name, dist));
    files.set(name, isSandbox(name) ? measureFast(bytes) : measure(bytes));
  }
  const sums = (await budgets()).map(({ files: counted, method, ...budget }) => {
    const sum = (key) => counted.reduce((total, file) => total + files.get(file)[key], 0);
    return { ...budget, raw: sum("raw"), [method]: sum(method) };
  });
  return { files, sums };
}

const kilobytes = (bytes) => `${Math.round(bytes / 1000)} KB`;

/** The table of the README: what a page downloads. */
export function sizeTable({ files, sums }) {
  const sum = (name) => sums.find((budget) => budget.name === name).brotli;
  const file = (name) => files.get(name).brotli;
  const rows = [
    ["a stage path: the JavaScript of `opportunity-stage` and `core.wasm`", sum("a stage path")],
    ["the JavaScript of it", sum("the JavaScript of it")],
    ["in addition, if the portal or the org has rules", file("rules.wasm")],
    ["in addition, for many records", file("bulk.wasm")],
    ["a page with the element for one record, Lit and English in it", sum("a page with the element")],
    ["the element of it", sum("the element alone, Lit and English in it")],
    ["in addition, for a conversation in sentences, without the words", file("sentences.wasm")],
  ];
  const lines = rows.map(([what, bytes]) => `| ${what} | ${kilobytes(bytes)} | \`make size\` |`);
  return [
    "| a page downloads, as Brotli | | command |",
    "|---|---|---|",
    ...lines,
    "| for comparison: jsforce-core, minified | 179 KB | |",
  ].join("\n");
}

/** The same table as it stands in a text; undefined where there is none. */
export const tableIn = (text) => /^\| a page downloads.*(?:\n\|.*)*/m.exec(text)?.[0];
