// The numbers that the page shows: bytes of the package as it was built, requests as the sandbox has counted them.
import { readFile, readdir, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";
import { connect } from "../../pkg/dist/inline.js";
import { sizes } from "../build/sizes.mjs";
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

const { files, sums } = await sizes();
const budget = (name) => sums.find((sum) => sum.name === name).brotli;
const file = (wanted) => [...files].find(([name]) => wanted === name || (wanted.test?.(name) ?? false))[1].brotli;
const lexicons = [...files].filter(([name]) => name.startsWith("lexicon-")).map(([, { brotli }]) => brotli);
const parts = [
  {
    what: "The element, for one record",
    bytes: scripts + wasm,
    when: "with the tag; English is in it",
  },
  { what: "The API, for one record", bytes: budget("a stage path"), when: "with the first <code>connect</code>" },
  { what: "Rules", bytes: file("rules.wasm"), when: "if the portal or the org has rules" },
  { what: "Many records", bytes: file("bulk.wasm"), when: "with <code>planMany</code> or <code>updateMany</code>" },
  { what: "Sentences", bytes: file("sentences.wasm"), when: "with the first sentence of a conversation" },
  {
    what: "The words of a language",
    bytes: Math.max(...lexicons),
    when: "English and the conversation's own; the others if a sentence needs them",
  },
  { what: "Texts of a language", bytes: file(/^lang\/ja\.js$/), when: "if the element or a conversation speaks it" },
  { what: "Sign-in", bytes: file("oauth.js"), when: "if the page imports <code>opportunity-stage/oauth</code>" },
  {
    what: "Tools for language models",
    bytes: file("assistant.js"),
    when: "if the page imports <code>opportunity-stage/assistant</code>",
  },
].map(({ bytes, ...part }) => ({ ...part, value: kilobytes(bytes) }));
await writeFile(path("target/page-figures.json"), `${JSON.stringify({ figures, parts }, null, 2)}\n`);
