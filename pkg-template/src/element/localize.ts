/** Localizes views: by code and parameters, and in the core's English if there is no text. */
import type {
  Change,
  ConversationView,
  EditableField,
  FieldValue,
  Problem,
  ProblemDetail,
  Suggestion,
  UndecidedRule,
  ViewButton,
  ViewProblem,
  Violation,
  Warning,
} from "../../index.js";
import type { Parameters } from "./contract.js";
import { formatDate, formatMoney, formatPercent } from "./format.js";
import { isolated, visible } from "../visible.js";
import { unitOf } from "./render-context.js";
import type { Messages } from "./messages.js";

export interface Part {
  text: string;
  strong: boolean;
}

/** The catalogues' marks for `<b>` and `</b>`. */
const EMPHASIS = /\uE000([^\uE001]*)\uE001/;

function partsOf(text: string): Part[] {
  // The pattern has a group, so every second part is what stood inside.
  return text
    .split(EMPHASIS)
    .map((text, index) => ({ text, strong: index % 2 === 1 }))
    .filter(({ text }) => text !== "");
}

/** The message of a view with its emphasis. */
export function message(view: ConversationView, words: Messages): readonly Part[] {
  const { code, parameters } = view.text;
  const violation = view.violations.find((violation) => violation.code === code);
  if (violation) return [{ text: reason(violation, words).message, strong: false }];
  if (!words.has(`text.${code}`)) return view.parts;
  return partsOf(words.say(`text.${code}`, { ...parameters, ...answered(view, words) }));
}

/** The values of an answer, formatted for the user. */
function answered(
  { text: { code, parameters }, violations, opportunity }: ConversationView,
  words: Messages,
): Parameters {
  if (code === "answer_field")
    return { value: value(parameters.value, String(parameters.type), unitOf(opportunity), words) };
  if (code === "answer_why") return { reasons: violations.map((it) => reason(it, words).message).join(" ") };
  return {};
}

export const plainMessage = (view: ConversationView, words: Messages) =>
  message(view, words)
    .map(({ text }) => text)
    .join("");

/** A label of the core's: of a button, a step, a row. */
export const label = (
  kind: "button" | "step" | "row",
  { code, label }: { code: string; label: string },
  words: Messages,
) => (words.has(`${kind}.${code}`) ? words.say(`${kind}.${code}`) : label);

/** A suggested sentence. Names in it have no isolation marks, because it is sent as it is. */
export function suggestionText({ code, parameters, text }: Suggestion, words: Messages): string {
  const known = `suggestion.${code}`;
  return words.has(known) ? words.say(known, parameters).replace(/[\u2066-\u2069]/g, "") : text;
}

export const buttonLabel = (button: ViewButton, words: Messages) => label("button", button, words);

export interface Reason {
  message: string;
  help: string | null;
}

/** A text that the core has made of its parts keeps the isolation of those. */
const shown = (text: string) =>
  text.replace(/\u2068([^\u2068\u2069]*)\u2069|[^\u2068\u2069]+|[\u2068\u2069]/gu, (part, inner?: string) =>
    inner === undefined ? visible(part) : isolated(inner),
  );

/** A violation or a warning. What the portal's owner or the org wrote stays as it is. */
export function reason(it: Violation | Warning, words: Messages): Reason {
  // A violation of one rule can be a warning of another: the sentence is the same.
  const code = `reason.${it.code}`;
  const parameters: Parameters = {
    ...it.parameters,
    ...("stages" in it && { stages: it.stages.map(({ label }) => label) }),
    // What a sentence depends on besides its parameters.
    dates: "latest" in it.parameters ? "yes" : "no",
    controlled: "controller" in it.parameters ? "yes" : "no",
    ...(it.parameters.controllingValue === "" && { controllingValue: "none" }),
    elsewhere: it.parameters.date === it.parameters.today ? "no" : "yes",
  };
  return {
    message: it.authored || !words.has(code) ? shown(it.message) : words.say(code, parameters),
    help: helpOf(it, parameters, words),
  };
}

function helpOf({ help, helpCode }: Violation | Warning, parameters: Parameters, words: Messages): string | null {
  const code = `help.${helpCode}`;
  return helpCode && words.has(code) ? words.say(code, parameters) : help && shown(help);
}

export const undecided = (rule: UndecidedRule, words: Messages) =>
  shown(rule.about) || words.say(`undecided.${rule.reason}`, { rule: rule.rule });

export const headline = ({ code }: ViewProblem | Problem, words: Messages) => words.say(`problem.${code}`);

/** One of several errors: ours by its code, Salesforce's in Salesforce's words. */
export function detail({ code, message }: ProblemDetail, words: Messages): string {
  const own = words.has(`problem.${code}`);
  return own && words.language !== "en" ? words.say(`problem.${code}`) : sentence(message);
}

/** The core's messages start in lower case; on a page they are sentences. */
export function sentence(text: string): string {
  const shown = visible(text);
  const whole = shown.charAt(0).toUpperCase() + shown.slice(1);
  return /[.!?…。！？؟]$/.test(whole) ? whole : `${whole}.`;
}

/** A field's value, formatted for the user; amounts with their unit. */
export function value(value: FieldValue | undefined, type: string, unit: string | null, words: Messages): string {
  const { locale } = words.format;
  if (value === null || value === undefined || value === "") return words.say("ui.empty");
  if (typeof value === "boolean") return words.say(value ? "ui.yes" : "ui.no");
  switch (type) {
    case "Currency":
      return formatMoney(locale, value, unit && visible(unit));
    case "Percent":
      return formatPercent(locale, value);
    case "Date":
      return formatDate(locale, String(value));
    case "MultiPicklist":
      return visible(String(value).split(";").join(", "));
    default:
      return typeof value === "number" ? words.format.number(value) : visible(String(value));
  }
}

/** The two sides of a change. What `Intl` writes keeps its direction marks; texts of the org have theirs made visible. */
export const sides = (change: Change, unit: string | null, words: Messages) => {
  const side = (label: string | null | undefined, held: FieldValue | undefined) =>
    label === null || label === undefined ? value(held, change.type, change.currency ?? unit, words) : visible(label);
  return { from: side(change.fromLabel, change.from), to: side(change.toLabel, change.to) };
};

/** Whether a field is a number of some kind. */
export const isNumber = ({ type }: Pick<EditableField, "type">) =>
  type === "Currency" || type === "Percent" || type === "Double" || type === "Int" || type === "Long";
