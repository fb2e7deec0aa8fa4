import { byId, h } from "./dom.js";
import { short } from "./requests.js";

/**
 * Browsers do not show their CORS preflights to a page. The local sandbox keeps a log of what it was asked: with it
 * they can be shown all the same. With a real org they stay invisible, and the note of the page says so.
 *
 * @param {HTMLElement} list newest first
 */
export function preflights(list) {
  /** @type {string | null} */
  let log = null;
  let seen = 0;
  let looking = Promise.resolve();

  const read = async () => {
    const response = log && (await fetch(log).catch(() => null));
    return response && response.ok ? await response.json() : null;
  };
  const look = async () => {
    const told = await read();
    if (!told) return;
    // After a reset the log begins anew.
    const count = told.requestsInAll < seen ? told.requestsInAll : told.requestsInAll - seen;
    seen = told.requestsInAll;
    for (const asked of count ? told.requests.slice(-count) : []) if (asked.preflight) place(list, asked);
  };

  return {
    /** From now on; null for an org that has no such log. @param {string | null} sandbox */
    async watch(sandbox) {
      log = sandbox && `${sandbox}/sandbox/log`;
      seen = (await read())?.requestsInAll ?? 0;
      byId("preflights-hidden").hidden = log !== null;
      byId("preflights-told").hidden = log === null;
    },
    look() {
      looking = looking.then(look);
    },
  };
}

/**
 * Below the request that it was for: the list has the newest on top.
 *
 * @param {HTMLElement} list
 * @param {{ path: string, query: string, status: number, headers: Record<string, string> }} asked
 */
function place(list, { path, query, status, headers }) {
  const address = query ? `${path}?${query}` : path;
  const entries = /** @type {HTMLElement[]} */ ([...list.children]);
  const request = entries.find(({ dataset }) => dataset.path === address && !dataset.asked);
  if (request) request.dataset.asked = "";
  const wanted = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const element = h(
    "li.preflight",
    { data: { status: status < 400 ? "ok" : "refused" } },
    h(
      "details",
      {},
      h(
        "summary",
        {},
        h("span.method", {}, "OPTIONS"),
        h("span.path", {}, request ? "preflight" : `preflight of ${short(path)}`),
        h("span.status", {}, String(status)),
        h("span.time"),
      ),
      h("h3", {}, "The browser asked"),
      h("pre", { tabIndex: 0 }, wanted.join("\n")),
    ),
  );
  if (request) request.after(element);
  else list.prepend(element);
}
