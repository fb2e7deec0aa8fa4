import type { WasmSource } from "./index.js";

/** What your bundler or runtime makes of the import: a URL, bytes or a `WebAssembly.Module`. `init` accepts each of them. */
declare const source: WasmSource;
export default source;
