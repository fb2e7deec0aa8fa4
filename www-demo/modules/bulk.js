import { connect } from "opportunity-stage";
import { byId, h } from "./dom.js";
import { sentence } from "./format.js";
import { org } from "./org.js";
import { wire } from "./wire.js";

/** What the portal demands, in place of rules that a visitor would have to make up. */
const RULES = { version: /** @type {const} */ (1), closedIsFinal: true };
const count = new Intl.NumberFormat("en");

const form = () => /** @type {HTMLFormElement} */ (byId("bulk-form"));
const button = (/** @type {string} */ id) => /** @type {HTMLButtonElement} */ (byId(id));
const progress = () => /** @type {HTMLProgressElement} */ (byId("bulk-progress"));

/** Many records: read and judged first, then written, with a stop in between where it is wanted. */
export function bulkPart() {
  const fetch = wire(byId("bulk-wire"));
  /** @type {import("opportunity-stage").BulkPlan | null} */
  let plan = null;
  /** @type {AbortController | null} */
  let under = null;

  /** @param {string} text @param {string} go what the button does next */
  const stand = (text, go) => {
    byId("bulk-status").textContent = text;
    button("bulk-go").textContent = go;
    button("bulk-go").disabled = under !== null;
    button("bulk-stop").disabled = under === null;
  };

  const forget = () => {
    plan = null;
    under?.abort();
    under = null;
    progress().value = 0;
    byId("bulk-tally").replaceChildren();
    byId("bulk-results").replaceChildren();
    stand("Nothing read yet", "Preview");
  };

  const onProgress = (/** @type {import("opportunity-stage").BulkProgress} */ report) => {
    progress().value = report.total ? report.done / report.total : 0;
    byId("bulk-status").textContent =
      `${report.phase === "reading" ? "Read" : "Written"} ${count.format(report.done)} of ${count.format(report.total)}`;
    if (report.phase === "writing") tally(report);
  };

  const preview = async (/** @type {AbortSignal} */ signal) => {
    const { instanceUrl, accessToken, allowedOrigins } = known();
    const salesforce = await connect({ instanceUrl, accessToken, allowedOrigins, fetch, rules: RULES });
    const wanted = new FormData(form());
    const ids = await someIds(fetch, Number(wanted.get("count")), signal);
    const stage = String(wanted.get("stage"));
    plan = await salesforce.planMany(
      ids.map((id) => ({ id, stage })),
      { signal, onProgress },
    );
    const { total, allowed, undecided, unchanged, denied, invalid, groups } = plan.preview;
    tally({ updated: allowed + undecided, unchanged, refused: denied + invalid, failed: 0 }, "would be updated");
    byId("bulk-results").replaceChildren(table(groups.map(({ message, count: many }) => [sentence(message), many])));
    under = null;
    stand(
      `${count.format(total)} read and judged. Nothing is written yet.`,
      `Update ${count.format(allowed + undecided)}`,
    );
  };

  const write = async (/** @type {AbortSignal} */ signal) => {
    const started = performance.now();
    const result = await plan?.run({ signal, onProgress });
    if (!result) return;
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    tally(result);
    const against = new Map();
    for (const { problem } of result.results) {
      if (problem) against.set(problem.message, (against.get(problem.message) ?? 0) + 1);
    }
    if (against.size)
      byId("bulk-results").replaceChildren(table([...against].map(([text, many]) => [sentence(text), many])));
    plan = null;
    under = null;
    stand(`Done: ${count.format(result.updated)} updated in ${seconds} seconds`, "Preview");
  };

  form().addEventListener("submit", async (event) => {
    event.preventDefault();
    if (under) return;
    const mine = new AbortController();
    under = mine;
    stand(plan ? "Writing…" : "Reading…", button("bulk-go").textContent ?? "");
    try {
      await (plan ? write : preview)(mine.signal);
    } catch (problem) {
      if (under !== mine) return;
      under = null;
      const { message, help } = /** @type {any} */ (problem);
      const text = mine.signal.aborted
        ? "Stopped. What was written stays written."
        : [message, help].filter(Boolean).join("; ");
      stand(text, plan ? "Go on" : "Preview");
    }
  });
  form().addEventListener("change", forget);
  button("bulk-stop").addEventListener("click", () => under?.abort());
}

function known() {
  const current = org();
  if (!current) throw new Error("connect an org first: the form is at the end of this page");
  return current;
}

/** Any ids do: a portal has those of its own list. @param {typeof globalThis.fetch} fetch @param {number} most @param {AbortSignal} signal */
async function someIds(fetch, most, signal) {
  const { instanceUrl, accessToken, sandbox } = known();
  const which = sandbox ? "Account.Name LIKE 'Portfolio%'" : "IsClosed = false";
  const query = `SELECT Id FROM Opportunity WHERE ${which} ORDER BY Name LIMIT ${most}`;
  const headers = { authorization: `Bearer ${await accessToken()}` };
  const address = `${instanceUrl}/services/data/v66.0/query?q=${encodeURIComponent(query)}`;
  const answer = await fetch(address, { headers, signal, credentials: "omit", redirect: "error" });
  if (!answer.ok) throw new Error(`the list of opportunities could not be read: HTTP ${answer.status}`);
  const { records } = await answer.json();
  return /** @type {string[]} */ (records.map((/** @type {{ Id: string }} */ { Id }) => Id));
}

/**
 * @param {{ updated: number, unchanged: number, refused: number, failed: number }} numbers
 * @param {string} updatedLabel
 */
function tally({ updated, unchanged, refused, failed }, updatedLabel = "updated") {
  const rows = { [updatedLabel]: updated, "had it already": unchanged, "refused by rules": refused, failed };
  byId("bulk-tally").replaceChildren(
    ...Object.entries(rows).map(([label, number]) =>
      h("div", {}, h("dt", {}, label), h("dd", {}, count.format(number))),
    ),
  );
}

/** @param {[(string | HTMLElement)[], number][]} rows */
function table(rows) {
  if (rows.length === 0) return "";
  return h(
    "table",
    {},
    h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Reason"), h("th", { scope: "col" }, "Records"))),
    h("tbody", {}, ...rows.map(([text, many]) => h("tr", {}, h("td", {}, ...text), h("td", {}, count.format(many))))),
  );
}
