import type { AssistantOptions } from "../../assistant.js";
import { ownOptions } from "../own-options.js";
import { problem } from "../problem.js";

export interface Options {
  readonly confirm: AssistantOptions["confirm"];
  readonly onReceipt: AssistantOptions["onReceipt"];
  readonly previewLifetime: number;
  readonly now: () => number;
}

/** The longest lifetime of a preview: a day. */
const LONGEST = 86_400_000;

/** Checks the host's clock: without a valid time, no lifetime can be checked. */
const clock = (now: () => number) => () => {
  const time = now();
  if (typeof time === "number" && Math.abs(time) <= 8e15) return time;
  throw invalid("`now` gives no time in milliseconds", "give a function such as `Date.now`");
};

/** The types of the options. */
const KNOWN: Readonly<Record<keyof AssistantOptions, "function" | "number">> = {
  confirm: "function",
  onReceipt: "function",
  previewLifetime: "number",
  now: "function",
};

export function readOptions(options: AssistantOptions = {}): Options {
  const given: AssistantOptions = ownOptions(options);
  for (const [key, value] of Object.entries(given)) {
    const kind = Object.hasOwn(KNOWN, key) ? KNOWN[key as keyof AssistantOptions] : undefined;
    if (kind === undefined) throw invalid(`there is no option \`${key}\``, "look at the spelling");
    if (value !== undefined && typeof value !== kind) throw invalid(`\`${key}\` is not a ${kind}`, `pass a ${kind}`);
  }
  const { previewLifetime = 300_000 } = given;
  if (!(previewLifetime >= 1 && previewLifetime <= LONGEST)) {
    throw invalid("`previewLifetime` is not a number from 1 to 86,400,000", "give milliseconds, at most a day");
  }
  return { confirm: given.confirm, onReceipt: given.onReceipt, previewLifetime, now: clock(given.now ?? Date.now) };
}

const invalid = (message: string, help: string) => problem("invalid_options", message, help);
