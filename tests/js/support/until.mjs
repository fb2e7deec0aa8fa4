// Waits for what only asking again can tell, as long as anybody would, and then says what did not come.
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
