import * as core from "opportunity-stage-core";
import { problem } from "./problem.js";

/*
 * With `panic = "abort"` a stack overflow or an unreachable instruction leaves the instance unusable: each later call
 * would fail. The same holds for a foreign exception that came up through the core, from a getter of the host for
 * example: what the core was holding is never put down. So whatever is thrown and is no problem of the core's own
 * resets the instance, and costs the calls that were under way, not the page.
 */

/** The promises that the instance would have settled. */
const pending = new Set<(reason: unknown) => void>();

/** The promise that was handed out for each promise of the core, so that the same one gives the same one. */
const handedOut = new WeakMap<Promise<unknown>, Promise<unknown>>();

/** Passes the outcome on, and rejects if the instance crashes before there is one. */
export function survive<T>(outcome: Promise<T>): Promise<T> {
  const known = handedOut.get(outcome) as Promise<T> | undefined;
  if (known) return known;
  const promise = new Promise<T>((resolve, reject) => {
    pending.add(reject);
    outcome.then(resolve, reject).finally(() => pending.delete(reject));
  });
  handedOut.set(outcome, promise);
  return promise;
}

/** What to throw in place of what a call threw. */
export function translated(thrown: unknown): unknown {
  if (isProblem(thrown)) return thrown;
  return isStale(thrown) ? stale() : recovered(thrown);
}

/** The core goes on after an `await` in a microtask of its own, where a crash has no caller to go to. */
export function guardedMicrotask(callback: () => void): void {
  queueMicrotask(() => {
    try {
      callback();
    } catch (error) {
      recovered(error);
    }
  });
}

const isProblem = (thrown: unknown) => thrown instanceof Error && thrown.name === "OpportunityStageError";

/** The generated code refuses objects of an instance that was reset, by an error that has no other mark. */
function isStale(thrown: unknown): boolean {
  return thrown instanceof Error && thrown.message === "Invalid stale object from previous Wasm instance";
}

function recovered(crash: unknown): unknown {
  const lost = problem(
    "internal",
    `the core crashed and was started afresh: ${crash instanceof Error ? crash.message : typeof crash}`,
    "connect again; if a change was being written, look at the record first. Please report how this came about",
  );
  core.__wbg_reset_state();
  for (const reject of pending) reject(lost);
  pending.clear();
  return lost;
}

function stale(): unknown {
  return problem("internal", "the core was started afresh after a crash, and this object is gone", "connect again");
}
