/** The compact variant: one line with the stage, which unfolds to the rest. */
import { html, nothing } from "lit";
import { visible } from "../../visible.js";
import { panel } from "./panel.js";
import { path } from "./path.js";
import { isNamedAndFailed } from "./later.js";
import { failure, opening } from "./record.js";
import { lookUp } from "./search.js";
import { chevron } from "./more-icons.js";
import * as skeleton from "./skeleton.js";
import type { RenderContext } from "../render-context.js";

export function compact(context: RenderContext) {
  const { view, words, expanded } = context;
  const { opportunity } = view;
  if (!opportunity)
    return view.state === "opening"
      ? opening(context, skeleton.line())
      : isNamedAndFailed(view, context.isLookUp)
        ? failure(context)
        : lookUp(context);
  const { stage } = opportunity;
  const outcome = stage.closed ? (stage.won ? "won" : "lost") : "open";
  return html`
    <button
      type="button"
      class="disclosure"
      part="disclosure"
      id="disclosure"
      aria-expanded=${expanded ? "true" : "false"}
      aria-controls="unfolded"
      @click=${() => context.expand(!expanded)}
    >
      <span class="dot ${outcome}"></span>
      <span class="disclosed">
        <span class="unseen">${words.say("ui.stage_of", { name: opportunity.name })} </span>
        <span class="stage-label"><bdi>${visible(stage.label)}</bdi></span>
      </span>
      ${chevron()}
    </button>
    <div class="unfolded" id="unfolded" ?hidden=${!expanded} @keydown=${(event: KeyboardEvent) => fold(event, context)}>
      ${
        expanded
          ? html`${path(context, opportunity)}
              <div class="panel" part="panel" id="panel" tabindex="-1" data-state=${view.state}>${panel(context)}</div>`
          : nothing
      }
    </div>
  `;
}

/** Escape folds it up, unless a write is under way: its outcome must be seen. */
function fold(event: KeyboardEvent, context: RenderContext): void {
  if (event.key !== "Escape" || event.defaultPrevented || context.busy) return;
  event.preventDefault();
  context.expand(false);
}
