/** What was imported and what the lint says, for a person. */
import type { LintReport } from "opportunity-stage";
import type { OrgDocument } from "./document.js";
import type { RulesFinding } from "./rules.js";

/** How many there are, in words. */
const count = (number: number, one: string, many = `${one}s`) =>
  `${number.toLocaleString("en")} ${number === 1 ? one : many}`;

/** One line on what the document holds. */
export function summary(document: OrgDocument): string {
  const inactive = document.validationRules.filter((rule) => !rule.active).length;
  return [
    count(document.stages.length, "stage"),
    count(document.salesProcesses.length, "sales process", "sales processes"),
    count(document.recordTypes.length, "record type"),
    count(document.fields.length, "field"),
    count(document.paths.length, "path"),
    count(document.validationRules.length, "validation rule") + (inactive ? ` (${inactive} inactive)` : ""),
  ].join(", ");
}

const DECIDED = [
  ["record", "decided from the record alone"],
  ["user", "also need to know the user"],
  ["related", "also need fields of related records"],
  ["org", "only Salesforce can decide in every case"],
  ["broken", "have a formula that is wrong"],
] as const;

const NEEDS: Readonly<Record<string, string>> = {
  unknownField: "a field of unknown type",
  customSetting: "a custom setting",
  customMetadata: "custom metadata",
  label: "a custom label",
  global: "a global variable",
  lookUp: "a look-up in other records",
  currencyRate: "exchange rates",
  unknownFunction: "an unknown function",
};

type Report = Pick<LintReport, "rules"> & { findings: readonly (LintReport["findings"][number] | RulesFinding)[] };

/** The lines of the report. */
export function describe(report: Report, document: OrgDocument): string[] {
  const lines: string[] = [];
  const active = report.rules.filter((rule) => rule.active);
  if (active.length) lines.push("", `${count(active.length, "active rule")}:`);
  for (const [decided, words] of DECIDED) {
    const rules = active.filter((rule) => rule.decided === decided);
    if (rules.length === 0) continue;
    lines.push(`  ${String(rules.length).padStart(4)}  ${words}`);
    if (decided === "record" || decided === "broken") continue;
    for (const { name, needs } of rules) {
      const list = needs.map((need) => (NEEDS[need.kind] ? `${need.name} (${NEEDS[need.kind]})` : need.name));
      lines.push(`        ${name}: ${list.join(", ")}`);
    }
  }
  if (report.findings.length) lines.push("");
  for (const { severity, subject, name, message, at } of report.findings) {
    const formula = document.validationRules.find((rule) => rule.name === name)?.formula;
    const place = subject === "rule" && at !== null && formula !== undefined ? placeIn(formula, at) : "";
    lines.push(`${severity}: ${SUBJECTS[subject]} ${name}: ${message}${place}`);
  }
  return lines;
}

const SUBJECTS = {
  rule: "rule",
  stage: "stage",
  salesProcess: "sales process",
  recordType: "record type",
  path: "path of",
  rulesDocument: "rules document,",
} as const;

function placeIn(formula: string, at: number): string {
  const before = formula.slice(0, at).split("\n");
  return ` (line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1} of the formula)`;
}
