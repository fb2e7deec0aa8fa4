/** Checks a rules document against the org: names that do not exist there would silently have no effect. */
import { readFileSync } from "node:fs";
import { lint, rules, type LintFinding, type ViolationCode, type WarningCode } from "opportunity-stage";
import type { OrgDocument, Stage } from "./document.js";
import { FileProblem } from "./xml.js";

/** A finding about a rules document; its name is the path there. */
export type RulesFinding = Omit<LintFinding, "subject" | "code"> & {
  subject: "rulesDocument";
  code: LintFinding["code"] | "unknown_message";
};

/** Valid keys of `messages` besides rules. The type makes the list complete. */
const CODES: Readonly<Record<ViolationCode | WarningCode, true>> = {
  amount_ignored: true,
  approval_required: true,
  close_date_moves: true,
  close_date_past: true,
  closed_is_final: true,
  field_read_only: true,
  field_required: true,
  loss_reason_required: true,
  moves_back: true,
  org_rule: true,
  refused_before: true,
  reopens_opportunity: true,
  rule: true,
  stage_ambiguous: true,
  stage_inactive: true,
  stage_not_in_process: true,
  stage_unknown: true,
  stages_skipped: true,
  transition_forbidden: true,
  transition_not_allowed: true,
  value_not_in_picklist: true,
  value_out_of_range: true,
  value_required: true,
  value_too_long: true,
};

/** The ids of rules that have none of their own. */
const IDS: Readonly<Record<string, string>> = {
  allowed: "allowed",
  closeDate: "close_date",
  closedIsFinal: "closed_is_final",
  lossReason: "loss_reason",
  noMovingBack: "no_moving_back",
  noSkipping: "no_skipping",
};

const LISTS = ["forbidden", "required", "approvals", "rules"];

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** A text and its path. */
type Named = readonly [place: string, text: string];

/** The names in a rules document, by kind. */
export interface RulesDocument {
  file: string;
  text: string;
  stages: Named[];
  fields: Named[];
  formulas: Named[];
  /** The keys of `messages`. */
  messages: string[];
  /** The ids of its rules. */
  ids: string[];
}

/** Reads a file with a rules document. */
export function readRules(file: string): RulesDocument {
  const text = readFileSync(file, "utf8");
  try {
    rules(text);
  } catch (error) {
    throw new FileProblem(file, undefined, (error as Error).message);
  }
  const document = JSON.parse(text.replace(/^\uFEFF/, "")) as { [key: string]: Json };
  const read: RulesDocument = { file, text, stages: [], fields: [], formulas: [], messages: [], ids: [] };
  for (const [key, value] of Object.entries(document)) {
    const list = Array.isArray(value) ? value : undefined;
    if (key === "messages") read.messages = Object.keys(value as object);
    if (key === "allowed" || key in IDS) read.ids.push(idOf(list ? null : value) ?? IDS[key] ?? key);
    if (LISTS.includes(key)) read.ids.push(...(list ?? []).map((rule, index) => idOf(rule) ?? `${key}_${index + 1}`));
    if (!["exemptions", "messages", "globals"].includes(key)) collect(key, value, read);
  }
  return read;
}

const idOf = (rule: Json) =>
  typeof rule === "object" && rule && !Array.isArray(rule) && typeof rule.id === "string" ? rule.id : undefined;

/** The keys under which names stand, whatever the rule. */
const KINDS = {
  from: "stages",
  to: "stages",
  at: "stages",
  stages: "stages",
  field: "fields",
  fields: "fields",
} as const;

function collect(place: string, value: Json, read: RulesDocument) {
  if (Array.isArray(value)) {
    value.forEach((entry, index) => collect(`${place}[${index}]`, entry, read));
  } else if (typeof value === "object" && value) {
    for (const [key, entry] of Object.entries(value)) {
      const inside = `${place}.${key}`;
      if (key in KINDS) {
        const names = [entry].flat().filter((name) => typeof name === "string");
        read[KINDS[key as keyof typeof KINDS]].push(...names.map((name) => [inside, name] as const));
      } else if (key === "when" && typeof entry === "string") {
        read.formulas.push([inside, entry]);
      } else {
        collect(inside, entry, read);
      }
    }
  }
}

/** Finds what the org does not have. */
export function checkRules(document: RulesDocument, org: OrgDocument): RulesFinding[] {
  const finding = (code: RulesFinding["code"], name: string, message: string, at: number | null = null) =>
    ({ code, severity: "warning", subject: "rulesDocument", name, message, at }) as const;
  const stages = org.stages.length ? document.stages : [];
  const lost = stages.flatMap(([place, name]) => {
    const wrong = lostStage(name, org.stages);
    return wrong ? finding(wrong[0], place, wrong[1]) : [];
  });
  // The lint findings about the org's rules apply to these formulas, too.
  const asked = [...document.formulas, ...document.fields.map(([place, name]) => [place, `ISBLANK(${name})`] as const)];
  const validationRules = asked.map(([, formula], index) => {
    return { name: String(index), active: false, formula, message: "-", field: undefined, description: undefined };
  });
  const { findings } = lint(JSON.stringify({ ...org, validationRules }));
  const reported = findings.flatMap(({ code, subject, name, message, at }) => {
    const index = Number(name);
    const isField = index >= document.formulas.length;
    // Whether a field can be blank does not matter here.
    return subject !== "rule" || (isField && code !== "unknown_field")
      ? []
      : finding(code, asked[index]?.[0] ?? "", message, at);
  });
  const known = new Set([...Object.keys(CODES), ...document.ids, ...org.validationRules.map(({ name }) => name)]);
  const texts = document.messages
    .filter((key) => !known.has(key))
    .map((key) => finding("unknown_message", `messages.${key}`, "is neither the id of a rule nor a code"));
  return [...lost, ...reported, ...texts];
}

function lostStage(name: string, stages: readonly Stage[]): [RulesFinding["code"], string] | undefined {
  const known = stages.find((stage) => stage.value === name);
  if (known) return known.active ? undefined : ["inactive_stage", `the stage \`${name}\` is no longer active`];
  const folded = name.toLowerCase();
  const near = stages.find(({ value, label }) => [value, label].some((other) => other.toLowerCase() === folded));
  const hint = near ? `; it has \`${near.value}\`` : "";
  return ["unknown_stage", `\`${name}\` is not a stage of the org${hint}`];
}
