import { connect } from "opportunity-stage";
import { drawChips } from "./chips.js";
import { byId } from "./dom.js";
import { requestPanel } from "./requests.js";
import { initialOrg, settingsDialog } from "./settings.js";
import { transcript } from "./transcript.js";

const panel = requestPanel();
const log = transcript(send);

/** @type {import("opportunity-stage").Conversation | undefined} */
let conversation;

/** @param {import("./settings.js").Org} org */
async function connectTo({ instanceUrl, accessToken, allowedOrigins, sandbox }) {
  const salesforce = await connect({ instanceUrl, accessToken, allowedOrigins, fetch: panel.fetch });
  conversation?.close();
  conversation = salesforce.converse();
  conversation.subscribe(show);
  log.clear();
  show(conversation.view);
  await panel.watchPreflights(sandbox ? instanceUrl : null);
  byId("org-name").textContent = `${sandbox ? "Local sandbox, " : ""}${new URL(instanceUrl).host}`;
  byId("org-dot").dataset.connected = "";
}

/** @param {import("opportunity-stage").ConversationView} view */
function show(view) {
  // The suggestions first: they take room from the log, which then scrolls to its end.
  drawChips(view.state, say);
  log.show(view);
}

/**
 * @param {import("opportunity-stage").ConversationEvent} event
 * @param {string} spoken
 */
async function send(event, spoken) {
  log.said(spoken);
  try {
    if (!conversation) throw new Error("connect an org first: the button is at the top");
    if (!conversation.can(event)) throw new Error("that cannot be done at this point");
    await conversation.send(event);
  } catch (error) {
    log.failed(error);
  }
}

/** @param {string} text */
const say = (text) => send({ type: "say", text }, text);

byId("say").addEventListener("submit", (event) => {
  event.preventDefault();
  const input = /** @type {HTMLInputElement} */ (byId("sentence"));
  const text = input.value.trim();
  if (!text) return;
  input.value = "";
  say(text);
});

settingsDialog(connectTo);
try {
  const org = await initialOrg();
  if (org) await connectTo(org);
} catch (error) {
  log.failed(error);
}
