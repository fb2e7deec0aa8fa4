import type { PartSources, WasmSource } from "./index.js";

export type * from "./index.js";
export { connect, lint, preload, requests, responses, rules, version } from "./index.js";

/**
 * Loads the WebAssembly from a source. Call it before `connect`: this entry contains none. Parts are expected next to a URL that
 * ends in `core.wasm`; otherwise pass their sources.
 *
 * @throws `wasm_blocked` if the page's Content-Security-Policy does not allow WebAssembly; `wasm_unavailable` if a file cannot
 * be loaded; `invalid_options` if a source is of the wrong type.
 *
 * @example
 * ```ts
 * import { connect, init } from "opportunity-stage/slim";
 *
 * await init(coreUrl);
 * await connect({ instanceUrl, accessToken });
 * ```
 */
export function init(source: WasmSource, parts?: PartSources): Promise<void>;
