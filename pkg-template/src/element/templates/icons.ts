/** Inline icons, so that no font and no file is loaded. They are decorative: the text next to them says it. */
import { html, svg, type TemplateResult } from "lit";

export const icon = (name: string, content: TemplateResult) =>
  html`<svg class="icon icon-${name}" viewBox="0 0 16 16" aria-hidden="true" focusable="false">${content}</svg>`;

export const check = () => icon("check", svg`<path d="M3.5 8.5l3 3 6-7" />`);
export const cross = () => icon("cross", svg`<path d="M4.5 4.5l7 7m0-7l-7 7" />`);
export const lock = () => icon("lock", svg`<path d="M5 7V5.2a3 3 0 0 1 6 0V7m-7 0h8v6H4z" />`);
export const external = () => icon("external", svg`<path d="M6.5 3.5h-3v9h9v-3M9 3.5h3.5V7m0-3.5L7.5 8.5" />`);
export const failed = () => icon("failed", svg`<circle cx="8" cy="8" r="6" /><path d="M8 4.8v3.7m0 2.4v.2" />`);
