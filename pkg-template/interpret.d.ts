import type { Interpret } from "./index.js";

/** The JSON schema of an `Interpretation`, the same as `opportunity-stage/interpret.schema.json`. */
export const schema: Readonly<Record<string, unknown>>;

/** Whether the browser has its built-in model. */
export type Availability = "available" | "downloadable" | "downloading" | "unavailable";

/** Options of the built-in model. */
export interface BuiltInOptions {
  /**
   * The languages of the sentences. A browser may not have all of them.
   *
   * @default ["en"]
   */
  languages?: readonly string[];
  /** Aborts the download, and later ends the model. */
  signal?: AbortSignal;
  /** Called during the download with the completed share, from 0 to 1. */
  onProgress?: (loaded: number) => void;
}

/** The built-in model, as `converse({ interpret })` takes it. */
export type BuiltInInterpret = Interpret & {
  /** Frees the model. */
  close(): void;
};

/**
 * Returns whether this browser has a model for these languages, or can download one.
 *
 * @example
 * ```ts
 * import { availability } from "opportunity-stage/interpret";
 *
 * const hasModel = (await availability({ languages: ["de"] })) !== "unavailable";
 * ```
 */
export function availability(options?: BuiltInOptions): Promise<Availability>;

/**
 * Prepares the browser's built-in model. A download needs a user activation: call it in a handler of a click or a key.
 *
 * @throws A `DOMException`: `NotSupportedError` if there is no model for these languages; the signal's reason after an abort.
 *
 * @example
 * ```ts
 * import { builtIn } from "opportunity-stage/interpret";
 *
 * const conversation = await salesforce.converse({ interpret: await builtIn() });
 * ```
 */
export function builtIn(options?: BuiltInOptions): Promise<BuiltInInterpret>;
