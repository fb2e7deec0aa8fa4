import * as core from "opportunity-stage-core";
import { survive, translated } from "./crash.js";
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
  ...["planMany", "resumeMany", "updateMany", "run"],
]);

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
        property.value = onItsObject(guard(property.value), name, owner);
      }
      Object.defineProperty(prototype, name, property);
    }
    // To free an object by hand while a call of it is under way crashes the core; the garbage collector does it.
    for (const own of ["free", ...Object.getOwnPropertySymbols(prototype)]) Reflect.deleteProperty(prototype, own);
  }
}
