import { h, org } from "../dom.js";
import { formatTime, formatValue } from "../format.js";

/**
 * What another user changed, and what is requested here. For each own field the user chooses which value is kept.
 *
 * @param {import("opportunity-stage").Conflict} conflict
 * @param {number} turn
 */
export function conflictTable({ at, fields }, turn) {
  const headings = ["Field", "Before", "Yours", "Theirs"];
  const cell = (/** @type {import("opportunity-stage").FieldValue} */ value) => h("td", {}, org(formatValue(value)));
  const mine = (/** @type {(typeof fields)[number]} */ { field, label, mine: value, changedBy }, whose = "mine") =>
    changedBy === "them"
      ? org(formatValue(value))
      : h(
          "label",
          {},
          h("input", {
            type: "radio",
            name: `${field}-${turn}`,
            value: whose,
            checked: whose === "mine",
            ariaLabel: `${label}: ${whose === "mine" ? "keep yours" : "take theirs"}`,
            data: { field },
          }),
          " ",
          org(formatValue(value)),
        );
  return h(
    "div.conflict",
    {},
    h("p.help", {}, `Saved by another user on ${formatTime(at)}.`),
    h(
      "table",
      {},
      h("thead", {}, h("tr", {}, ...headings.map((text) => h("th", { scope: "col" }, text)))),
      h(
        "tbody",
        {},
        ...fields.map((one) =>
          h(
            "tr",
            { data: { changedBy: one.changedBy } },
            h("th", { scope: "row" }, org(one.label)),
            cell(one.before),
            h("td", {}, mine(one)),
            h("td", {}, mine({ ...one, mine: one.theirs }, "theirs")),
          ),
        ),
      ),
    ),
  );
}

/**
 * What was chosen in the table.
 *
 * @param {ParentNode} table
 * @returns {Record<string, "mine" | "theirs">}
 */
export function chosen(table) {
  const inputs = /** @type {NodeListOf<HTMLInputElement>} */ (table.querySelectorAll("input:checked"));
  const side = (/** @type {string} */ value) => (value === "theirs" ? "theirs" : "mine");
  return Object.fromEntries([...inputs].map(({ dataset, value }) => [dataset.field ?? "", side(value)]));
}
