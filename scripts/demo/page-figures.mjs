// The numbers that the page shows: bytes of the package as it was built, requests as the sandbox has counted them.
import { readFile, readdir, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";
import { connect } from "../../pkg/dist/inline.js";
import { startSandbox } from "./sandbox.mjs";

const path = (relative) => fileURLToPath(new URL(`../../${relative}`, import.meta.url));
const dist = path("pkg/dist");

/** Each file by itself, as a server sends it. */
const brotli = async (names) => {
  const bodies = await Promise.all(names.map((name) => readFile(`${dist}/${name}`)));
  return bodies.reduce((sum, body) => sum + brotliCompressSync(body).length, 0);
};

/** What an entry brings along. */
async function chunksOf(entry, seen = new Set()) {
  if (seen.has(entry)) return seen;
  seen.add(entry);
  const code = await readFile(`${dist}/${entry}`, "utf8");
  for (const [, name] of code.matchAll(/(?:from|import)\s*"\.\/([^"]+)"/g)) await chunksOf(name, seen);
  return seen;
}

const there = new Set(await readdir(dist));
const entry = there.has("define.js") ? "define.js" : "index.js";
const scripts = await brotli([...(await chunksOf(entry))]);
const wasm = await brotli(["core.wasm", ...(entry === "define.js" ? ["conversation.wasm"] : [])]);

const { instanceUrl, accessToken, stop } = await startSandbox();
let requests = 0;
const counting = (input, options) => {
  requests += 1;
  return fetch(input, options);
};
const counted = async (call) => {
  requests = 0;
  return [await call(), requests];
};
const salesforce = await connect({ instanceUrl, accessToken, allowedOrigins: [instanceUrl], fetch: counting });
const [matches] = await counted(() => salesforce.find({ account: "Acme" }));
const id = matches.find(({ closed }) => !closed).id;
const [, cold] = await counted(() => salesforce.open(id));
const [update, warm] = await counted(() => salesforce.open(id));
const [, save] = await counted(() => update.propose({ stage: "Negotiation/Review" }).confirm());
await stop();

const kilobytes = (bytes) => `${Math.round(bytes / 1000)} KB`;
const figures = [
  {
    value: kilobytes(scripts + wasm),
    label: `to load, compressed: ${kilobytes(scripts)} script, ${kilobytes(wasm)} WebAssembly`,
  },
  { value: String(save), label: save === 1 ? "request to save and read back" : "requests to save and read back" },
  { value: `${cold}, then ${warm}`, label: "requests to open a record with its stages" },
];
await writeFile(path("target/page-figures.json"), `${JSON.stringify(figures, null, 2)}\n`);
