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

/** The most texts of a list. */
const MOST_TEXTS = 10_000;

/** A copy of a list of texts; null for anything else. A host's list may have holes, an iterator without an end, or throw. */
export function textsOf(given: unknown): readonly string[] | null {
  try {
    if (Array.isArray(given) && given.length <= MOST_TEXTS) {
      const texts = Array.from({ length: given.length }, (_, index) => given[index] as unknown);
      if (texts.every((text) => typeof text === "string")) return texts;
    }
  } catch {
    // One that throws is not a list of texts.
  }
  return null;
}
