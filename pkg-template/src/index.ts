/** The entry for browsers: the WebAssembly is a file beside this one, fetched on first use. */
import type { init as Init } from "../index.js";
import { connectAfter } from "./connect.js";
import { load } from "./load.js";

export { lint, requests, responses, rules } from "./prepared.js";
export { version } from "./version.js";

// Bundlers find the file by exactly this expression, in this very module: no variable, no other folder.
export const init: typeof Init = (source) => load(() => source ?? new URL("./core.wasm", import.meta.url));

export const connect = connectAfter(init);
