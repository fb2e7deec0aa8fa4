import type { AssistantOptions } from "../../assistant.js";
import { ownOptions } from "../own-options.js";
import { problem } from "../problem.js";

export interface Options {
  readonly confirm: AssistantOptions["confirm"];
  readonly onReceipt: AssistantOptions["onReceipt"];
  readonly previewLifetime: number;
  readonly now: () => number;
}

/** The kinds of the options. */
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
    if (value !== undefined && typeof value !== kind) throw invalid(`\`${key}\` is no ${kind}`, `give a ${kind}`);
  }
  const { previewLifetime = 300_000 } = given;
  if (!(previewLifetime > 0)) throw invalid("`previewLifetime` is not above 0", "give milliseconds");
  return { confirm: given.confirm, onReceipt: given.onReceipt, previewLifetime, now: given.now ?? Date.now };
}

const invalid = (message: string, help: string) => problem("invalid_options", message, help);
