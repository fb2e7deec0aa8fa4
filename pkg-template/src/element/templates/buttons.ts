import { html, nothing } from "lit";
import type { ViewButton } from "../../../index.js";
import { buttonLabel } from "../localize.js";
import type { RenderContext } from "../render-context.js";

/** The view's buttons, without those that another part of the element draws. */
export function buttons(context: RenderContext, list: readonly ViewButton[] = context.view.buttons) {
  if (list.length === 0) return nothing;
  return html`<div class="buttons">${list.map((button) => one(context, button))}</div>`;
}

export function one(context: RenderContext, button: ViewButton) {
  const said = buttonLabel(button, context.words);
  return html`<button
    type="button"
    class="button ${button.appearance}"
    part="button button-${button.appearance}"
    data-code=${button.code}
    ?disabled=${context.busy}
    @click=${() => context.press(button.event, said)}
  >
    ${said}
  </button>`;
}
