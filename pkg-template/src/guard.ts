import * as core from "opportunity-stage-core";
import { survive, translated } from "./crash.js";
import { attach, loadPart, type Part } from "./parts.js";
import { problem } from "./problem.js";

/** The call, with a crash of the instance turned into a problem. */
export function guard<This, Args extends unknown[], Result>(call: (this: This, ...args: Args) => Result) {
  return function (this: This, ...args: Args): Result {
    try {
      const result = call.apply(this, args);
      return result instanceof Promise ? (survive(result) as Result) : result;
    } catch (error) {
      throw translated(error);
    }
  };
}

/** Those that answer with a promise: they reject, and never throw. */
const PROMISED = new Set([
  ...["find", "open", "undo", "history", "refresh", "confirm", "send"],
  ...["planMany", "resumeMany", "updateMany", "run", "converse"],
]);

/** Those that need more than the first module. */
const PARTS: Readonly<Record<string, Part>> = {
  planMany: "bulk",
  resumeMany: "bulk",
  updateMany: "bulk",
  converse: "conversation",
};

/** The call, made when its part is there; who aborts meanwhile does not wait for it. */
function withPart<This, Args extends unknown[]>(part: Part, call: (this: This, ...args: Args) => unknown) {
  return async function (this: This, ...args: Args): Promise<unknown> {
    if (!attach(part)) {
      await untilAborted(loadPart(part), signalOf(args.at(-1)));
      attach(part);
    }
    return call.apply(this, args);
  };
}

function signalOf(options: unknown): AbortSignal | undefined {
  try {
    const signal = (options as { signal?: unknown } | undefined)?.signal;
    return typeof (signal as AbortSignal | undefined)?.addEventListener === "function"
      ? (signal as AbortSignal)
      : undefined;
  } catch {
    // What cannot be read is refused by the call itself.
    return undefined;
  }
}

async function untilAborted(loading: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (!signal) return loading;
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

/** The call, refused before it enters the core where it was taken off its object. */
function onItsObject<This extends object, Args extends unknown[]>(
  call: (this: This, ...args: Args) => unknown,
  name: string,
  owner: { prototype: object },
) {
  return function (this: This, ...args: Args): unknown {
    try {
      if (!Object.prototype.isPrototypeOf.call(owner.prototype, this ?? {})) {
        throw problem("invalid_options", `\`${name}\` was called apart from its object`, "call it as a method");
      }
      return call.apply(this, args);
    } catch (error) {
      if (PROMISED.has(name)) return Promise.reject(error as Error);
      throw error;
    }
  };
}

let guarded = false;

/** Guards every method and getter that the core's classes show, and hides what is the generated code's own. */
export function guardClasses(): void {
  if (guarded) return;
  guarded = true;
  for (const owner of [
    core.Salesforce,
    core.StageUpdate,
    core.Proposal,
    core.Conversation,
    core.Rules,
    core.BulkPlan,
  ]) {
    const { prototype } = owner;
    for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
      if (name === "constructor") continue;
      if (property.get) property.get = onItsObject(guard(property.get), name, owner);
      else if (typeof property.value === "function") {
        const call = guard(property.value as (...args: unknown[]) => unknown);
        const part = PARTS[name];
        property.value = onItsObject(part ? withPart(part, call) : call, name, owner);
      }
      Object.defineProperty(prototype, name, property);
    }
    // To free an object by hand while a call of it is under way crashes the core; the garbage collector does it.
    for (const own of ["free", ...Object.getOwnPropertySymbols(prototype)]) Reflect.deleteProperty(prototype, own);
  }
}
