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
 * A panel that lists the events of the element, newest first.
 *
 * @param {HTMLElement} panel
 * @param {EventTarget} source
 */
export function eventPanel(panel, source) {
  const list = /** @type {HTMLElement} */ (panel.querySelector(".entries"));
  const counter = /** @type {HTMLElement} */ (panel.querySelector("[data-count]"));
  let count = 0;
  /** @type {ReturnType<typeof createEntry> | null} */
  let newest = null;
  const showCount = () => {
    counter.textContent = count === 0 ? "None yet" : count === 1 ? "1 event" : `${count} events`;
  };
  panel.querySelector("[data-clear]")?.addEventListener("click", () => {
    count = 0;
    newest = null;
    list.replaceChildren();
    showCount();
  });

  const record = (/** @type {Event} */ event) => {
    count += 1;
    showCount();
    // The view changes with each step, so a run of these events shares one entry.
    if (event.type !== "view-change" || newest?.name !== event.type) {
      newest = createEntry(event.type);
      list.prepend(newest.element);
      if (list.children.length > MOST) list.lastElementChild?.remove();
    }
    newest.add(/** @type {CustomEvent} */ (event).detail);
  };
  for (const name of NAMES) source.addEventListener(name, record);
}

/**
 * Creates an entry that stays in place while events are added to it: what a person opened stays open.
 *
 * @param {string} name
 */
function createEntry(name) {
  const shown = h("pre", { tabIndex: 0 });
  const note = h("span.time");
  const summary = h("summary", {}, h("span.name", {}, name), note);
  const details = /** @type {HTMLDetailsElement} */ (h("details", {}, summary, shown));
  const element = h("li", { data: { event: name } }, details);
  let times = 0;
  /** @type {unknown} */
  let latest;
  let isWritten = false;

  // A detail is long and rarely opened, so its text is written on demand.
  const write = () => {
    if (!isWritten) shown.textContent = JSON.stringify(latest, null, 2);
    isWritten = true;
  };
  // The click comes before the entry opens, so it never opens empty; `toggle` covers opening without a click.
  summary.addEventListener("click", write);
  details.addEventListener("toggle", write);

  return {
    name,
    element,
    /** @param {unknown} detail */
    add(detail) {
      times += 1;
      latest = detail;
      isWritten = false;
      element.dataset.times = String(times);
      note.textContent = times > 1 ? `× ${times}` : summaryOf(name, detail);
      if (details.open) write();
    },
  };
}

/**
 * Returns what the closed entry shows of the detail.
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
