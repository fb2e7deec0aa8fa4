/** The path variant: one opportunity with its stages, or the way to one. */
import { html, nothing, type TemplateResult } from "lit";
import { buttons } from "./buttons.js";
import { isNamedAndFailed, more } from "./later.js";
import { spoken } from "./message.js";
import { problem } from "./notices.js";
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
  if (isNamedAndFailed(view, context.isLookUp)) return failure(context);
  return view.state === "opening" ? opening(context, skeleton.opportunity()) : (more()?.lookUp(context) ?? nothing);
}

/** If the page has named the opportunity, only a failure is shown, and no search. */
export function failure(context: RenderContext) {
  const { view, words } = context;
  if (context.isAstray) return nothing;
  return html`<div class="panel" part="panel" id="panel" tabindex="-1" data-state="failed">
    ${spoken(context)} ${view.problem ? problem(view.problem, words) : nothing}
    ${buttons(
      context,
      view.buttons.filter(({ code }) => code !== "cancel"),
    )}
  </div>`;
}

/** An opportunity that is loading. A user's choice can be cancelled; if the page named it, there is nothing to return to. */
export function opening(context: RenderContext, shape: TemplateResult) {
  return html`<div id="panel" tabindex="-1">${shape}${context.isLookUp ? buttons(context) : nothing}</div>`;
}
