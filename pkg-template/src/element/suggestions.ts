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

  /** The index of the suggestion that Enter takes; -1 if the user has not moved to one. */
  get active(): number {
    return this.#active;
  }

  get isOpen(): boolean {
    return this.#items.length > 0;
  }

  /** Shows suggestions for the text. A late result for an earlier text is ignored. */
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

  /** Moves to the next or previous suggestion, and wraps around. */
  move(by: 1 | -1): void {
    const { length } = this.#items;
    const from = this.#active === -1 && by === -1 ? 0 : this.#active;
    this.#active = (from + by + length) % length;
    this.#changed();
  }

  /** Opens the rendered list upwards if there is no room below it. */
  place(root: ParentNode): void {
    const list = root.querySelector<HTMLElement>(".suggestions");
    const line = list?.parentElement;
    if (!list || !line || !this.isOpen) return;
    const { top, bottom } = visibleArea(line);
    const { top: start, bottom: end } = line.getBoundingClientRect();
    const below = bottom - end;
    list.classList.toggle("above", list.offsetHeight > below && start - top > below);
  }

  /** The text of the selected suggestion. */
  get chosen(): string | undefined {
    return this.#items[this.#active]?.text;
  }
}

/** The visible vertical range around an element: the window without an on-screen keyboard, and ancestors that clip. */
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
