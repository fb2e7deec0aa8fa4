/** The templates that a record does not need until it is edited, with their texts and style sheets. */
import later from "opportunity-stage-words/en-later";
import card from "../style/card.css";
import conversationSheet from "../style/conversation.css";
import form from "../style/form.css";
import search from "../style/search.css";
import { addEnglish } from "../messages.js";

addEnglish(later);

export const styleSheets = { card, conversation: conversationSheet, form, search };
export { change } from "./change.js";
export { compact } from "./compact.js";
export { conflict } from "./conflict.js";
export { conversation } from "./conversation.js";
export { lookUp } from "./search.js";
export { Suggestions } from "../suggestions.js";
