import { connect } from "opportunity-stage";
import { drawChips } from "./conversation/chips.js";
import { transcript } from "./conversation/transcript.js";
import { byId } from "./dom.js";
import { onOrg } from "./org.js";
import { wire } from "./wire.js";

/** The conversation, drawn by this page from the views of `converse()`. */
export function conversationPart() {
  const fetch = wire(byId("conversation-wire"));
  const log = transcript(send);
  /** @type {import("opportunity-stage").Conversation | undefined} */
  let conversation;

  onOrg(async ({ instanceUrl, accessToken, allowedOrigins }) => {
    try {
      const salesforce = await connect({ instanceUrl, accessToken, allowedOrigins, fetch });
      conversation?.close();
      conversation = await salesforce.converse();
      conversation.subscribe(show);
      log.clear();
      show(conversation.view);
    } catch (error) {
      log.failed(error);
    }
  });

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
      if (!conversation) throw new Error("connect an org first: the form is at the end of this page");
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
}
