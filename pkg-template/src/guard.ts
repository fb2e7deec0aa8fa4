import * as core from "opportunity-stage-core";
import { currentInstance, enter, gone, survive } from "./crash.js";
import { document, plain, record, records, withDocuments, type Reader } from "./plain.js";
import { attach, isSplit, loadPart, type Part } from "./parts.js";
import { memoryOf, takeOver, type Callable, type Owner } from "./objects.js";

/** How arguments that are not plain data are read. */
const READERS: Readonly<Record<string, readonly Reader[]>> = {
  connect: [withDocuments("rules", "org")],
  rules: [document, document],
  resumeMany: [document],
  planMany: [records],
  updateMany: [records],
  check: [record],
  stages: [record],
  checkMany: [records],
};

/** The part that each call needs, besides the core; some need it for some options only. */
const PARTS: Readonly<Record<string, Part | ((options: unknown) => Part | undefined)>> = {
  connect: (options) => {
    const { rules, org } = (options ?? {}) as { readonly rules?: unknown; readonly org?: unknown };
    return (rules ?? org ?? undefined) === undefined ? undefined : "rules";
  },
  planMany: "bulk",
  resumeMany: "bulk",
  updateMany: "bulk",
  converse: "conversation",
};

/**
 * The only entrance to the core. Arguments are read before the core runs, a crash becomes a problem, and promises of
 * the core reject if it crashes before they settle.
 */
export function guard<F extends Callable>(name: string, call: F): F {
  const readers = READERS[name] ?? [];
  const needed = PARTS[name];
  return function (this: unknown, ...args: unknown[]): unknown {
    const given = args.map((value, index) => (readers[index] ?? plain)(value));
    const entered = (): unknown => {
      const result = enter(() => call.apply(this, given));
      return result instanceof Promise ? survive(result) : result;
    };
    const part = typeof needed === "function" ? needed(given[0]) : needed;
    return part && isSplit() ? withPart(part, given.at(-1), entered) : entered();
  } as F;
}

/** Makes the call when its part is attached; an abort does not wait for the part. */
async function withPart(part: Part, options: unknown, call: () => unknown): Promise<unknown> {
  if (!attach(part)) {
    const instance = currentInstance();
    await untilAborted(loadPart(part), (options as { signal?: AbortSignal } | undefined)?.signal);
    // The object may have ended with its instance.
    if (instance !== currentInstance()) throw gone();
    attach(part);
  }
  return call();
}

async function untilAborted(loading: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (!(signal instanceof AbortSignal)) return loading;
  let abort = () => {};
  const aborted = new Promise<never>((_, reject) => (abort = () => reject(signal.reason as Error)));
  if (signal.aborted) abort();
  signal.addEventListener("abort", abort);
  try {
    await Promise.race([loading, aborted]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

/** Calls that return a promise: they reject, and never throw. */
const PROMISED = new Set([
  ...["find", "open", "undo", "history", "refresh", "confirm", "send"],
  ...["planMany", "resumeMany", "updateMany", "run"],
]);

/** Calls that wait for a part return a promise. */
const isPromised = (name: string) => PROMISED.has(name) || (name in PARTS && isSplit());

/** The method, called on the core's own object. */
function onItsObject(name: string, owner: Owner, method: Callable): Callable {
  const call = guard(name, method);
  return function (this: unknown, ...args: unknown[]): unknown {
    try {
      return memoryOf(this, owner, name).call(name, args, call);
    } catch (error) {
      if (isPromised(name)) return Promise.reject(error as Error);
      throw error;
    }
  };
}

let guarded = false;

/** Guards every method and getter of the core's classes, and hides what belongs to the generated code. */
export function guardClasses(): void {
  if (guarded) return;
  guarded = true;
  const exported: readonly unknown[] = Object.values(core);
  const isClass = (value: unknown): value is Owner => typeof value === "function" && "__wrap" in value;
  for (const owner of exported.filter(isClass)) {
    takeOver(owner);
    const { prototype } = owner;
    for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
      // Freeing an object by hand during a call crashes the core; the garbage collector frees it.
      if (name === "constructor" || name === "free" || name.startsWith("__")) Reflect.deleteProperty(prototype, name);
      else {
        if (property.get) property.get = onItsObject(name, owner, property.get);
        else property.value = onItsObject(name, owner, property.value as Callable);
        Object.defineProperty(prototype, name, property);
      }
    }
    for (const symbol of Object.getOwnPropertySymbols(prototype)) Reflect.deleteProperty(prototype, symbol);
  }
}
