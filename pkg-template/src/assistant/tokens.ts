import { Refusal } from "./call.js";

/** Why a token is no longer valid. */
type Spent = "token_used" | "token_expired" | "token_superseded";

interface Entry<T> {
  /** The token's subject; deleted when it is used, so that it cannot be restored. */
  held: T | null;
  readonly subject: string;
  readonly until: number;
  spent: Spent | null;
  /** Another token of the same subject was issued, or its subject was withdrawn. */
  isSuperseded: boolean;
}

const SAID: Readonly<Record<Spent, string>> = {
  token_used: "this token was used before",
  token_expired: "this token is too old",
  token_superseded: "a later preview of the same opportunity took the place of this one",
};

/** How many used tokens are remembered, to explain a refusal. */
const REMEMBERED = 200;

/** Opaque single-use tokens with a lifetime, in memory only. */
export class Tokens<T> {
  readonly #entries = new Map<string, Entry<T>>();
  readonly #now: () => number;
  readonly #help: string;

  constructor(now: () => number, help: string) {
    this.#now = now;
    this.#help = help;
  }

  /** Issues a token and invalidates those of the same subject: the user sees one change at a time. */
  issue(held: T, subject: string, until: number): string {
    this.withdraw(subject);
    const token = [...crypto.getRandomValues(new Uint8Array(16))]
      .map((byte) => byte.toString(16).padStart(2, "0"))
      .join("");
    this.#entries.set(token, { held, subject, until, spent: null, isSuperseded: false });
    const [oldest] = this.#entries.keys();
    if (this.#entries.size > REMEMBERED && oldest !== undefined) this.#entries.delete(oldest);
    return token;
  }

  /** Invalidates the tokens of a subject. */
  withdraw(subject: string): void {
    for (const entry of this.#entries.values()) {
      if (entry.subject !== subject) continue;
      entry.isSuperseded = true;
      spend(entry, "token_superseded");
    }
  }

  /** Returns the token's value and marks it as used. */
  take(token: string): T {
    const entry = this.#entries.get(token);
    if (!entry) throw new Refusal("unknown_token", "there is no such token", this.#help);
    if (!(this.#now() < entry.until)) spend(entry, "token_expired");
    const { held } = entry;
    if (held === null || entry.spent !== null) {
      const spent = entry.spent ?? "token_used";
      throw new Refusal(spent, SAID[spent], this.#help);
    }
    spend(entry, "token_used");
    return held;
  }

  /** Rejects a used token that has been superseded or has expired since: a dialog may stay open for long. */
  check(token: string): void {
    const entry = this.#entries.get(token);
    const isLatest = entry !== undefined && !entry.isSuperseded;
    if (isLatest && this.#now() < entry.until) return;
    const why = isLatest ? "token_expired" : "token_superseded";
    throw new Refusal(why, SAID[why], this.#help);
  }

  /** Makes a used token valid again, if nothing was written and no other token has replaced it. */
  restore(token: string, held: T): void {
    const entry = this.#entries.get(token);
    if (!entry) return;
    const [last] = [...this.#entries.values()].filter(({ subject }) => subject === entry.subject).slice(-1);
    if (last === entry) Object.assign(entry, { held, spent: null });
  }
}

function spend<T>(entry: Entry<T>, how: Spent): void {
  entry.spent ??= how;
  entry.held = null;
}
