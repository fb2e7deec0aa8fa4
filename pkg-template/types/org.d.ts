/**
 * Checks an org document (its JSON text): rules that only Salesforce can decide and why, invalid formulas, stages that no rule
 * lets an opportunity leave, names that the org no longer has. Call `init` first.
 */
export function lint(document: string): LintReport;

/** What the lint of an org document found. */
export interface LintReport {
  /** Every validation rule, and where it can be decided. */
  rules: readonly {
    name: string;
    /** Whether the org applies it. */
    active: boolean;
    /**
     * What it takes to decide the rule in every case: the record alone, also the user, also fields of related records;
     * `org` where only Salesforce can tell, `broken` where the formula is wrong. Some records need less.
     */
    decided: "record" | "user" | "related" | "org" | "broken";
    /** What the rule needs in addition to the record's own fields. */
    needs: readonly { kind: LintNeed; name: string }[];
  }[];
  /** What looks wrong. */
  findings: readonly LintFinding[];
}

/** What a rule may need in addition to the record's own fields. */
export type LintNeed =
  | "user"
  | "relatedField"
  | "unknownField"
  | "customSetting"
  | "customMetadata"
  | "label"
  | "global"
  | "lookUp"
  | "currencyRate"
  | "unknownFunction";

/** Something that looks wrong in an org document. */
export interface LintFinding {
  code:
    | "formula_syntax"
    | "formula_type"
    | "always_fires"
    | "stage_without_exit"
    | "no_stages"
    | "unknown_field"
    | "unknown_stage"
    | "inactive_stage"
    | "unknown_value"
    | "inactive_value"
    | "unknown_record_type"
    | "unknown_sales_process";
  severity: "error" | "warning" | "info";
  subject: "rule" | "stage" | "salesProcess" | "recordType" | "path";
  /** The subject's name. */
  name: string;
  message: string;
  /** Where in the rule's formula. */
  at: number | null;
}
