import * as core from "opportunity-stage-core";
import { problem } from "./problem.js";

/*
 * With `panic = "abort"` a stack overflow or an unreachable instruction leaves the instance unusable: each later call
 * would fail. So a crash resets the instance, and costs the calls that were under way, not the page.
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
    outcome.then(resolve, (reason) => reject(translated(reason))).finally(() => pending.delete(reject));
  });
  handedOut.set(outcome, promise);
  return promise;
}

/** What to throw in place of what a call threw: a crash becomes a problem, everything else stays what it is. */
export function translated(thrown: unknown): unknown {
  if (isCrash(thrown)) return recovered(thrown);
  return isStale(thrown) ? stale() : thrown;
}

/** The core goes on after an `await` in a microtask of its own, where a crash has no caller to go to. */
export function guardedMicrotask(callback: () => void): void {
  queueMicrotask(() => {
    try {
      callback();
    } catch (error) {
      if (!isCrash(error)) throw error;
      recovered(error);
    }
  });
}

/** A trap; or the engine's stack ran out before the module's own, which V8 and SpiderMonkey report in other ways. */
function isCrash(thrown: unknown): boolean {
  if (thrown instanceof WebAssembly.RuntimeError) return true;
  return thrown instanceof Error && (thrown.name === "RangeError" || thrown.name === "InternalError");
}

/** The generated code refuses objects of an instance that was reset, by an error that has no other mark. */
function isStale(thrown: unknown): boolean {
  return thrown instanceof Error && thrown.message === "Invalid stale object from previous Wasm instance";
}

function recovered(crash: unknown): unknown {
  const lost = problem(
    "internal",
    `the core crashed and was started afresh: ${crash instanceof Error ? crash.message : String(crash)}`,
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
