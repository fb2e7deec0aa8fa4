import { changeList } from "./card.js";
import { h } from "../dom.js";
import { formatTime } from "../format.js";

/** What was shown, sent and found, folded away. @param {import("opportunity-stage").Receipt} view */
export function receipt(view) {
  const { changes, unexpected, sent, written, verified, startedAt, finishedAt } = view;
  return h(
    "details.receipt",
    {},
    h("summary", {}, "Receipt"),
    h(
      "p",
      {},
      !written
        ? "Nothing had to be written."
        : `${verified ? "Written and read back" : "Written, but it could not be read back,"} on ${formatTime(finishedAt || startedAt)}.`,
    ),
    changes.length > 0 && changeList(changes),
    unexpected.length > 0 && h("h4", {}, "Different from the preview"),
    unexpected.length > 0 && changeList(unexpected),
    h("h4", {}, "Sent"),
    h("pre", { tabIndex: 0 }, JSON.stringify(sent, null, 2)),
  );
}
