import { h } from "./dom.js";
import { line } from "./line.js";
import { preflightsOf } from "./preflights.js";

const MOST = 100;

/**
 * A panel that shows what passes through its `fetch`. Headers are not read at all, so the token cannot come into the
 * page.
 *
 * @param {HTMLElement} panel
 * @returns {typeof globalThis.fetch}
 */
export function wire(panel) {
  const list = /** @type {HTMLElement} */ (panel.querySelector(".entries"));
  const counter = /** @type {HTMLElement} */ (panel.querySelector("[data-count]"));
  let count = 0;

  const counted = () => {
    counter.textContent = count === 0 ? "No request yet" : count === 1 ? "1 request" : `${count} requests`;
  };
  panel.querySelector("[data-clear]")?.addEventListener("click", () => {
    count = 0;
    list.replaceChildren();
    counted();
  });
  preflightsOf(panel, list);

  return async (input, init) => {
    const request = new Request(input, init);
    const sent = await request.clone().text();
    const entry = draw(request, sent);
    list.prepend(entry.element);
    if (list.children.length > MOST) list.lastElementChild?.remove();
    count += 1;
    counted();

    const started = performance.now();
    try {
      const response = await line.send(request);
      const elapsed = performance.now() - started;
      // A copy is read, so that showing the answer does not delay it.
      response
        .clone()
        .text()
        .then((body) => entry.answered(response.status, elapsed, body), entry.failed);
      return response;
    } catch (error) {
      entry.failed(error);
      throw error;
    }
  };
}

/**
 * @param {Request} request
 * @param {string} sent
 */
function draw(request, sent) {
  const url = new URL(request.url);
  const status = h("span.status", {}, "…");
  const time = h("span.time");
  const answer = h("div");
  const element = h(
    "li",
    { data: { status: "pending", path: url.pathname + url.search } },
    h(
      "details",
      {},
      h(
        "summary",
        {},
        h("span.method", {}, request.method),
        h("span.path", { title: url.pathname }, short(url.pathname)),
        status,
        time,
      ),
      h("h4", {}, "Request"),
      h("pre", { tabIndex: 0 }, `${request.method} ${url.origin}${url.pathname}${readable(url.searchParams)}`),
      sent && h("pre", { tabIndex: 0 }, pretty(sent)),
      answer,
    ),
  );
  return {
    element,
    /** @type {(code: number, milliseconds: number, body: string) => void} */
    answered(code, milliseconds, body) {
      element.dataset.status = code < 400 ? "ok" : "refused";
      status.textContent = String(code);
      time.textContent = `${Math.round(milliseconds)} ms`;
      answer.replaceChildren(h("h4", {}, "Answer"), h("pre", { tabIndex: 0 }, body ? pretty(body) : "(no body)"));
    },
    /** @param {unknown} error */
    failed(error) {
      element.dataset.status = "failed";
      status.textContent = error instanceof DOMException && error.name === "AbortError" ? "aborted" : "no answer";
      answer.replaceChildren(
        h("p", {}, "The browser gave the page no answer: the server refused its origin, or was not reached."),
      );
    },
  };
}

/** Its end tells paths apart: the last two parts, and of an id the letters that say what it is. @param {string} path */
function short(path) {
  const parts = path.replace(/^\/services\/(?:data\/v[\d.]+\/)?/, "").split("/");
  const ids = /\b([a-zA-Z0-9]{3})(?=\w*\d)\w{12}(?:\w{3})?\b/g;
  return ["…", ...parts.slice(-2)].join("/").replace(ids, "$1…");
}

/** @param {URLSearchParams} query */
const readable = (query) =>
  [...query].map(([name, value], index) => `\n  ${index ? "&" : "?"}${name}=${value}`).join("");

/** A long body would slow down the page, and is not read in full. */
const LONGEST = 20_000;

/** @param {string} text */
function pretty(text) {
  if (text.length > LONGEST) return `${text.slice(0, LONGEST)}\n… ${text.length - LONGEST} more characters`;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
