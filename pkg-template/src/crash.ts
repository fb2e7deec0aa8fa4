import * as core from "opportunity-stage-core";
import type { Problem } from "../index.js";
import { isProblem, messageOf, problem } from "./problem.js";

/*
 * With `panic = "abort"` a trap leaves the instance unusable: what it was holding is never released. The same is true of
 * a foreign exception that passes through its frames. So whatever comes out of the core and is not one of its own
 * problems ends the instance. All pending calls reject with one coded problem, and a new instance takes over.
 */

/** The reject functions of the instance's pending promises. */
const pending = new Set<(reason: unknown) => void>();

/** The guarded promise of each promise of the core, so that the same promise is returned for the same one. */
const handedOut = new WeakMap<Promise<unknown>, Promise<unknown>>();

/** Called when the instance ends. */
const watchers = new Set<(lost: Problem) => void>();

/** How many calls into the core are on the stack. */
let depth = 0;

/** Why the instance has ended, while frames of it are still on the stack. */
let lost: Problem | undefined;

/** The number of the instance: objects of earlier instances are stale. */
let instance = 0;

export const currentInstance = () => instance;

/** Calls `watcher` whenever an instance has ended. */
export const onCrash = (watcher: (lost: Problem) => void) => void watchers.add(watcher);

/** A record's getters may call the package again, but not so deeply that the stack overflows inside the core. */
const DEEPEST = 12;

/** Calls the core. A crash becomes a coded problem. */
export function enter<T>(call: () => T): T {
  if (lost) throw lost;
  if (depth >= DEEPEST) {
    throw problem(
      "invalid_options",
      "a getter or a callback keeps calling the package",
      "call it after the first call",
    );
  }
  depth += 1;
  try {
    const result = call();
    // A call from within this one may have ended the instance.
    if (lost) throw lost as Problem;
    return result;
  } catch (error) {
    throw isProblem(error) ? error : (lost ??= crashed(error));
  } finally {
    leave();
  }
}

/** Resumes the core where it has no caller: after an `await`, at a timer, or when a signal aborts. */
export function resume(call: () => void): void {
  if (lost) return;
  depth += 1;
  try {
    call();
  } catch (error) {
    lost ??= crashed(error);
  } finally {
    leave();
  }
}

/** The same in a microtask. */
export const guardedMicrotask = (call: () => void): void => queueMicrotask(() => resume(call));

/** Settles like the core's promise, and rejects if the instance crashes first. */
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

/** The problem of a call on an object whose instance has ended. */
export const gone = () =>
  problem("internal", "the core was started afresh after a crash, and this object is gone", "connect again");

const crashed = (crash: unknown) =>
  problem(
    "internal",
    `the core crashed and was started afresh: ${messageOf(crash)}`,
    "connect again; if a change was being written, look at the record first. Please report how this came about",
  );

/** Starts a new instance when no frame of the old one is left: those would write into its memory. */
function leave(): void {
  depth -= 1;
  if (!lost || depth > 0) return;
  const reason = lost;
  lost = undefined;
  instance += 1;
  core.__wbg_reset_state();
  for (const reject of pending) reject(reason);
  pending.clear();
  for (const watcher of watchers) watcher(reason);
}
