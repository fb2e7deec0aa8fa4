/** The path variant: one opportunity with its stages, or the way to one. */
import { html, nothing, type TemplateResult } from "lit";
import { buttons } from "./buttons.js";
import { more } from "./later.js";
import { summary, heading } from "./summary.js";
import { panel } from "./panel.js";
import { path } from "./path.js";
import * as skeleton from "./skeleton.js";
import type { RenderContext } from "../render-context.js";

export function record(context: RenderContext) {
  const { view, words } = context;
  const { opportunity } = view;
  if (opportunity) {
    return html`
      ${heading(opportunity, words)} ${summary(opportunity, words)} ${path(context, opportunity)}
      <div class="panel" part="panel" id="panel" tabindex="-1" data-state=${view.state}>${panel(context)}</div>
    `;
  }
  return view.state === "opening" ? opening(context, skeleton.opportunity()) : (more()?.lookUp(context) ?? nothing);
}

/** An opportunity on its way. Who chose it may think better of it; where the page named it, there is nothing to go back to. */
export function opening(context: RenderContext, shape: TemplateResult) {
  return html`<div id="panel" tabindex="-1">${shape}${context.isLookUp ? buttons(context) : nothing}</div>`;
}
