import type { WasmSource } from "./index.js";

export type * from "./index.js";
export { connect, lint, requests, responses, rules, version } from "./index.js";

/** Loads the WebAssembly from where you say. Call it before `connect`: this entry brings none itself. */
export function init(source: WasmSource): Promise<void>;
