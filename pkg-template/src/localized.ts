/** The texts of a conversation in its language, for pages that draw it themselves. Loaded for languages other than English. */
import type { ConversationView, Suggestion, ViewChoice } from "../index.js";
import { buttonLabel, label, message, reason, suggestionText } from "./element/localize.js";
import later from "opportunity-stage-words/en-later";
import { addEnglish, catalogueFor, loadCatalogue, Messages } from "./element/messages.js";
import { visible } from "./visible.js";

addEnglish(later);

/** Localizes texts into one language. */
export interface Localizer {
  view: (view: ConversationView) => ConversationView;
  suggestion: (suggestion: Suggestion) => Suggestion;
}

/** Loads a language. */
export async function localizerFor(language: string): Promise<Localizer> {
  await loadCatalogue(catalogueFor(language));
  let words = new Messages(language);
  const known = new WeakMap<ConversationView, ConversationView>();
  const view = (view: ConversationView) => {
    words = words.naming(view.labels);
    const shown = known.get(view) ?? localized(view, words);
    known.set(view, shown);
    // A view is localized once.
    known.set(shown, shown);
    return shown;
  };
  return { view, suggestion: (it) => Object.freeze({ ...it, text: suggestionText(it, words) }) };
}

function localized(view: ConversationView, words: Messages): ConversationView {
  const parts = message(view, words);
  const shown = <T extends { message: string }>(it: T, given: { message: string; help: string | null }): T =>
    Object.freeze({ ...it, ...given });
  return Object.freeze({
    ...view,
    parts: Object.freeze(parts.map((part) => Object.freeze(part))),
    message: parts.map(({ text }) => text).join(""),
    buttons: frozen(view.buttons, (button) => ({ ...button, label: buttonLabel(button, words) })),
    steps: frozen(view.steps, (step) => ({ ...step, label: label("step", step, words) })),
    choices: frozen(view.choices, (choice) => ({ ...choice, detail: detail(choice, words) })),
    violations: frozen(view.violations, (it) => shown(it, reason(it, words))),
    warnings: frozen(view.warnings, (it) => shown(it, reason(it, words))),
    card:
      view.card &&
      Object.freeze({
        ...view.card,
        title: words.say(`text.${view.card.code}`),
        rows: frozen(view.card.rows, (row) => ({ ...row, label: label("row", row, words) })),
      }),
  });
}

const frozen = <T extends object>(all: readonly T[], change: (one: T) => T): readonly T[] =>
  Object.freeze(all.map((one) => Object.freeze(change(one))));

/** Details that distinguish one opportunity from the others. */
function detail({ opportunity, detail }: ViewChoice, words: Messages): string {
  if (!opportunity) return detail;
  const { account, stage, closeDate, closed, owner } = opportunity;
  const closes = closeDate && words.say(closed ? "ui.closed_on" : "ui.closes_on", { date: closeDate });
  return [account && visible(account), visible(stage), closes, owner && visible(owner)].filter(Boolean).join(" · ");
}
