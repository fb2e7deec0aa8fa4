/** The entry with the WebAssembly inside: for Node, and for bundlers that do not copy `core.wasm`. */
import bulk from "opportunity-stage-core/bulk.wasm";
import conversation from "opportunity-stage-core/conversation.wasm";
import core from "opportunity-stage-core/core.wasm";
import rules from "opportunity-stage-core/rules.wasm";
import sentences from "opportunity-stage-core/sentences.wasm";
import tools from "opportunity-stage-core/tools.wasm";
import type { init as Init, PartSources, WasmSource } from "../index.js";
import type { Source } from "./compile.js";
import { connectAfter } from "./connect.js";
import { load, loadAhead, loadAll, partsFrom } from "./load.js";
import type { Part, Sources } from "./parts.js";

export { lint, requests, responses, rules } from "./prepared.js";
export { version } from "./version.js";

/** Decoded on first use: importing the module costs nothing but its download. */
const decoded = (base64: string) => (): Uint8Array<ArrayBuffer> => {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index += 1) bytes[index] = text.charCodeAt(index);
  return bytes;
};

const own: Sources = {
  bulk: decoded(bulk),
  conversation: decoded(conversation),
  rules: decoded(rules),
  sentences: decoded(sentences),
  tools: decoded(tools),
};

export const init: typeof Init = async (source?: WasmSource, parts?: PartSources) =>
  loadAll(source === undefined ? decoded(core) : () => source as Source, partsFrom(source, parts, own));

export const preload = (part: Part) => loadAhead(part, load(decoded(core), own));

export const connect = connectAfter(() => load(decoded(core), own));
