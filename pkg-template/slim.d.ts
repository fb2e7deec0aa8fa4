import type { PartSources, WasmSource } from "./index.js";

export type * from "./index.js";
export { connect, lint, preload, requests, responses, rules, version } from "./index.js";

/**
 * Loads the WebAssembly from where you say. Call it before `connect`: this entry brings none itself. Parts are looked for
 * beside an address that ends in `core.wasm`; from elsewhere they are to be given.
 */
export function init(source: WasmSource, parts?: PartSources): Promise<void>;
