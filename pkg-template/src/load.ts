import * as core from "opportunity-stage-core";
import type { PartSources, WasmSource } from "../index.js";
import { compile, type Awaited, type Source } from "./compile.js";
import { guardClasses } from "./guard.js";
import { attach, expectParts, isFindable, isPart, loadPart, type Part, type Sources } from "./parts.js";
import { problem } from "./problem.js";
import { teach } from "./converse.js";

export type Given = () => Awaited;

let loading: Promise<void> | undefined;
let loaded = false;

/** Whether the synchronous functions can be called. */
export const isReady = () => loaded && attach("tools");

/**
 * Loads the core once for all entries of the package. A failure is not cached: one failed download must not disable the
 * page for good.
 */
export function load(source: Given, parts: Sources): Promise<void> {
  loading ??= start(source, parts).catch((error) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

/** Loads the core with the synchronous functions, which cannot load their part by themselves. */
export async function loadAll(source: Given, parts: Sources): Promise<void> {
  await load(source, parts);
  if (isFindable("tools")) await loadPart("tools");
}

/** Loads the core and a part at the same time, before either is called. */
export async function loadAhead(part: Part, core: Promise<void>): Promise<void> {
  if (!isPart(part)) {
    core.catch(() => {});
    throw problem("invalid_options", "`preload` expects the name of a part", "pass `bulk`, `conversation` or `tools`");
  }
  await Promise.all([core, loadPart(part)]);
}

async function start(source: Given, parts: Sources): Promise<void> {
  const module = compile(source(), "core.wasm");
  await expectParts(module, parts);
  await core.default({ module_or_path: await module });
  guardClasses();
  teach();
  loaded = true;
}

/** Parts come from the caller's sources, else from the folder of the caller's `core.wasm`, else from the entry. */
export function partsFrom(source: WasmSource | undefined, given: PartSources | undefined, own?: Sources): Sources {
  const folder = folderOf(source);
  const from = (part: Part) => {
    const chosen = chosenFrom(given, part);
    if (typeof chosen === "function") return chosen as Given;
    if (chosen !== undefined) return () => chosen as Source;
    return folder === undefined ? own?.[part] : () => new URL(`${part}.wasm`, folder);
  };
  return {
    bulk: from("bulk"),
    conversation: from("conversation"),
    rules: from("rules"),
    sentences: from("sentences"),
    tools: from("tools"),
  };
}

/** A bundler renames its copies, so another name says nothing about where the parts are. */
function folderOf(source: WasmSource | undefined): string | undefined {
  const address = addressOf(source);
  if (address === undefined) return undefined;
  const base =
    (globalThis as { document?: Document; location?: Location }).document?.baseURI ?? globalThis.location?.href;
  const url = URL.canParse(address, base) ? new URL(address, base) : undefined;
  return url?.pathname.endsWith("/core.wasm") ? url.href : undefined;
}

function addressOf(source: WasmSource | undefined): string | undefined {
  if (typeof source === "string") return source;
  try {
    if (source instanceof Request) return source.url;
    return source instanceof URL ? source.href : undefined;
  } catch {
    // What throws when it is read is rejected when it is loaded.
    return undefined;
  }
}

function chosenFrom(given: PartSources | undefined, part: Part): PartSources[Part] {
  try {
    return given?.[part];
  } catch {
    throw problem("invalid_options", "the sources of the parts cannot be read", "give a plain object");
  }
}
