/** Keeps the focus in the flow, so that it never falls back to the top of the page. */
import type { ConversationView } from "../../index.js";

export class Focus {
  #held = false;
  #before: ConversationView | null = null;

  /** Before rendering: remembers whether the focus is here. A disabled or removed control loses it to the body. */
  remember(root: ShadowRoot | null): void {
    if (root?.activeElement) this.#held = true;
    else if (document.activeElement !== document.body) this.#held = false;
  }

  /** After rendering: opens or closes the dialog, and moves the focus to where the user continues. */
  follow(root: ShadowRoot, view: ConversationView | null): void {
    const before = this.#before;
    this.#before = view;
    const dialog = root.querySelector("dialog");
    const wanted = view?.state === "conflict";
    // A dialog that is moved within the page stays open, but is no longer modal.
    if (dialog?.open && !(wanted && dialog.matches(":modal"))) dialog.close();
    if (wanted && dialog && !dialog.open) dialog.showModal();
    if (!view || view === before) return;
    const lost = this.#held && (root.activeElement === null || root.activeElement === dialog);
    if (lost || (before && refused(view, before, root))) target(root, view)?.focus();
  }

  /** A removed element must not take the focus when it is inserted again. */
  forget(): void {
    this.#held = false;
  }
}

/** After the form was submitted, the focus goes to what is wrong with it. */
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
