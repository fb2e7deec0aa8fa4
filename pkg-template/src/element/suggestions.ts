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

  /** Opens the drawn list upwards where there is no room for it below: what is shown above stays visible if it can. */
  place(root: ParentNode): void {
    const list = root.querySelector<HTMLElement>(".suggestions");
    const line = list?.parentElement;
    if (!list || !line || !this.isOpen) return;
    const { top, bottom } = visibleArea(line);
    const { top: start, bottom: end } = line.getBoundingClientRect();
    const below = bottom - end;
    list.classList.toggle("above", list.offsetHeight > below && start - top > below);
  }

  /** The text of the one that is chosen. */
  get chosen(): string | undefined {
    return this.#items[this.#active]?.text;
  }
}

/** From where to where an element can be seen: within the window, without an on-screen keyboard, and what clips it. */
function visibleArea(element: Element): { top: number; bottom: number } {
  const { visualViewport: seen } = window;
  let top = seen?.offsetTop ?? 0;
  let bottom = top + (seen?.height ?? window.innerHeight);
  const { body, documentElement } = document;
  let at: Node | null = element;
  while (at) {
    // How the page itself scrolls is in the window's size.
    if (at instanceof Element && at !== body && at !== documentElement) {
      if (getComputedStyle(at).overflowY !== "visible") {
        const edges = at.getBoundingClientRect();
        top = Math.max(top, edges.top);
        bottom = Math.min(bottom, edges.bottom);
      }
    }
    at = at instanceof ShadowRoot ? at.host : ((at as Element).assignedSlot ?? at.parentNode);
  }
  return { top, bottom };
}
