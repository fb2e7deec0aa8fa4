/** The path variant: one opportunity with its stages, or the way to one. */
import { html, nothing, type TemplateResult } from "lit";
import { buttons } from "./buttons.js";
import { glance, heading } from "./glance.js";
import { problem } from "./notices.js";
import { panel } from "./panel.js";
import { path } from "./path.js";
import { spoken } from "./message.js";
import { choices, searchBox } from "./search.js";
import * as skeleton from "./skeleton.js";
import type { Surface } from "../surface.js";

export function record(surface: Surface) {
  const { view, words } = surface;
  const { opportunity } = view;
  if (opportunity) {
    return html`
      ${heading(opportunity, words)} ${glance(opportunity, words)} ${path(surface, opportunity)}
      <div class="panel" part="panel" id="panel" tabindex="-1" data-state=${view.state}>${panel(surface)}</div>
    `;
  }
  return view.state === "opening" ? opening(surface, skeleton.opportunity()) : lookUp(surface);
}

/** An opportunity on its way. Who chose it may think better of it; where the page named it, there is nothing to go back to. */
export function opening(surface: Surface, shape: TemplateResult) {
  return html`<div id="panel" tabindex="-1">${shape}${surface.isLookUp ? buttons(surface) : nothing}</div>`;
}

/** Without an opportunity there is one to be found; but where the page has named it, there is only a failure to tell. */
export function lookUp(surface: Surface) {
  const { view, words, isLookUp } = surface;
  const isNamed = !isLookUp && view.state === "failed";
  if (!isLookUp && surface.isAstray) return nothing;
  return html`
    ${isNamed ? nothing : searchBox(surface)}
    <div class="panel" part="panel" id="panel" tabindex="-1" data-state=${view.state}>
      ${view.state === "idle" && view.text.code === "greeting" ? nothing : spoken(surface)}
      ${view.state === "finding" ? skeleton.list() : choices(surface)}
      ${view.problem ? problem(view.problem, words) : nothing}
      ${view.state === "choosing" ? nothing : buttons(surface, isNamed ? view.buttons.filter(({ code }) => code !== "cancel") : view.buttons)}
    </div>
  `;
}
