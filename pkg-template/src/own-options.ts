import { problem } from "./problem.js";

/** Reads each option of a host once: a getter may return something else the next time, or throw. */
export function ownOptions(given: unknown): Readonly<Record<string, unknown>> {
  if (typeof given === "object" && given !== null && !ArrayBuffer.isView(given)) {
    try {
      if (!Array.isArray(given)) return { ...given };
    } catch {
      throw problem("invalid_options", "the options cannot be read: one of them throws", "give a plain object");
    }
  }
  throw problem("invalid_options", "the options are not an object", "give an object with the options by name");
}
