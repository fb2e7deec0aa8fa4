/** What the client shows the user before anything is written: the details of the change, as text and as a form. */
import type { ChangePreview } from "../../assistant.js";
import { embedded } from "../visible.js";

/** The form: one choice, which is not made in advance. */
export const FORM = {
  type: "object" as const,
  properties: {
    confirm: {
      type: "boolean" as const,
      title: "Confirm Update",
      description: "Write exactly this change to Salesforce.",
      default: false,
    },
  },
  required: ["confirm"],
};

/** The card of the flow as lines. Texts of the org stand in quotation marks or after a label, and cannot reorder a line. */
export function detailsOf(shown: Readonly<ChangePreview>): string {
  const { action, opportunity, labels, stage, changes, warnings, undecided, reason } = shown;
  const stageLabel = embedded(labels?.stage ?? "Stage");
  const lines = [
    action === "undo" ? "Please confirm that this is undone:" : "Please confirm the details:",
    `${embedded(labels?.object ?? "Opportunity")}: ${quoted(opportunity.name)}`,
  ];
  if (stage) lines.push(`Current ${stageLabel}: ${quoted(stage.from)}`, `New ${stageLabel}: ${quoted(stage.to)}`);
  for (const { field, text, by } of changes) {
    if (field === "StageName" && stage) continue;
    lines.push(by === "salesforce" ? `${text} (by Salesforce)` : text);
  }
  for (const { message } of warnings) lines.push(`Warning: ${embedded(message)}`);
  for (const message of undecided) lines.push(`Only Salesforce can decide: ${embedded(message)}`);
  if (reason !== null) lines.push(`Reason for the exemption: ${quoted(reason)}`);
  return lines.join("\n");
}

const quoted = (text: string) => `“${embedded(text)}”`;
