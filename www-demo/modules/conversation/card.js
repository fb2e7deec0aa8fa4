import { h, org } from "../dom.js";
import { formatValue } from "../format.js";

/**
 * The confirmation card: what is asked for, and apart from it what Salesforce will do by itself.
 *
 * @param {NonNullable<import("opportunity-stage").ConversationView["card"]>} view
 */
export function card({ title, rows, changes }) {
  // The stage stands in the rows already, before and after.
  const yours = changes.filter(({ by, field }) => by === "you" && field !== "StageName");
  const theirs = changes.filter(({ by }) => by === "salesforce");
  return h(
    "div.card",
    {},
    h("h3", {}, title),
    h("dl.rows", {}, ...rows.flatMap(({ label, value }) => [h("dt", {}, org(label)), h("dd", {}, org(value))])),
    yours.length > 0 && h("h4", {}, "You will also change"),
    yours.length > 0 && changeList(yours),
    theirs.length > 0 && h("h4", {}, "Salesforce will also change"),
    theirs.length > 0 && changeList(theirs),
  );
}

/**
 * Before and after, one line for each field.
 *
 * @param {readonly import("opportunity-stage").Change[]} changes
 */
export function changeList(changes) {
  return h(
    "dl.changes",
    {},
    ...changes.flatMap(({ label, from, to, fromLabel, toLabel }) => [
      h("dt", {}, org(label)),
      h(
        "dd",
        {},
        h("del", {}, org(fromLabel ?? formatValue(from))),
        h("span.arrow", { ariaHidden: "true" }, "→"),
        h("ins", {}, org(toLabel ?? formatValue(to))),
      ),
    ]),
  );
}
