/** What can be said next, as the list of a combobox: the focus stays in the line, and nothing is said before it is sent. */
import type { Suggestion } from "../../index.js";

export class Suggestions {
  #items: readonly Suggestion[] = [];
  #active = -1;
  #asked = 0;
  readonly #ask: (typed: string) => Promise<readonly Suggestion[]>;
  readonly #changed: () => void;

  constructor(ask: (typed: string) => Promise<readonly Suggestion[]>, changed: () => void) {
    this.#ask = ask;
    this.#changed = changed;
  }

  get items(): readonly Suggestion[] {
    return this.#items;
  }

  /** The one that Enter takes; -1 where the person has not gone to any. */
  get active(): number {
    return this.#active;
  }

  get isOpen(): boolean {
    return this.#items.length > 0;
  }

  /** Shows what fits the text. What was asked before and comes later does not count. */
  async show(typed: string): Promise<void> {
    const asked = ++this.#asked;
    const items = await this.#ask(typed).catch(() => []);
    if (asked !== this.#asked) return;
    this.#items = items;
    this.#active = -1;
    this.#changed();
  }

  close(): void {
    this.#asked += 1;
    if (!this.isOpen) return;
    this.#items = [];
    this.#active = -1;
    this.#changed();
  }

  /** Goes to the next one, or the one before, and around. */
  move(by: 1 | -1): void {
    const { length } = this.#items;
    const from = this.#active === -1 && by === -1 ? 0 : this.#active;
    this.#active = (from + by + length) % length;
    this.#changed();
  }

  /** The text of the one that is chosen. */
  get chosen(): string | undefined {
    return this.#items[this.#active]?.text;
  }
}
