import { byId, h, org } from "../dom.js";
import { sentence } from "../format.js";
import { drawView } from "./view.js";

/**
 * The log of the conversation: what the person said, and one block for each turn of the core's views.
 *
 * @param {(event: import("opportunity-stage").ConversationEvent, spoken: string) => void} send
 */
export function transcript(send) {
  const log = byId("log");
  const welcome = [...log.children];
  /** @type {{ turn: number, block: HTMLElement } | null} */
  let latest = null;

  /** What was said stays readable, but can no longer be pressed. */
  const retire = () => {
    for (const gone of latest?.block.querySelectorAll(".buttons, form.edit") ?? []) gone.remove();
    /** @type {NodeListOf<HTMLButtonElement | HTMLInputElement> | undefined} */
    const pressed = latest?.block.querySelectorAll("button, input");
    for (const one of pressed ?? []) one.disabled = true;
  };

  /** The log scrolls, and never the page: what is new is at its end, unless it is taller than that. */
  const follow = (/** @type {HTMLElement} */ block) => {
    log.scrollTop = Math.min(block.offsetTop - log.offsetTop - 16, log.scrollHeight);
  };
  const append = (/** @type {HTMLElement} */ block) => {
    log.append(block);
    follow(block);
  };

  return {
    /** @param {string} text */
    said(text) {
      append(h("p.said", {}, h("span.visually-hidden", {}, "You: "), org(text)));
    },

    /** @param {import("opportunity-stage").ConversationView} view */
    show(view) {
      if (view.turn === 0 && view.state === "idle" && !view.parts.length) return;
      // What was pressed is about to go away: the focus must not fall back to the top of the page.
      const focusLost = log.contains(document.activeElement) && document.activeElement !== log;
      const fresh = latest?.turn !== view.turn;
      if (fresh) {
        retire();
        latest = { turn: view.turn, block: h("article.turn", { tabIndex: -1, data: { turn: view.turn } }) };
        log.append(latest.block);
      }
      const block = /** @type {{ block: HTMLElement }} */ (latest).block;
      block.dataset.state = view.state;
      // A later view of the same turn must not close a receipt that was opened.
      const isOpened = block.querySelector("details.receipt")?.hasAttribute("open") ?? false;
      block.replaceChildren(drawView(view, send));
      block.querySelector("details.receipt")?.toggleAttribute("open", isOpened);
      follow(block);
      if (focusLost) {
        const first = /** @type {HTMLElement | null} */ (block.querySelector("form.edit select"));
        (first ?? block).focus({ preventScroll: true });
      }
      byId("status").textContent = view.message;
      byId("alert").textContent = view.problem?.message ?? "";
    },

    /** Something that went wrong outside the conversation. @param {unknown} error */
    failed(error) {
      const { code, message = String(error), help } = /** @type {any} */ (error) ?? {};
      append(
        h(
          "div.problem",
          {},
          h("p.problem-text", {}, ...sentence(message)),
          help && h("p.help", {}, ...sentence(help)),
          code && h("p.code", {}, code),
        ),
      );
      byId("alert").textContent = message;
    },

    clear() {
      latest = null;
      log.replaceChildren(...welcome);
    },
  };
}
