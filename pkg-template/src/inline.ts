/** The entry with the WebAssembly inside: for Node, and for service workers, which cannot import later. */
import * as bulk from "opportunity-stage-embedded/bulk";
import * as conversation from "opportunity-stage-embedded/conversation";
import * as core from "opportunity-stage-embedded/core";
import * as tools from "opportunity-stage-embedded/tools";
import type { init as Init, PartSources, WasmSource } from "../index.js";
import type { Source } from "./compile.js";
import { connectAfter } from "./connect.js";
import { unpack } from "./embedded.js";
import { load, loadAhead, loadAll, partsFrom } from "./load.js";
import type { Part, Sources } from "./parts.js";

export { lint, requests, responses, rules } from "./prepared.js";
export { version } from "./version.js";

const own: Sources = {
  bulk: () => unpack(bulk),
  conversation: () => unpack(conversation),
  tools: () => unpack(tools),
};

export const init: typeof Init = async (source?: WasmSource, parts?: PartSources) =>
  loadAll(source === undefined ? () => unpack(core) : () => source as Source, partsFrom(source, parts, own));

export const preload = (part: Part) =>
  loadAhead(
    part,
    load(() => unpack(core), own),
  );

export const connect = connectAfter(() => load(() => unpack(core), own));
