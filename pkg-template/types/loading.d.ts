/**
 * Loads the WebAssembly, with the part that `rules`, `lint`, `requests` and `responses` need, so that they are synchronous.
 * `connect` loads `core.wasm` by itself, and calls load what else they need. Pass a URL, a `Response` or bytes to choose the
 * source; the other files are expected next to a URL that ends in `core.wasm`, or where `parts` says.
 */
export function init(source?: WasmSource, parts?: PartSources): Promise<void>;

/**
 * Loads `core.wasm` and a part in advance, for example `preload("bulk")` while a page is idle. Calls load what they need by
 * themselves.
 */
export function preload(part: keyof PartSources): Promise<void>;

/**
 * Sources of the parts that are loaded on call: a source, or a function that returns one. Prefer a function if the source is
 * a response: it is called again after a failed download.
 */
export interface PartSources {
  /** `bulk.wasm`: `planMany`, `resumeMany`, `updateMany`. */
  readonly bulk?: WasmSource | (() => WasmSource);
  /** `conversation.wasm`: `converse`, and so the element. */
  readonly conversation?: WasmSource | (() => WasmSource);
  /** `rules.wasm`: what `connect` needs for `rules` and `org`, and `open` where the org has validation rules. */
  readonly rules?: WasmSource | (() => WasmSource);
  /** `sentences.wasm`: what a conversation needs to understand sentences, in addition to `conversation.wasm`. */
  readonly sentences?: WasmSource | (() => WasmSource);
  /** `tools.wasm`: `rules`, `lint`, `requests`, `responses`; with `rules.wasm`. */
  readonly tools?: WasmSource | (() => WasmSource);
}

/** A source of WebAssembly: a URL, a response, bytes, or a compiled `WebAssembly.Module`. */
export type WasmSource = string | URL | Request | Response | Promise<Response> | ArrayBuffer | ArrayBufferView | object;

/** The package's version. */
export const version: string;
