/**
 * Loads the WebAssembly that the synchronous functions need: `rules`, `lint`, `requests` and `responses`. `connect` does not
 * need it: it loads `core.wasm` by itself, and calls load their parts.
 *
 * @param source A URL, a response or bytes of `core.wasm`, to choose where it is loaded from. The other files are expected
 * next to a URL that ends in `core.wasm`.
 * @param parts The sources of the other files.
 * @throws `wasm_blocked` if the page's Content-Security-Policy does not allow WebAssembly; `wasm_unavailable` if a file cannot
 * be loaded; `invalid_options` if a source is of the wrong type.
 *
 * @example
 * ```ts
 * import { init, rules } from "opportunity-stage";
 *
 * await init();
 * rules(rulesDocument, org);
 * ```
 */
export function init(source?: WasmSource, parts?: PartSources): Promise<void>;

/**
 * Loads `core.wasm` and a part in advance. Calls load what they need by themselves; this saves time when they are made.
 *
 * @throws `wasm_blocked` or `wasm_unavailable`; `invalid_options` if there is no such part.
 *
 * @example
 * ```ts
 * import { preload } from "opportunity-stage";
 *
 * requestIdleCallback(() => preload("conversation"));
 * ```
 */
export function preload(part: keyof PartSources): Promise<void>;

/**
 * The sources of the parts. Prefer a function if the source is a response: it is called again after a failed download.
 */
export interface PartSources {
  /** `bulk.wasm`, for `planMany`, `resumeMany` and `updateMany`. */
  readonly bulk?: WasmSource | (() => WasmSource);
  /** `conversation.wasm`, for `converse`, and so for the element. */
  readonly conversation?: WasmSource | (() => WasmSource);
  /** `rules.wasm`, for `connect` with `rules` or `org`, and for `open` if the org has validation rules. */
  readonly rules?: WasmSource | (() => WasmSource);
  /** `sentences.wasm`, for the sentences of a conversation, in addition to `conversation.wasm`. */
  readonly sentences?: WasmSource | (() => WasmSource);
  /** `tools.wasm`, for `rules`, `lint`, `requests` and `responses`, in addition to `rules.wasm`. */
  readonly tools?: WasmSource | (() => WasmSource);
}

/** A source of WebAssembly: a URL, a request, a response, bytes, or a compiled `WebAssembly.Module`. */
export type WasmSource = string | URL | Request | Response | Promise<Response> | ArrayBuffer | ArrayBufferView | object;

/** The version of the package. */
export const version: string;
