import controls from "./style/controls.css";
import frame from "./style/frame.css";
import modes from "./style/modes.css";
import notices from "./style/notices.css";
import path from "./style/path.css";
import themes from "./style/themes.css";
import tokens from "./style/tokens.css";

/** Those of what is drawn later. */
export type LaterSheets = Readonly<Record<"card" | "conversation" | "form" | "search", string>>;

/** In this order: modes override what stands before them. */
export function styleSheets(later?: LaterSheets): readonly string[] {
  const { card = "", form = "", search = "", conversation = "" } = later ?? {};
  return [themes, tokens, frame, controls, path, card, form, notices, search, conversation, modes].filter(Boolean);
}
