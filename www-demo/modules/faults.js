import { byId, h } from "./dom.js";
import { line } from "./line.js";
import { onOrg, org, restart } from "./org.js";
import { queue } from "./queue.js";

/** Saves pass through this path, also while other faults are on. */
const SAVES = { method: "POST", path: "/composite" };

/**
 * What can go wrong, and what to look at. `dial` is the sandbox's; without one it is the page's own line that is cut.
 *
 * @type {{ id: string, title: string, look: string, dial?: import("./sandbox.js").Dial }[]}
 */
export const FAULTS = [
  {
    id: "conflict",
    title: "Another user edits it",
    look: "Confirm a change: nothing is overwritten. You see who changed what, and choose which values are kept.",
    dial: { fault: "someone-else", value: { StageName: "Perception Analysis", Amount: 11000 }, times: 1 },
  },
  {
    id: "expired",
    title: "The session expires",
    look: "The next request gets a 401. Your token function is asked once more, and the request is sent again.",
    dial: { fault: "expired-session", times: 1 },
  },
  {
    id: "lock",
    title: "The row is locked",
    look: "Confirm: Salesforce refuses for a moment (UNABLE_TO_LOCK_ROW). It is waited out and saved, once.",
    dial: { fault: "row-lock", times: 1 },
  },
  {
    id: "slow",
    title: "The network is slow",
    look: "Each answer takes three seconds. Each step says what is under way; Cancel gives the request up.",
    dial: { fault: "latency", value: 3000 },
  },
  {
    id: "lost",
    title: "The answer is lost",
    look: "Confirm: Salesforce saves, then the line is cut. The record is looked at before anything is sent again.",
    // Without a number of times: a browser sends a request again by itself where an old connection was cut before a word
    // of the answer, and does so for each connection that it had kept.
    dial: { fault: "reset-after", ...SAVES },
  },
  {
    id: "server",
    title: "The server fails",
    look: "The next two answers are errors in HTML (503). They are waited out; no markup comes through.",
    dial: { fault: "edge-503", times: 2 },
  },
  {
    id: "offline",
    title: "No network",
    look: "Confirm: nothing goes out. That is known and said, your change stays, and it can be tried again.",
  },
  {
    id: "rule",
    title: "A rule refuses it",
    look: "Confirm: the save is refused. The rule's own words are shown, nothing is changed, and you can edit and try again.",
    dial: { fault: "validation", value: "CloseDate:Close dates of this quarter are frozen.", times: 1 },
  },
  {
    id: "approval",
    title: "It is in an approval",
    look: "Confirm: the record is locked for all users. The problem says so, and nothing is retried in vain.",
    dial: { fault: "approval-lock", times: 1 },
  },
  {
    id: "limit",
    title: "The request limit is reached",
    look: "A 403 that is not about permissions: reported as a limit, with what to do, and without a storm of retries.",
    dial: { fault: "request-limit", times: 1 },
  },
];

/** @type {Map<string, HTMLInputElement>} */
const switches = new Map();

export function faultSwitches() {
  byId("fault-list").append(
    ...FAULTS.map(({ id, title, look }) => {
      const input = /** @type {HTMLInputElement} */ (
        h("input.switch", { type: "checkbox", role: "switch", id: `fault-${id}`, onchange: turn })
      );
      input.setAttribute("aria-label", title);
      input.setAttribute("aria-describedby", `look-${id}`);
      switches.set(id, input);
      const line = h("span.look", { id: `look-${id}` }, look);
      return h("li", {}, h("label", { for: input.id }, h("b", {}, title), input, line));
    }),
  );
  byId("mend").addEventListener("click", () => {
    line.cut(false);
    startAfresh();
  });
  onOrg(({ sandbox }) => {
    for (const part of document.querySelectorAll(".of-sandbox")) part.toggleAttribute("hidden", !sandbox);
  });
  line.watch(look);
}

const profiles = () => {
  const { value } = /** @type {HTMLSelectElement} */ (document.querySelector('[name="profile"]'));
  return value ? [value] : [];
};

const isOn = (/** @type {string} */ id) => switches.get(id)?.checked === true;

/** @param {readonly import("./sandbox.js").Dial[]} dials */
function show(dials) {
  for (const { id, dial } of FAULTS) {
    const input = switches.get(id);
    if (input) input.checked = dial ? dials.some(({ fault }) => fault === dial.fault) : line.offline;
  }
}

/** Back to the start, as the kind of org that is chosen when it comes to it. */
export function startAfresh() {
  show([]);
  asking("reset", async (sandbox) => {
    await sandbox.reset(profiles());
    if (!queue.waits("reset")) restart();
  });
}

function turn() {
  line.cut(isOn("offline"));
  asking("faults", async (sandbox) => {
    const on = await sandbox.turn(FAULTS.flatMap(({ id, dial }) => (dial && isOn(id) ? [dial] : [])));
    if (!queue.waits("faults") && !queue.waits("reset")) show(on);
  });
}

/** @param {string} kind @param {(sandbox: import("./sandbox.js").Sandbox) => Promise<void>} act */
function asking(kind, act) {
  queue.ask(kind, async () => {
    const sandbox = org()?.sandbox;
    const error = byId("fault-error");
    try {
      if (sandbox) await act(sandbox);
      error.textContent = "";
    } catch {
      error.textContent = "The sandbox does not answer: what is on may not be what is shown here.";
    }
  });
}

/** A fault that has struck is off again: the switches follow the sandbox, but never against a click that is under way. */
async function look() {
  const { asked } = queue;
  if (queue.busy) return;
  const dials = (await org()?.sandbox?.dials()) ?? [];
  if (asked === queue.asked) show(dials);
}
