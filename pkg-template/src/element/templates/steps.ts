import { html, nothing } from "lit";
import { label } from "../localize.js";
import type { RenderContext } from "../render-context.js";
import { check, cross } from "./icons.js";

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
