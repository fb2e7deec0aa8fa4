/** Stands in for what wasm-bindgen generates, so that a crash can be had on demand. */
export const log = { instantiated: 0, reset: 0 };

const trap = () => {
  throw new WebAssembly.RuntimeError("unreachable");
};

const deeper = (depth) => deeper(depth + 1) + 1;

export class Salesforce {
  get size() {
    return 3;
  }
  find(outcome) {
    return outcome;
  }
  open() {
    return trap();
  }
  converse() {
    throw new Error("Invalid stale object from previous Wasm instance");
  }
  overflow() {
    return deeper(1) + 1;
  }
  inMicrotask() {
    crashIn(trap);
    return new Promise(() => {});
  }
}
export class StageUpdate {}
export class Proposal {}
export class Conversation {}
export class Rules {}
export class BulkPlan {}

/** The test hands over what the build patches in: `guardedMicrotask`. */
let crashIn = (callback) => queueMicrotask(callback);
export function useMicrotask(guarded) {
  crashIn = guarded;
}

export const connect = () => new Salesforce();
export const requests_find = (query) => ({ method: "GET", path: `/${query.name}`, headers: {}, body: null });
export const requests_record = trap;
export const requests_object_info = trap;
export const requests_stages = trap;
export const requests_opportunity_stages = trap;
export const requests_update = trap;
export const responses_find = trap;
export const responses_record = trap;
export const responses_object_info = trap;
export const responses_stages = trap;
export const responses_opportunity_stages = trap;
export const responses_update = trap;

export function __wbg_reset_state() {
  log.reset += 1;
}

export default async function instantiate() {
  log.instantiated += 1;
}
