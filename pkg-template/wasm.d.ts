import type { WasmSource } from "./index.js";

/** What your bundler or runtime makes of the import: an address, bytes or a `WebAssembly.Module`. `init` takes each of them. */
declare const source: WasmSource;
export default source;
