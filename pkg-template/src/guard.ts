import * as core from "opportunity-stage-core";
import { survive, translated } from "./crash.js";

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

let guarded = false;

/** Guards every method and getter that the core's classes show. */
export function guardClasses(): void {
  if (guarded) return;
  guarded = true;
  for (const { prototype } of [core.Salesforce, core.StageUpdate, core.Proposal, core.Conversation, core.Rules]) {
    for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
      if (name === "constructor") continue;
      if (property.get) property.get = guard(property.get);
      else if (typeof property.value === "function") property.value = guard(property.value);
      Object.defineProperty(prototype, name, property);
    }
  }
}
