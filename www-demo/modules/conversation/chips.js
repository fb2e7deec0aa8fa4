import { byId, h } from "../dom.js";

/** Sentences that fit where the conversation stands; the same ones can be typed. */
const SENTENCES = [
  { states: ["idle", "done", "failed"], text: "What's the current stage of the Acme opportunity?" },
  { states: ["idle", "choosing", "failed"], text: "Find opportunities of O'Brien & Co" },
  { states: ["current", "done"], text: "Update the stage to Closed." },
  { states: ["current"], text: "Update the stage to Negotiation/Review" },
];

/**
 * @param {import("opportunity-stage").ConversationView["state"]} state
 * @param {(text: string) => void} say
 */
export function drawChips(state, say) {
  const fitting = SENTENCES.filter(({ states }) => states.includes(state));
  byId("chips").replaceChildren(
    ...fitting.map(({ text }) => h("button.chip", { type: "button", onclick: () => say(text) }, text)),
  );
}
