/** Stands in for what wasm-bindgen generates, so that a crash can be had on demand. */
export const log = { instantiated: 0, reset: 0, state: "current", outcome: "not_sent" };

const trap = () => {
  throw new WebAssembly.RuntimeError("unreachable");
};

const deeper = (depth) => deeper(depth + 1) + 1;

/** What the generated classes have, as far as the loader relies on it. */
class Made {
  static __wrap(pointer) {
    return Object.assign(Object.create(this.prototype), { __wbg_ptr: pointer });
  }
}

export class Salesforce extends Made {
  get size() {
    return 3;
  }
  find() {
    return log.found;
  }
  propose() {
    return Proposal.__wrap(3);
  }
  open() {
    return trap();
  }
  calls() {
    log.within();
    return "garbage";
  }
  converse() {
    return Conversation.__wrap(2);
  }
  overflow() {
    return deeper(1) + 1;
  }
  inMicrotask() {
    crashIn(trap);
    return new Promise(() => {});
  }
}
export class StageUpdate extends Made {}
export class Proposal extends Made {
  get outcome() {
    return log.outcome;
  }
  confirm() {
    return new Promise(() => {});
  }
}
export class Conversation extends Made {
  get view() {
    return { state: log.state, turn: 4 };
  }
  get outcome() {
    return log.outcome;
  }
  send() {
    return new Promise(() => {});
  }
  subscribe() {
    return () => {};
  }
  close() {}
}
export class Rules extends Made {}
export class BulkPlan extends Made {}

/** The test hands over what the build patches in: `guardedMicrotask`. */
let crashIn = (callback) => queueMicrotask(callback);
export function useMicrotask(guarded) {
  crashIn = guarded;
}

export const connect = () => Salesforce.__wrap(1);
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
export const lint = trap;

export function __wbg_reset_state() {
  log.reset += 1;
}

export default async function instantiate() {
  log.instantiated += 1;
}

export const learn = () => {};
export const knows = () => true;
