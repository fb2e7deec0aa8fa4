/** The entry with the WebAssembly inside: for Node, and for bundlers that do not copy `core.wasm`. */
import base64 from "opportunity-stage-core/core.wasm";
import type { init as Init } from "../index.js";
import { connectAfter } from "./connect.js";
import { load } from "./load.js";

export { lint, requests, responses, rules } from "./prepared.js";
export { version } from "./version.js";

// Decoded on first use: importing the module costs nothing but its download.
const decoded = () => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));

export const init: typeof Init = (source) => load(() => source ?? decoded());

export const connect = connectAfter(init);
