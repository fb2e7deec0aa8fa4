/** The entry for browsers: the WebAssembly is files beside this one, fetched on first use. */
import type { init as Init, WasmSource, PartSources } from "../index.js";
import type { Source } from "./compile.js";
import { connectAfter } from "./connect.js";
import { load, loadAhead, loadAll, partsFrom, type Given } from "./load.js";
import type { Part, Sources } from "./parts.js";

export { lint, requests, responses, rules } from "./prepared.js";
export { version } from "./version.js";

// Bundlers find a file by exactly such an expression, in this very module: no variable, no other folder.
const own: Sources = {
  bulk: () => new URL("./bulk.wasm", import.meta.url),
  conversation: () => new URL("./conversation.wasm", import.meta.url),
  rules: () => new URL("./rules.wasm", import.meta.url),
  sentences: () => new URL("./sentences.wasm", import.meta.url),
  tools: () => new URL("./tools.wasm", import.meta.url),
};
const core: Given = () => new URL("./core.wasm", import.meta.url);

export const init: typeof Init = async (source?: WasmSource, parts?: PartSources) =>
  loadAll(source === undefined ? core : () => source as Source, partsFrom(source, parts, own));

export const preload = (part: Part) => loadAhead(part, load(core, own));

export const connect = connectAfter(() => load(core, own));
