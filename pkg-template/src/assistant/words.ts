import type { ChangePreview, MergedChanges, PreviewedChange } from "../../assistant.js";
import { embedded } from "../visible.js";
import type { Change, FieldValue, Labels, Proposal, Receipt, StageUpdate } from "../../index.js";

/** A change as data and as one line of text. */
export function worded({ field, label, from, to, fromLabel, toLabel, by }: Change): PreviewedChange {
  return { field, label, from, to, by, text: line(label, fromLabel ?? value(from), toLabel ?? value(to)) };
}

/** Texts of the org cannot hide or reorder anything in the line. */
const line = (label: string, from: string, to: string) => `${embedded(label)}: ${embedded(from)} → ${embedded(to)}`;

const value = (given: FieldValue) => (given === null || given === "" ? "empty" : String(given));

export function previewOf({ current, labels }: StageUpdate, proposal: Proposal, reason: string | null): ChangePreview {
  const { id, name, link } = current;
  const { stage, kind, changes, verdict } = proposal;
  return {
    action: "update",
    opportunity: { id, name, link },
    labels: labels ?? null,
    stage: stage && stage.value !== current.stage.value ? { from: current.stage.label, to: stage.label } : null,
    kind: stage ? kind : null,
    changes: changes.map(worded),
    warnings: verdict.warnings.map(({ message, help }) => ({ message, help })),
    undecided: verdict.undecided.map((rule) => rule.message),
    reason,
  };
}

/** What another user saved in other fields before the write; null if there is nothing. */
export function mergedOf({ merged }: Receipt): MergedChanges | null {
  // A connection made by the host may return receipts without it.
  if (!merged) return null;
  const { by, at, fields } = merged;
  const changes = fields
    .filter(({ changedBy }) => changedBy === "them")
    .map(({ field, label, before, theirs }) => {
      return { field, label, from: before, to: theirs, text: line(label, value(before), value(theirs)) };
    });
  return { by, at, changes };
}

/** An undo is the update in reverse. */
export function previewOfUndo({ opportunity, changes, link }: Receipt, labels: Labels | null): ChangePreview {
  const back = changes
    .filter((change) => change.by === "you")
    .map((change) => ({
      ...change,
      from: change.to,
      to: change.from,
      fromLabel: change.toLabel,
      toLabel: change.fromLabel,
    }));
  const stage = back.find((change) => change.field === "StageName");
  return {
    action: "undo",
    opportunity: { ...opportunity, link },
    labels,
    stage: stage ? { from: stage.fromLabel ?? String(stage.from), to: stage.toLabel ?? String(stage.to) } : null,
    kind: null,
    changes: back.map(worded),
    warnings: [],
    undecided: [],
    reason: null,
  };
}
