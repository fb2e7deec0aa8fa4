import { html, nothing } from "lit";
import type { ViewButton } from "../../../index.js";
import { buttonLabel } from "../said.js";
import type { Surface } from "../surface.js";

/** The view's buttons, without those that another part of the surface draws. */
export function buttons(surface: Surface, list: readonly ViewButton[] = surface.view.buttons) {
  if (list.length === 0) return nothing;
  return html`<div class="buttons">${list.map((button) => one(surface, button))}</div>`;
}

export function one(surface: Surface, button: ViewButton) {
  const said = buttonLabel(button, surface.words);
  return html`<button
    type="button"
    class="button ${button.appearance}"
    part="button button-${button.appearance}"
    data-code=${button.code}
    ?disabled=${surface.busy}
    @click=${() => surface.press(button.event, said)}
  >
    ${said}
  </button>`;
}
