import type { Problem, ProblemCode } from "../index.js";

/**
 * A problem of the loader's own, in the shape of those that the core throws: a caller need not know which of the two
 * it came from. The fields are defined on an `Error` so that consoles show its text and its stack.
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
  });
}

/** Whether this was thrown as a problem. What a host throws may throw in turn when it is looked at. */
export function isProblem(thrown: unknown): thrown is Problem {
  try {
    return thrown instanceof Error && thrown.name === "OpportunityStageError";
  } catch {
    return false;
  }
}

/** The message of what was thrown. */
export function messageOf(thrown: unknown): string {
  try {
    return thrown instanceof Error ? String(thrown.message) : typeof thrown === "string" ? thrown : typeof thrown;
  } catch {
    return typeof thrown;
  }
}
