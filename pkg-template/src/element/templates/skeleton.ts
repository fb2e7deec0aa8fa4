/** A skeleton of the content, so that nothing moves when it arrives. */
import { html } from "lit";

const bar = (kind: string) => html`<span class="bone ${kind}"></span>`;

export const opportunity = () =>
  html`<div class="skeleton" aria-hidden="true">
    <div class="header"><div class="names">${bar("title")}${bar("line")}</div></div>
    <div class="summary">${[0, 1, 2, 3].map(() => html`<div class="fact">${bar("label")}${bar("line")}</div>`)}</div>
    <div class="track">${[0, 1, 2, 3, 4].map(() => bar("step"))}</div>
    ${bar("button-bone")}
  </div>`;

export const list = () =>
  html`<div class="skeleton" aria-hidden="true">
    ${[0, 1, 2].map(() => html`<div class="choice">${bar("line")}${bar("label")}</div>`)}
  </div>`;

export const line = () => html`<div class="skeleton" aria-hidden="true">${bar("field-bone")}</div>`;
