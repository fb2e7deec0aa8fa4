import * as core from "opportunity-stage-core";
import type { PartSources } from "../index.js";
import { compile, type Awaited } from "./compile.js";
import { problem } from "./problem.js";

/*
 * Parts of the core that are loaded when they are called. A part has no memory of its own: it is attached to the instance
 * once, and again to the instance that follows a crash. The core makes sure that a part which is not attached is
 * not entered; this module makes sure that it is attached in time.
 */

export type Part = keyof PartSources;

const PARTS: readonly unknown[] = ["bulk", "conversation", "rules", "sentences", "tools"] satisfies Part[];

/** Whether a caller's value is the name of a part. */
export const isPart = (name: unknown): name is Part => PARTS.includes(name);

/** What a part is built on: it is attached first. */
const BASES: Readonly<Partial<Record<Part, Part>>> = { sentences: "conversation", tools: "rules" };

/** Where an entry of the package finds its parts; undefined if the caller must supply them. */
export type Sources = Readonly<Record<Part, (() => Awaited) | undefined>>;

let sources: Sources | undefined;
let expected: Promise<WebAssembly.Module> | undefined;
/** The mark of this core's parts; null if the core was not split, undefined while it is being compiled. */
let build: string | null | undefined;
const compiled = new Map<Part, WebAssembly.Module>();
const underWay = new Map<Part, Promise<void>>();
const attached = new WeakMap<core.Exports, Set<Part>>();

/** Stores the sources of the parts of a core that is being compiled. */
export async function expectParts(module: Promise<WebAssembly.Module>, from: Sources): Promise<void> {
  [expected, sources] = [module, from];
  build = buildOf(await module) ?? null;
}

/** Whether the core was split; in native builds of tests it is not, and calls load nothing. */
export const isSplit = () => build !== null;

/** Attaches a loaded part, after the part that it is built on. Returns false if one of them is not loaded. */
export function attach(part: Part): boolean {
  if (build === null) return true;
  const [base, module] = [BASES[part], compiled.get(part)];
  if (!module || (base && !attach(base))) return false;
  const exports = core.initSync();
  const parts = attached.get(exports) ?? new Set();
  attached.set(exports, parts);
  if (!parts.has(part)) {
    // Compiled already, so this takes no time; what it imports is the core's memory, table and functions.
    new WebAssembly.Instance(module, { __wasm_split: exports });
    parts.add(part);
  }
  return true;
}

/** Loads a part and the part that it is built on, each once. A failure is not cached: the next call tries again. */
export async function loadPart(part: Part): Promise<void> {
  const base = BASES[part];
  await Promise.all(base ? [loadFile(base), loadFile(part)] : [loadFile(part)]);
}

function loadFile(part: Part): Promise<void> {
  let loading = build === null || compiled.has(part) ? Promise.resolve() : underWay.get(part);
  if (!loading) {
    loading = fetched(part).finally(() => underWay.delete(part));
    underWay.set(part, loading);
  }
  return loading;
}

/** Whether the entry or the caller has said where a part is. */
export const isFindable = (part: Part) => sources?.[part] !== undefined;

async function fetched(part: Part): Promise<void> {
  const source = sources?.[part];
  if (!source) {
    throw problem(
      "not_initialized",
      `this entry does not know where \`${part}.wasm\` is`,
      `give it to \`init\`: init(source, { ${part} })`,
    );
  }
  const [module] = await Promise.all([compile(source(), `${part}.wasm`), expected]);
  // A part of another build would write over this one's memory.
  if (build !== null && buildOf(module) !== build) {
    throw problem(
      "wasm_unavailable",
      `\`${part}.wasm\` is of another build than \`core.wasm\``,
      "serve all `.wasm` files of one version of the package",
      true,
    );
  }
  compiled.set(part, module);
}

/** The hash of what a file was split from, which the build writes into each. */
const buildOf = (module: WebAssembly.Module) =>
  WebAssembly.Module.customSections(module, "build").map((bytes) => new Uint8Array(bytes).join())[0];

/** Called by the core at a part's entrance: it continues in the callback, at once if the part is attached. */
const entrance = (part: Part) => (callback: number, data: number) => {
  core.initSync().__indirect_function_table.get(callback)(data, attach(part));
};

export const __wasm_split_load_bulk = entrance("bulk");
export const __wasm_split_load_conversation = entrance("conversation");
export const __wasm_split_load_rules = entrance("rules");
export const __wasm_split_load_sentences = entrance("sentences");
export const __wasm_split_load_tools = entrance("tools");
