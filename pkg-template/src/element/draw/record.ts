/** The path variant: one opportunity with its stages, or the way to one. */
import { html, nothing } from "lit";
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
  if (view.state === "opening") return html`<div id="panel" tabindex="-1">${skeleton.opportunity()}</div>`;
  return lookUp(surface);
}

/** Without an opportunity there is one to be found. */
export function lookUp(surface: Surface) {
  const { view, words } = surface;
  const asked = view.state === "finding" || view.state === "opening" || view.state === "choosing";
  return html`
    ${searchBox(surface)}
    <div class="panel" part="panel" id="panel" tabindex="-1" data-state=${view.state}>
      ${view.state === "idle" && view.text.code === "greeting" ? nothing : spoken(surface)}
      ${view.state === "finding" || view.state === "opening" ? skeleton.list() : choices(surface)}
      ${view.problem ? problem(view.problem, words) : nothing} ${asked ? nothing : buttons(surface)}
    </div>
  `;
}
