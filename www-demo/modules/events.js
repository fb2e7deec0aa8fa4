import { h } from "./dom.js";

const MOST = 100;
const NAMES = [
  "opportunity-open",
  "stage-proposed",
  "before-save",
  "stage-saved",
  "stage-undone",
  "opportunity-problem",
  "view-change",
];

/**
 * A panel that shows what the element tells the page.
 *
 * @param {HTMLElement} panel
 * @param {EventTarget} source
 */
export function eventPanel(panel, source) {
  const list = /** @type {HTMLElement} */ (panel.querySelector(".entries"));
  const counter = /** @type {HTMLElement} */ (panel.querySelector("[data-count]"));
  let count = 0;
  const counted = () => {
    counter.textContent = count === 0 ? "None yet" : count === 1 ? "1 event" : `${count} events`;
  };
  panel.querySelector("[data-clear]")?.addEventListener("click", () => {
    count = 0;
    list.replaceChildren();
    counted();
  });

  const heard = (/** @type {Event} */ event) => {
    count += 1;
    counted();
    // The view changes with each step: the last one of a row is enough to read.
    const first = /** @type {HTMLElement | null} */ (list.firstElementChild);
    const repeated = event.type === "view-change" && first?.dataset.event === event.type;
    const times = repeated ? Number(first.dataset.times) + 1 : 1;
    const entry = draw(event.type, /** @type {CustomEvent} */ (event).detail, times);
    if (repeated) first.replaceWith(entry);
    else list.prepend(entry);
    if (list.children.length > MOST) list.lastElementChild?.remove();
  };
  for (const name of NAMES) source.addEventListener(name, heard);
}

/**
 * @param {string} name
 * @param {unknown} detail
 * @param {number} times
 */
function draw(name, detail, times) {
  const shown = h("pre", { tabIndex: 0 });
  const details = h(
    "details",
    {},
    h("summary", {}, h("span.name", {}, name), h("span.time", {}, times > 1 ? `× ${times}` : summaryOf(name, detail))),
    shown,
  );
  // A detail is long, and seldom looked at.
  details.addEventListener("toggle", () => {
    if (!shown.textContent) shown.textContent = JSON.stringify(detail, null, 2);
  });
  return h("li", { data: { event: name, times } }, details);
}

/**
 * The one thing that is worth to be seen at once.
 *
 * @param {string} name
 * @param {any} detail
 */
function summaryOf(name, detail) {
  switch (name) {
    case "opportunity-open":
      return detail?.opportunity?.stage?.label ?? "";
    case "stage-proposed":
      return `${detail?.changes?.length ?? 0} changes`;
    case "stage-saved":
    case "stage-undone":
      return detail?.receipt?.verified ? "verified" : "";
    case "opportunity-problem":
      return detail?.problem?.code ?? "";
    case "view-change":
      return detail?.view?.state ?? "";
    default:
      return "";
  }
}
