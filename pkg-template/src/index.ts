/** The entry for browsers: the WebAssembly is files in the same folder, fetched on first use. */
import type { init as Init, WasmSource, PartSources } from "../index.js";
import type { Source } from "./compile.js";
import { connectAfter } from "./connect.js";
import { fileOrModule } from "./embedded.js";
import { load, loadAhead, loadAll, partsFrom, type Given } from "./load.js";
import type { Part, Sources } from "./parts.js";

export { lint, requests, responses, rules } from "./prepared.js";
export { version } from "./version.js";

// Bundlers find a file by exactly such an expression, in this very module: no variable, no other folder.
const own: Sources = {
  bulk: fileOrModule(
    () => new URL("./bulk.wasm", import.meta.url),
    () => import("opportunity-stage-embedded/bulk"),
  ),
  conversation: fileOrModule(
    () => new URL("./conversation.wasm", import.meta.url),
    () => import("opportunity-stage-embedded/conversation"),
  ),
  tools: fileOrModule(
    () => new URL("./tools.wasm", import.meta.url),
    () => import("opportunity-stage-embedded/tools"),
  ),
};
const core: Given = fileOrModule(
  () => new URL("./core.wasm", import.meta.url),
  () => import("opportunity-stage-embedded/core"),
);

export const init: typeof Init = async (source?: WasmSource, parts?: PartSources) =>
  loadAll(source === undefined ? core : () => source as Source, partsFrom(source, parts, own));

export const preload = (part: Part) => loadAhead(part, load(core, own));

export const connect = connectAfter(() => load(core, own));
