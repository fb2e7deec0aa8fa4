/**
 * Lints the JSON text of an org document: reports rules that only Salesforce can decide and why, invalid formulas, stages
 * that no rule lets an opportunity leave, and names that the org does not have. Await `init` first.
 *
 * @throws `invalid_document` if the text is not an org document; `not_initialized` before `init`.
 *
 * @example
 * ```ts
 * import { init, lint } from "opportunity-stage";
 *
 * await init();
 * for (const finding of lint(JSON.stringify(org)).findings) console.log(finding.severity, finding.message);
 * ```
 */
export function lint(document: string): LintReport;

/** The report of `lint`. */
export interface LintReport {
  /** Every validation rule, and what it takes to decide it. */
  rules: readonly {
    /** The API name of the rule. */
    name: string;
    /** True if the rule is active in the org. */
    active: boolean;
    /**
     * What it takes to decide the rule for every record: the `record` alone, also the `user`, or also fields of `related`
     * records. `org`: only Salesforce can decide it. `broken`: the formula is invalid. Some records need less.
     */
    decided: "record" | "user" | "related" | "org" | "broken";
    /** What the rule reads in addition to the record's own fields. */
    needs: readonly { kind: LintNeed; name: string }[];
  }[];
  /** Possible mistakes. */
  findings: readonly LintFinding[];
}

/** What a rule may read in addition to the record's own fields. */
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

/** A possible mistake in an org document. */
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
  /** The name of the subject. */
  name: string;
  message: string;
  /** The position in the rule's formula, as an index into its text; null if the finding is not about a formula. */
  at: number | null;
}
