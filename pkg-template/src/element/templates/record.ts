/** The path variant: one opportunity with its stages, or the way to one. */
import { html, nothing, type TemplateResult } from "lit";
import { buttons } from "./buttons.js";
import { summary, heading } from "./summary.js";
import { problem } from "./notices.js";
import { panel } from "./panel.js";
import { path } from "./path.js";
import { spoken } from "./message.js";
import { choices, searchBox } from "./search.js";
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
  return view.state === "opening" ? opening(context, skeleton.opportunity()) : lookUp(context);
}

/** An opportunity that is loading. A user's choice can be cancelled; if the page named it, there is nothing to return to. */
export function opening(context: RenderContext, shape: TemplateResult) {
  return html`<div id="panel" tabindex="-1">${shape}${context.isLookUp ? buttons(context) : nothing}</div>`;
}

/** Without an opportunity, the search; if the page named one, only the failure. */
export function lookUp(context: RenderContext) {
  const { view, words, isLookUp } = context;
  const isNamed = !isLookUp && view.state === "failed";
  if (!isLookUp && context.isAstray) return nothing;
  return html`
    ${isNamed ? nothing : searchBox(context)}
    <div class="panel" part="panel" id="panel" tabindex="-1" data-state=${view.state}>
      ${view.state === "idle" && view.text.code === "greeting" ? nothing : spoken(context)}
      ${view.state === "finding" ? skeleton.list() : choices(context)}
      ${view.problem ? problem(view.problem, words) : nothing}
      ${view.state === "choosing" ? nothing : buttons(context, isNamed ? view.buttons.filter(({ code }) => code !== "cancel") : view.buttons)}
    </div>
  `;
}
