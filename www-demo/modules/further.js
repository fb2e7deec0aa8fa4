import { bulkPart } from "./bulk.js";
import { connectPart } from "./connect.js";
import { conversationPart } from "./conversation.js";
import { samplesPart } from "./samples.js";

/** The parts that a visitor comes to after the element. @param {() => Promise<void>} useSandbox */
export function furtherParts(useSandbox) {
  conversationPart();
  samplesPart();
  bulkPart();
  connectPart(useSandbox);
  document.documentElement.dataset.ready = "";
}
