import * as core from "opportunity-stage-core";
import type { PartSources, WasmSource } from "../index.js";
import { compile, type Source } from "./compile.js";
import { guardClasses } from "./guard.js";
import { attach, expectParts, isFindable, loadPart, type Part, type Sources } from "./parts.js";

export type Given = () => Source | Promise<Response>;

let loading: Promise<void> | undefined;
let loaded = false;

/** Whether the core can be called, with what answers at once. */
export const isReady = () => loaded && attach("tools");

/**
 * Loads the core once for all entries of the package. A failure is not kept: one lost download must not disable the
 * page for good.
 */
export function load(source: Given, parts: Sources): Promise<void> {
  loading ??= start(source, parts).catch((error) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

/** The same with the functions that answer at once, and so cannot load their part by themselves. */
export async function loadAll(source: Given, parts: Sources): Promise<void> {
  await load(source, parts);
  if (isFindable("tools")) await loadPart("tools");
}

async function start(source: Given, parts: Sources): Promise<void> {
  const module = await compile(source(), "core.wasm");
  expectParts(module, parts);
  await core.default({ module_or_path: module });
  guardClasses();
  loaded = true;
}

/** Parts from where the caller says, else from the folder of a `core.wasm` whose address it gave, else the entry's own. */
export function partsFrom(source: WasmSource | undefined, given: PartSources | undefined, own?: Sources): Sources {
  const folder = folderOf(source);
  const from = (part: Part) => {
    const chosen = given?.[part];
    if (typeof chosen === "function") return chosen as Given;
    if (chosen !== undefined) return () => chosen as Source;
    return folder === undefined ? own?.[part] : () => new URL(`${part}.wasm`, folder);
  };
  return { bulk: from("bulk"), conversation: from("conversation"), tools: from("tools") };
}

/** A bundler gives its copies names of their own, so another name says nothing about where the parts are. */
function folderOf(source: WasmSource | undefined): string | undefined {
  const address = source instanceof Request ? source.url : source;
  if (!(typeof address === "string" || address instanceof URL)) return undefined;
  const base =
    (globalThis as { document?: Document; location?: Location }).document?.baseURI ?? globalThis.location?.href;
  const url = URL.canParse(address, base) ? new URL(address, base) : undefined;
  return url?.pathname.endsWith("/core.wasm") ? url.href : undefined;
}
