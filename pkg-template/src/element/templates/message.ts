import { html, nothing } from "lit";
import { label, message } from "../localize.js";
import type { RenderContext } from "../render-context.js";
import { check, cross } from "./icons.js";
import { recordLink } from "./summary.js";

/** The message with its emphasis; without the record's link if that is shown elsewhere. */
export function spoken({ view, words }: RenderContext, cited = false) {
  return html`<p class="message" part="message" dir="auto">
    ${message(view, words).map(({ text, strong }) => (strong ? html`<strong>${text}</strong>` : text))}${
      cited && view.citation ? html` ${recordLink(view.citation.link, words, view.citation.label)}` : nothing
    }
  </p>`;
}

/** The steps of this turn, as they happen. */
export function steps({ view, words }: RenderContext) {
  if (view.steps.length === 0) return nothing;
  return html`<ul class="steps" part="steps">
    ${view.steps.map(
      (step) =>
        html`<li data-status=${step.status}>
          <span class="step-mark"
            >${step.status === "pending" ? html`<span class="spinner"></span>` : step.status === "done" ? check() : cross()}</span
          >
          ${label("step", step, words)}<span class="unseen">, ${words.say(`ui.step_${step.status}`)}</span>
        </li>`,
    )}
  </ul>`;
}
