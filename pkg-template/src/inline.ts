/** The entry with the WebAssembly inside: for Node, and for bundlers that do not copy `core.wasm`. */
import base64 from "opportunity-stage-core/core.wasm";
import type { init as Init } from "../index.js";
import { connectAfter } from "./connect.js";
import { load } from "./load.js";

export { lint, requests, responses, rules } from "./prepared.js";
export { version } from "./version.js";

/** Decoded on first use: importing the module costs nothing but its download. */
function decoded(): Uint8Array<ArrayBuffer> {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index += 1) bytes[index] = text.charCodeAt(index);
  return bytes;
}

export const init: typeof Init = (source) => load(() => source ?? decoded());

export const connect = connectAfter(init);
