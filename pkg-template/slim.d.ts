import type { PartSources, WasmSource } from "./index.js";

export type * from "./index.js";
export { connect, lint, preload, requests, responses, rules, version } from "./index.js";

/**
 * Loads the WebAssembly from a source. Call it before `connect`: this entry contains none. Parts are expected next to a URL that
 * ends in `core.wasm`; otherwise pass their sources.
 */
export function init(source: WasmSource, parts?: PartSources): Promise<void>;
