/** The icons of what is drawn later. */
import { svg } from "lit";
import { icon } from "./icons.js";

export const arrow = () => icon("arrow", svg`<path d="M3 8h10m-4-4l4 4-4 4" />`);
export const warn = () => icon("warn", svg`<path d="M8 2.5l6 11H2zM8 6.5v3.2m0 1.6v.2" />`);
export const info = () => icon("info", svg`<circle cx="8" cy="8" r="6" /><path d="M8 7.5V11m0-6v.2" />`);
export const search = () => icon("search", svg`<circle cx="7" cy="7" r="4" /><path d="M10 10l3.5 3.5" />`);
export const chevron = () => icon("chevron", svg`<path d="M4 6l4 4 4-4" />`);
export const send = () => icon("send", svg`<path d="M8 13V3.5M4 7.5l4-4 4 4" />`);
export const done = () => icon("done", svg`<circle cx="8" cy="8" r="6.2" /><path d="M5.2 8.2l2 2 3.6-4.2" />`);
