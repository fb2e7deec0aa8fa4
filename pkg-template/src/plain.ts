import { problem } from "./problem.js";
import { followed } from "./signal.js";

/*
 * A host's arguments may be anything: a proxy that throws, a getter that calls the package again, an endless list, a
 * fake signal. The core gets a copy as plain data, so that no foreign code runs during a call.
 */

/** Reads an argument of a call. */
export type Reader = (value: unknown) => unknown;

/** A placeholder for invalid values, such as bytes. The core rejects it as it rejects every symbol. */
const MEANINGLESS = Symbol("meaningless");

/** The most values of an argument and of a document, and the most records of a list. */
const MOST_VALUES = 100_000;
const MOST_DOCUMENT_VALUES = 4_000_000;
const MOST_RECORDS = 2 ** 24;

/** The most UTF-16 code units of all texts together. */
const LONGEST = 2 ** 24;

/** No option lies deeper. */
const DEEPEST = 16;

/** A copy as plain data. */
export const plain: Reader = (value) => read(() => new Copy().of(value, 0));

/** A copy of options of which some are documents. */
export const withDocuments =
  (...names: readonly string[]): Reader =>
  (value) =>
    read(() => new Copy(names).of(value, 0));

/** A document is copied through its JSON text: that keeps the result of `toJSON`. */
export const document: Reader = (value) => read(() => textOf(value));

/** A record is not copied: the core reads what it needs, and treats a getter that throws as a missing value. */
export const record: Reader = (value) => (ArrayBuffer.isView(value) ? MEANINGLESS : value);

/** Copies a list of records. A host's iterator may be endless. */
export const records: Reader = (value) =>
  read(() => (Array.isArray(value) ? itemsOf(value, MOST_RECORDS, record) : isObject(value) ? MEANINGLESS : value));

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

/** Anything that the host's objects throw becomes one problem. Their text is not repeated: it may contain a token. */
function read(copy: () => unknown): unknown {
  try {
    return copy();
  } catch (error) {
    if (error instanceof Unreadable) throw problem("invalid_options", error.message, "give less at once");
    throw problem(
      "invalid_options",
      "an argument cannot be read: one of its properties throws",
      "give plain objects and lists",
    );
  }
}

class Unreadable extends Error {}

class Copy {
  #values = MOST_VALUES;
  #characters = LONGEST;
  /** Also what keeps a cycle a cycle. */
  readonly #copies = new Map<object, unknown>();
  readonly #documents: readonly string[];

  constructor(documents: readonly string[] = []) {
    this.#documents = documents;
  }

  of(value: unknown, depth: number): unknown {
    this.#values -= 1;
    if (this.#values < 0) throw new Unreadable(`an argument holds more than ${MOST_VALUES} values`);
    if (typeof value === "string") return this.#text(value);
    if (typeof value === "function") return callable(value as (...given: unknown[]) => unknown);
    if (!isObject(value)) return value;
    const known = this.#copies.get(value);
    if (known !== undefined) return known;
    return depth > DEEPEST || ArrayBuffer.isView(value) ? MEANINGLESS : (exotic(value) ?? this.#copied(value, depth));
  }

  #text(value: string): string {
    this.#characters -= value.length;
    return checked(value, this.#characters);
  }

  #copied(value: object, depth: number): object {
    if (Array.isArray(value)) {
      const list: unknown[] = [];
      this.#copies.set(value, list);
      itemsOf(value, this.#values, (item) => this.of(item, depth + 1), list);
      return list;
    }
    // Without a prototype: a key may be `__proto__`.
    const copy = Object.create(null) as Record<string, unknown>;
    this.#copies.set(value, copy);
    for (const key of Object.keys(value)) {
      this.#text(key);
      const item = (value as Record<string, unknown>)[key];
      copy[key] = depth === 0 && this.#documents.includes(key) ? textOf(item) : this.of(item, depth + 1);
    }
    return copy;
  }
}

function itemsOf(value: readonly unknown[], most: number, of: Reader, list: unknown[] = []): unknown[] {
  const { length } = value;
  if (!(length <= most)) throw new Unreadable(`a list has more than ${most} items`);
  for (let index = 0; index < length; index += 1) list.push(of(value[index]));
  return list;
}

function textOf(value: unknown): unknown {
  const text = isObject(value) ? stringified(value) : value;
  if (typeof text === "string") return checked(text, LONGEST - text.length);
  return text === undefined || text === null ? text : MEANINGLESS;
}

function stringified(value: object): string | undefined {
  let values = 0;
  return JSON.stringify(value, (_key, item: unknown) => {
    values += 1;
    if (values > MOST_DOCUMENT_VALUES)
      throw new Unreadable(`a document holds more than ${MOST_DOCUMENT_VALUES} values`);
    // Typed arrays have a key for each byte.
    return ArrayBuffer.isView(item) ? null : item;
  });
}

function checked(text: string, left: number): string {
  if (left < 0) throw new Unreadable(`an argument holds more than ${LONGEST} characters`);
  return text;
}

/** What is not plain data and has a meaning: a date and a signal. */
function exotic(value: object): object | undefined {
  // The tag is only a hint: the method throws on what is not a date.
  if (Object.prototype.toString.call(value) === "[object Date]") {
    return new Date(Date.prototype.getTime.call(value as Date));
  }
  return "aborted" in value ? followed(value) : undefined;
}

/** Calls the host's function, even if its `call` was replaced. The core adopts promises that it returns. */
const callable =
  (call: (...given: unknown[]) => unknown) =>
  (...given: unknown[]): unknown =>
    Reflect.apply(call, undefined, given);
