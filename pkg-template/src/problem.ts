import type { Problem, ProblemCode } from "../index.js";

/**
 * A problem of the loader, in the shape of the core's problems: a caller need not know which of the two
 * threw it. The fields are defined on an `Error` so that consoles show its text and its stack.
 */
export function problem(code: ProblemCode, message: string, help: string, retryable = false): Problem {
  return Object.assign(new Error(message), {
    name: "OpportunityStageError" as const,
    code,
    help,
    fields: [],
    errors: [],
    status: null,
    retryable,
    conflict: null,
    duplicates: null,
  });
}

/** Whether a thrown value is a problem. A host's value may throw when it is read. */
export function isProblem(thrown: unknown): thrown is Problem {
  try {
    return thrown instanceof Error && thrown.name === "OpportunityStageError";
  } catch {
    return false;
  }
}

/** Returns the message of a thrown value. */
export function messageOf(thrown: unknown): string {
  try {
    return thrown instanceof Error ? String(thrown.message) : typeof thrown === "string" ? thrown : typeof thrown;
  } catch {
    return typeof thrown;
  }
}
