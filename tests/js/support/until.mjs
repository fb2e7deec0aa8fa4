// Polls a condition with a time limit, and then reports what did not happen.
import assert from "node:assert/strict";

const LONGEST = 30_000;

/**
 * @param {string} what comes, as the failure tells it
 * @param {() => Promise<unknown>} holds
 */
export async function until(what, holds) {
  const ends = performance.now() + LONGEST;
  while (!(await holds())) assert.ok(performance.now() < ends, `not within ${LONGEST / 1000} s: ${what}`);
}
