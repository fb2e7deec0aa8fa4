/** The area below the path during a change and after it. */
import { html, nothing } from "lit";
import type { RenderContext } from "../render-context.js";
import { buttons } from "./buttons.js";
import { card } from "./card.js";
import { form } from "./form.js";
import { spoken } from "./message.js";
import { summary, warnings } from "./reasons.js";
import { receipt } from "./receipt.js";
import { choices } from "./search.js";
import { steps } from "./steps.js";

export function change(context: RenderContext) {
  switch (context.view.state) {
    case "preview":
      return html`${card(context)} ${warnings(context)} ${buttons(context)}`;
    case "editing":
      return form(context);
    case "applying":
      return html`${card(context)} ${steps(context)}`;
    case "done":
      return receipt(context);
    case "choosing_stage":
      return html`${spoken(context)} ${choices(context)} ${buttons(context)}`;
    case "idle":
    case "finding":
    case "choosing":
      return html`${summary(context)} ${steps(context)}`;
    case "opening":
      return steps(context);
    // Drawn without this.
    case "current":
    case "failed":
    case "conflict":
      return nothing;
  }
}
