import card from "./style/card.css";
import controls from "./style/controls.css";
import conversation from "./style/conversation.css";
import form from "./style/form.css";
import frame from "./style/frame.css";
import modes from "./style/modes.css";
import notices from "./style/notices.css";
import path from "./style/path.css";
import search from "./style/search.css";
import themes from "./style/themes.css";
import tokens from "./style/tokens.css";

/** In this order: modes override what stands before them. */
export const styleSheets: readonly string[] = [
  themes,
  tokens,
  frame,
  controls,
  path,
  card,
  form,
  notices,
  search,
  conversation,
  modes,
];
