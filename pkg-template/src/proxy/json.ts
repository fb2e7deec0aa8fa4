/**
 * JSON without its ambiguities: a key that occurs twice is an error, and numbers keep their digits. What passes is
 * written anew, so that no other parser can read it differently.
 */

/** A number by its digits: a decimal may have more than a double holds. */
export class Digits {
  constructor(readonly text: string) {}
}

export type Json = null | boolean | string | Digits | readonly Json[] | ReadonlyMap<string, Json>;

const DEEPEST = 8;

/** Twice what 200 records with a hundred fields have: a body of nothing but small values would take seconds to read. */
const MOST_VALUES = 50_000;

/** Returns the value of a text; throws `SyntaxError`. */
export function readJson(text: string): Json {
  const reader = new Reader(text);
  const value = reader.value(0);
  reader.end();
  return value;
}

class Reader {
  #at = 0;
  #values = 0;

  constructor(readonly text: string) {}

  value(depth: number): Json {
    if (depth > DEEPEST) throw new SyntaxError("nested too deeply");
    this.#values += 1;
    if (this.#values > MOST_VALUES) throw new SyntaxError("too many values");
    this.#match(/[ \t\n\r]*/y);
    const literal = this.#match(/(?:null|true|false)(?![\w])/y);
    if (literal !== null) return literal === "null" ? null : literal === "true";
    const digits = this.#match(/-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y);
    if (digits !== null) return new Digits(digits);
    if (this.#is("{")) return this.#members(depth);
    if (this.#is("[")) return this.#items(depth);
    return this.#string();
  }

  end(): void {
    this.#match(/[ \t\n\r]*/y);
    if (this.#at < this.text.length) throw new SyntaxError("more than one value");
  }

  #members(depth: number): Json {
    const members = new Map<string, Json>();
    if (this.#is("}")) return members;
    do {
      this.#match(/[ \t\n\r]*/y);
      const key = this.#string();
      if (members.has(key)) throw new SyntaxError("a key twice");
      this.#expect(":");
      members.set(key, this.value(depth + 1));
    } while (this.#is(","));
    this.#expect("}");
    return members;
  }

  #items(depth: number): Json {
    const items: Json[] = [];
    if (this.#is("]")) return items;
    do items.push(this.value(depth + 1));
    while (this.#is(","));
    this.#expect("]");
    return items;
  }

  #string(): string {
    // eslint-disable-next-line no-control-regex -- JSON allows no control characters in a string
    const text = this.#match(/"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y);
    if (text === null) throw new SyntaxError("not JSON");
    const value = JSON.parse(text) as string;
    if (/\p{Surrogate}/u.test(value)) throw new SyntaxError("half a character");
    return value;
  }

  #is(mark: string): boolean {
    this.#match(/[ \t\n\r]*/y);
    if (this.text[this.#at] !== mark) return false;
    this.#at += 1;
    return true;
  }

  #expect(mark: string): void {
    if (!this.#is(mark)) throw new SyntaxError(`no \`${mark}\``);
  }

  #match(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.text)?.[0] ?? null;
    this.#at += found?.length ?? 0;
    return found;
  }
}

export function writeJson(value: Json): string {
  if (value instanceof Digits) return value.text;
  if (value instanceof Map) {
    const members = [...(value as ReadonlyMap<string, Json>)].map(
      ([key, item]) => `${JSON.stringify(key)}:${writeJson(item)}`,
    );
    return `{${members.join(",")}}`;
  }
  if (Array.isArray(value)) return `[${(value as readonly Json[]).map(writeJson).join(",")}]`;
  return JSON.stringify(value);
}
