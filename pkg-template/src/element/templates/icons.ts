/** Inline icons, so that no font and no file is loaded. They are decorative: the text next to them says it. */
import { html, svg, type TemplateResult } from "lit";

const icon = (name: string, content: TemplateResult) =>
  html`<svg class="icon icon-${name}" viewBox="0 0 16 16" aria-hidden="true" focusable="false">${content}</svg>`;

export const check = () => icon("check", svg`<path d="M3.5 8.5l3 3 6-7" />`);
export const cross = () => icon("cross", svg`<path d="M4.5 4.5l7 7m0-7l-7 7" />`);
export const lock = () => icon("lock", svg`<path d="M5 7V5.2a3 3 0 0 1 6 0V7m-7 0h8v6H4z" />`);
export const arrow = () => icon("arrow", svg`<path d="M3 8h10m-4-4l4 4-4 4" />`);
export const external = () => icon("external", svg`<path d="M6.5 3.5h-3v9h9v-3M9 3.5h3.5V7m0-3.5L7.5 8.5" />`);
export const warn = () => icon("warn", svg`<path d="M8 2.5l6 11H2zM8 6.5v3.2m0 1.6v.2" />`);
export const info = () => icon("info", svg`<circle cx="8" cy="8" r="6" /><path d="M8 7.5V11m0-6v.2" />`);
export const failed = () => icon("failed", svg`<circle cx="8" cy="8" r="6" /><path d="M8 4.8v3.7m0 2.4v.2" />`);
export const search = () => icon("search", svg`<circle cx="7" cy="7" r="4" /><path d="M10 10l3.5 3.5" />`);
export const chevron = () => icon("chevron", svg`<path d="M4 6l4 4 4-4" />`);
export const send = () => icon("send", svg`<path d="M8 13V3.5M4 7.5l4-4 4 4" />`);
export const done = () => icon("done", svg`<circle cx="8" cy="8" r="6.2" /><path d="M5.2 8.2l2 2 3.6-4.2" />`);
