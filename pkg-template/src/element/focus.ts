/** The focus follows the flow, and never falls back to the top of the page. */
import type { ConversationView } from "../../index.js";

export class Focus {
  #held = false;
  #before: ConversationView | null = null;

  /** Before drawing: whether the focus is here. What is disabled or removed loses it to the page's body. */
  remember(root: ShadowRoot | null): void {
    if (root?.activeElement) this.#held = true;
    else if (document.activeElement !== document.body) this.#held = false;
  }

  /** After drawing: opens and closes the dialog with its state, and puts the focus where the person goes on. */
  follow(root: ShadowRoot, view: ConversationView | null): void {
    const before = this.#before;
    this.#before = view;
    const dialog = root.querySelector("dialog");
    const wanted = view?.state === "conflict";
    // Moved within the page, a dialog stays open and is modal no longer.
    if (dialog?.open && !(wanted && dialog.matches(":modal"))) dialog.close();
    if (wanted && dialog && !dialog.open) dialog.showModal();
    if (!view || view === before) return;
    const lost = this.#held && (root.activeElement === null || root.activeElement === dialog);
    if (lost || (before && refused(view, before, root))) target(root, view)?.focus();
  }

  /** Who is taken out has no focus, and wants none when it comes back. */
  forget(): void {
    this.#held = false;
  }
}

/** Who has sent the form wants to know what is wrong with it. */
const refused = (view: ConversationView, before: ConversationView, root: ShadowRoot) =>
  view.state === "editing" &&
  before.state === "editing" &&
  view.turn !== before.turn &&
  view.violations.length > 0 &&
  Boolean(root.activeElement?.closest(".form"));

function target(root: ShadowRoot, view: ConversationView): HTMLElement | null {
  const first = (selector: string) => root.querySelector<HTMLElement>(selector);
  if (view.state === "conflict") return first("dialog h3");
  if (view.state === "editing") {
    const input = ":is(input, select, textarea):enabled";
    return first("#summary") ?? first(`.form ${input}[aria-invalid]`) ?? first(`.form ${input}`) ?? first("#panel");
  }
  return first("#panel") ?? first(".log");
}
