/** The same as `opportunity-stage`, with the WebAssembly inside the JavaScript: for bundlers that do not copy it. */
export * from "./index.js";
