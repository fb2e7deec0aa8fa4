import { html, nothing } from "lit";
import { message } from "../localize.js";
import type { RenderContext } from "../render-context.js";
import { recordLink } from "./summary.js";

/** The message with its emphasis; without the record's link if that is shown elsewhere. */
export function spoken({ view, words }: RenderContext, cited = false) {
  return html`<p class="message" part="message" dir="auto">
    ${message(view, words).map(({ text, strong }) => (strong ? html`<strong>${text}</strong>` : text))}${
      cited && view.citation ? html` ${recordLink(view.citation.link, words, view.citation.label)}` : nothing
    }
  </p>`;
}
