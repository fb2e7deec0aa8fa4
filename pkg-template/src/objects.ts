import type { ConversationView, Problem, ViewProblem, WriteOutcome } from "../index.js";
import { currentInstance, enter, gone, onCrash } from "./crash.js";
import { problem } from "./problem.js";

/** A class of the core's. */
export interface Owner {
  readonly prototype: object;
  __wrap(pointer: number): object;
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the methods of all classes
export type Callable = (...args: any[]) => any;

type Listener = (view: ConversationView) => void;

/** Returns the object behind a framework's proxy, such as Vue's. A function, because no framework wraps functions. */
const SELF = Symbol("self");

/** Every object of the core. An imitation never enters the core. */
const memories = new WeakMap<object, Memory>();

/** The conversations that have listeners. */
const listenedTo = new Set<WeakRef<Memory>>();

/** State that must outlive the instance of an object. */
class Memory {
  readonly #object: object;
  readonly owner: Owner;
  readonly #own: Readonly<Record<string, Callable>>;
  readonly #instance = currentInstance();
  /** Pending writes. */
  #writing = 0;
  #outcome: WriteOutcome = "not_sent";
  #turn = 0;
  readonly #listeners = new Set<Listener>();
  #failed: ConversationView | undefined;

  constructor(object: object, owner: Owner, own: Readonly<Record<string, Callable>>) {
    this.#object = object;
    this.owner = owner;
    this.#own = own;
  }

  /** Calls a method or a getter, or reports that the instance has ended. */
  call(name: string, args: readonly unknown[], method: Callable): unknown {
    if (this.#instance !== currentInstance()) return this.#afterwards(name);
    if (name === "subscribe") return this.#subscribe(args, method);
    const result = method.apply(this.#object, [...args]) as unknown;
    if (name === "confirm" || name === "send") this.#follow(result as Promise<unknown>, name);
    if (name === "close") this.#listeners.clear();
    return result;
  }

  /** What remains of an object whose instance has ended: the outcome of its write. */
  #afterwards(name: string): unknown {
    switch (name) {
      case "outcome":
        return this.#writing > 0 ? "unknown" : this.#outcome;
      case "view":
        return (this.#failed ??= failed(gone(), this.#turn));
      case "close":
        return undefined;
      default:
        throw gone();
    }
  }

  /** Follows a call that may write, so that its outcome is known even if the instance crashes. */
  #follow(result: Promise<unknown>, name: string): void {
    const isWriting = name === "confirm" || this.#read<ConversationView>("view")?.state === "applying";
    if (isWriting) this.#writing += 1;
    const settled = () => {
      if (this.#instance !== currentInstance()) return;
      if (isWriting) this.#writing -= 1;
      this.#outcome = this.#read("outcome") ?? this.#outcome;
      this.#turn = this.#read<ConversationView>("view")?.turn ?? 0;
    };
    result.then(settled, settled);
  }

  #read<T>(name: string): T | undefined {
    const getter = this.#own[name];
    return getter && (enter(() => getter.call(this.#object) as T) as T);
  }

  #subscribe(args: readonly unknown[], method: Callable): unknown {
    const [listener] = args as [Listener];
    const end = method.call(this.#object, listener) as () => void;
    if (this.#listeners.size === 0) listenedTo.add(new WeakRef(this));
    // One listener may be subscribed several times.
    const subscription: Listener = (view) => listener(view);
    this.#listeners.add(subscription);
    return () => {
      this.#listeners.delete(subscription);
      end();
    };
  }

  /** Notifies the listeners that the conversation has ended. */
  end(lost: Problem): void {
    if (this.#instance === currentInstance()) return;
    this.#failed = failed(lost, this.#turn);
    for (const listener of this.#listeners) {
      try {
        listener(this.#failed);
      } catch (error) {
        globalThis.reportError?.(error);
      }
    }
    this.#listeners.clear();
  }
}

onCrash((lost) => {
  for (const reference of [...listenedTo]) {
    listenedTo.delete(reference);
    reference.deref()?.end(lost);
  }
});

/** Registers every object of this class, and hides the address that the generated code keeps in it. */
export function takeOver(owner: Owner): void {
  const own: Record<string, Callable> = {};
  for (const [name, { get }] of Object.entries(Object.getOwnPropertyDescriptors(owner.prototype))) {
    if (get) own[name] = get;
  }
  const wrap = owner.__wrap.bind(owner);
  owner.__wrap = (pointer) => {
    const object = wrap(pointer);
    const fixed = { writable: false, enumerable: false, configurable: false };
    Object.defineProperty(object, "__wbg_ptr", { value: pointer, ...fixed });
    Object.defineProperty(object, SELF, { value: () => object, ...fixed });
    memories.set(object, new Memory(object, owner, own));
    return object;
  };
}

/** The memory of the object that a method is called on. */
export function memoryOf(given: unknown, owner: Owner, name: string): Memory {
  const memory = memories.get(behind(given));
  if (memory?.owner === owner) return memory;
  throw problem("invalid_options", `\`${name}\` was called apart from its object`, "call it as a method");
}

function behind(given: unknown): object {
  const nothing = {};
  if (typeof given !== "object" || given === null) return nothing;
  if (memories.has(given)) return given;
  try {
    return (given as { [SELF]?: () => object })[SELF]?.() ?? nothing;
  } catch {
    return nothing;
  }
}

/** The view of a conversation whose instance has ended. */
function failed(lost: Problem, turn: number): ConversationView {
  const { code, message, help, fields, errors, status, retryable, conflict, duplicates } = lost;
  const shown: ViewProblem = { code, message, help, fields, errors, status, retryable, conflict, duplicates };
  const sentence = "That did not work.";
  const nothing = {
    citation: null,
    opportunity: null,
    card: null,
    form: null,
    conflict: null,
    undo: null,
    receipt: null,
  };
  const empty = { offers: [], steps: [], choices: [], buttons: [], violations: [], warnings: [], undecided: [] };
  const names = { object: null, objectPlural: null, stage: null, amount: null };
  const labels = { ...names, closeDate: null, owner: null, account: null, recordType: null };
  const view: ConversationView = {
    turn: turn + 1,
    state: "failed",
    message: sentence,
    parts: [{ text: sentence, strong: false }],
    text: { code: "failed", parameters: {} },
    problem: shown,
    labels,
    ...nothing,
    ...empty,
  };
  return Object.freeze(view);
}
