import { h } from "./dom.js";
import { line } from "./line.js";
import { onOrg, org } from "./org.js";

/**
 * Browsers do not show their CORS preflights to a page. The local sandbox keeps a log of what it was asked: with it
 * they can be shown all the same. With a real org they stay invisible, and the note of the panel says so.
 */
const HIDDEN =
  "Before a request to another origin the browser asks the server by itself (a CORS preflight). Browsers do not show that to a page: look in the developer tools.";
const NONE = "This org is inside the page: requests pass no network, and the browser sends no CORS preflights.";
const LOGGED = "Browsers keep their preflights (OPTIONS) to themselves; those above come from the sandbox's log.";

/** @type {HTMLElement[]} */
const lists = [];
let seen = 0;

/** @param {HTMLElement} panel @param {HTMLElement} list newest first */
export function preflightsOf(panel, list) {
  lists.push(list);
  const note = panel.querySelector("[data-preflights]");
  onOrg(({ sandbox }) => {
    if (note)
      note.textContent = `${sandbox ? (sandbox.isInPage ? NONE : LOGGED) : HIDDEN} The Authorization header is never shown.`;
  });
}

line.watch(async () => {
  const log = await org()?.sandbox?.log();
  if (!log) return;
  // After a reset the log begins anew.
  const count = log.requestsInAll < seen ? log.requestsInAll : log.requestsInAll - seen;
  seen = log.requestsInAll;
  for (const asked of count ? log.requests.slice(-count) : []) if (asked.preflight) place(asked);
});

/**
 * Below the request that it was for: each list has the newest on top.
 *
 * @param {{ path: string, query: string, status: number, headers: Record<string, string> }} asked
 */
function place({ path, query, status, headers }) {
  const address = query ? `${path}?${query}` : path;
  const entries = lists.flatMap((list) => /** @type {HTMLElement[]} */ ([...list.children]));
  const request = entries.find(({ dataset }) => dataset.path === address && !("asked" in dataset));
  // From another client, such as a second tab.
  if (!request) return;
  request.dataset.asked = "";
  const wanted = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  request.after(
    h(
      "li.preflight",
      { data: { status: status < 400 ? "ok" : "refused" } },
      h(
        "details",
        {},
        h(
          "summary",
          {},
          h("span.method", {}, "OPTIONS"),
          h("span.path", {}, "preflight"),
          h("span.status", {}, String(status)),
          h("span.time"),
        ),
        h("h4", {}, "The browser asked"),
        h("pre", { tabIndex: 0 }, wanted.join("\n")),
      ),
    ),
  );
}
