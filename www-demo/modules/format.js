import { h, visible } from "./dom.js";

/** How values read. The core gives Salesforce's own values; the language is the browser's. */

const dates = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeZone: "UTC" });
const times = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });
const numbers = new Intl.NumberFormat(undefined, { maximumFractionDigits: 10 });

const CALENDAR_DATE = /^\d{4}-\d{2}-\d{2}$/;

/** @param {string | number | boolean | null | undefined} value */
export function formatValue(value) {
  if (value === null || value === undefined || value === "") return "empty";
  if (typeof value === "number") return numbers.format(value);
  if (typeof value === "boolean") return value ? "Yes" : "No";
  // A calendar date has no time zone: reading it as local midnight would shift it by a day.
  return CALENDAR_DATE.test(value) ? dates.format(new Date(`${value}T00:00:00Z`)) : value;
}

/** @param {string} iso */
export const formatTime = (iso) => times.format(new Date(iso));

/** The core puts what a person typed into backticks. @param {string} text */
export const prose = (text) => {
  const parts = visibleAround(text).split("`");
  return [h("bdi", {}, ...parts.map((part, index) => (index % 2 ? h("code", {}, part) : part)))];
};

/** The isolates that the core puts around names stay; nothing else may hide. @param {string} text */
const visibleAround = (text) => text.replace(/[^\u2068\u2069]+/g, (part) => visible(part));

/** The core's messages start in lower case; on a page they are sentences. @param {string} message */
export const sentence = (message) => {
  const text = message.charAt(0).toUpperCase() + message.slice(1);
  return prose(/[.!?…]$/.test(text) ? text : `${text}.`);
};
