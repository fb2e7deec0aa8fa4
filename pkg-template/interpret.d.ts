import type { Interpret } from "./index.js";

/** The JSON schema of what `converse({ interpret })` answers, the same as `opportunity-stage/interpret.schema.json`. */
export const schema: Readonly<Record<string, unknown>>;

export type Availability = "available" | "downloadable" | "downloading" | "unavailable";

export interface BuiltInOptions {
  /** The languages that people speak, English where it is left out. A browser may not have all of them. */
  languages?: readonly string[];
  /** Ends the download and the model. */
  signal?: AbortSignal;
  /** Called while the model is downloaded, with the part that is there, from 0 to 1. */
  onProgress?: (loaded: number) => void;
}

export type BuiltInInterpret = Interpret & {
  /** Frees the model. */
  close(): void;
};

/** Whether this browser has a model for these languages, or can download one. */
export function availability(options?: BuiltInOptions): Promise<Availability>;

/**
 * Makes the browser's model ready, and returns what `converse({ interpret })` takes. Rejects with a
 * `NotSupportedError` where there is none. A download needs a click or a key of the person's just before.
 */
export function builtIn(options?: BuiltInOptions): Promise<BuiltInInterpret>;
