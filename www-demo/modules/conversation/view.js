import { card } from "./card.js";
import { chosen, conflictTable } from "./conflict.js";
import { h, org } from "../dom.js";
import { form } from "./form.js";
import { sentence } from "../format.js";
import { receipt } from "./receipt.js";

/**
 * Draws one view of the conversation. Everything that is said comes from the view; here it only gets its looks.
 *
 * @param {import("opportunity-stage").ConversationView} view
 * @param {(event: import("opportunity-stage").ConversationEvent, spoken: string) => void} send
 *   takes an event, with the words that stand for it in the log
 * @returns {DocumentFragment}
 */
export function drawView(view, send) {
  const drawn = document.createDocumentFragment();
  const add = (/** @type {Node | null} */ node) => node && drawn.append(node);

  // The card has the same words for its title.
  if (view.message !== view.card?.title) add(message(view));
  add(view.steps.length ? steps(view.steps) : null);
  add(view.problem ? problem(view.problem) : null);
  add(view.card ? card(view.card) : null);
  // With a form on show its fields carry their own violations.
  const onFields = new Set(view.form?.fields.map((field) => field.name) ?? []);
  const said = (/** @type {{ message: string }} */ { message: text }) => text === view.message;
  add(violations(view.violations.filter((one) => !(one.field && onFields.has(one.field)) && !said(one))));
  add(warnings(view.warnings));
  add(view.choices.length ? choices(view.choices, send) : null);
  add(undecided(view.undecided));
  const table = view.conflict && conflictTable(view.conflict, view.turn);
  add(table);
  // What was chosen in the table goes along with the button that merges.
  const merged = (/** @type {import("opportunity-stage").ConversationEvent} */ event, /** @type {string} */ spoken) =>
    send(
      table && event.type === "resolve" && event.keep === "merge" ? { ...event, fields: chosen(table) } : event,
      spoken,
    );
  add(view.form ? form(view, send) : buttons(view.buttons, merged));
  add(view.receipt ? receipt(view.receipt) : null);
  return drawn;
}

/** @param {import("opportunity-stage").ConversationView} view */
function message({ parts, citation }) {
  if (!parts.length && !citation) return null;
  const text = parts.map((part) => (part.strong ? h("strong", {}, part.text) : part.text));
  return h("p.message", { dir: "auto" }, ...text, citation && " ", citation && link(citation));
}

/** @param {import("opportunity-stage").Citation} citation */
function link({ label, link: address }) {
  return h("a.citation", { href: address, target: "_blank", rel: "noopener noreferrer" }, org(label));
}

/** @param {readonly import("opportunity-stage").ViewStep[]} list */
function steps(list) {
  const words = { pending: "in progress", done: "done", failed: "failed" };
  return h(
    "ol.steps",
    {},
    ...list.map(({ label, status }) =>
      h("li", { data: { status } }, h("span", {}, org(label)), h("span.visually-hidden", {}, `: ${words[status]}`)),
    ),
  );
}

/** @param {import("opportunity-stage").ViewProblem} view */
function problem({ code, message: text, help, errors, status }) {
  // A detail that repeats the message is left out.
  const more = errors.filter((detail) => detail.message !== text);
  return h(
    "div.problem",
    {},
    h("p.problem-text", {}, ...sentence(text)),
    more.length > 0 && h("ul", {}, ...more.map((detail) => h("li", {}, ...sentence(detail.message)))),
    help && h("p.help", {}, ...sentence(help)),
    h("p.code", {}, status === null ? code : `${code} · HTTP ${status}`),
  );
}

/** @param {readonly import("opportunity-stage").Violation[]} list */
function violations(list) {
  return list.length === 0
    ? null
    : h(
        "ul.violations",
        {},
        ...list.map(({ message: text, help }) =>
          h("li", {}, ...sentence(text), help && h("span.help", {}, ...sentence(help))),
        ),
      );
}

/** @param {readonly import("opportunity-stage").Warning[]} list */
function warnings(list) {
  return list.length === 0
    ? null
    : h(
        "ul.warnings",
        {},
        ...list.map(({ message: text, help }) =>
          h("li", {}, ...sentence(text), help && h("span.help", {}, ...sentence(help))),
        ),
      );
}

/** What Salesforce alone can decide. @param {readonly import("opportunity-stage").UndecidedRule[]} list */
function undecided(list) {
  return list.length === 0
    ? null
    : h(
        "ul.warnings",
        {},
        ...list.map(({ about, message: text }) =>
          h("li", {}, ...sentence(about || text), h("span.help", {}, "Salesforce decides when you confirm.")),
        ),
      );
}

/**
 * @param {readonly import("opportunity-stage").ViewChoice[]} list
 * @param {Parameters<typeof drawView>[1]} send
 */
function choices(list, send) {
  return h(
    "ul.choices",
    {},
    ...list.map(({ label, detail, event }) =>
      h(
        "li",
        {},
        h(
          "button.choice",
          { type: "button", onclick: () => send(event, label) },
          h("span.choice-label", {}, org(label)),
          detail && h("span.choice-detail", { dir: "auto" }, detail),
        ),
      ),
    ),
  );
}

/**
 * @param {readonly import("opportunity-stage").ViewButton[]} list
 * @param {Parameters<typeof drawView>[1]} send
 */
function buttons(list, send) {
  return list.length === 0
    ? null
    : h(
        "div.buttons",
        {},
        ...list.map(({ label, appearance, event }) =>
          h(`button.${appearance}`, { type: "button", onclick: () => send(event, label) }, label),
        ),
      );
}
