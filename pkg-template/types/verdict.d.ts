import type { Stage } from "./opportunity.js";
import type { FieldName, FieldValue } from "./values.js";

/** The answer of a check. Salesforce has the last word. */
export interface Verdict {
  type: "allowed" | "denied" | "undecided";
  violations: readonly Violation[];
  warnings: readonly Warning[];
  undecided: readonly UndecidedRule[];
  required: readonly RequiredField[];
  approvals: readonly NeededApproval[];
  exemptions: readonly ExemptedRule[];
}

/** A change that a confirmation makes. */
export interface Change {
  field: FieldName;
  label: string;
  /** Salesforce's data type of the field, as in `EditableField`. */
  type: string;
  /** The record's currency, where the org has several. */
  currency: string | null;
  from: FieldValue;
  to: FieldValue;
  /** What a person calls the value, where it has a name of its own, as stages have. */
  fromLabel: string | null;
  toLabel: string | null;
  /** `salesforce`: a consequence that Salesforce brings about by itself. */
  by: "you" | "salesforce";
}

/** A reason against a proposal. */
export interface Violation {
  code: ViolationCode;
  /** The id of the rule, where it is one of the rules document or of the org. */
  rule: string | null;
  message: string;
  /** What to do about it. */
  help: string | null;
  field: FieldName | null;
  /** What the message is made of, for texts of your own: `from`, `to`, `kind`, `label`, … */
  parameters: Readonly<Record<string, FieldValue>>;
  /** The portal's owner or the org wrote the message: show it as it is. Other messages can be localized by `code`. */
  authored: boolean;
  /** The stages that the words could mean, those that there are, or those that are passed over. */
  stages: readonly Stage[];
}

export type ViolationCode =
  | "stage_ambiguous"
  | "stage_unknown"
  | "stage_inactive"
  | "stage_not_in_process"
  | "field_read_only"
  | "value_required"
  | "value_too_long"
  | "value_out_of_range"
  | "value_not_in_picklist"
  | "stages_skipped"
  | "moves_back"
  | "closed_is_final"
  | "transition_not_allowed"
  | "transition_forbidden"
  | "field_required"
  | "loss_reason_required"
  | "close_date_past"
  | "approval_required"
  | "rule"
  | "org_rule";

/** A thing to know that does not stand in the way. */
export interface Warning {
  code: WarningCode;
  /** The id of the rule, where it is one of the rules document. */
  rule: string | null;
  message: string;
  help: string | null;
  field: FieldName | null;
  parameters: Readonly<Record<string, FieldValue>>;
  /** The portal's owner wrote the message: show it as it is. */
  authored: boolean;
  /** The rule's id has to stand in `acknowledge` of the input before the change can be confirmed. */
  acknowledge: boolean;
}

export type WarningCode =
  | "close_date_moves"
  | "reopens_opportunity"
  | "amount_ignored"
  | "value_not_in_picklist"
  | "refused_before"
  | "stages_skipped"
  | "moves_back"
  | "closed_is_final"
  | "transition_not_allowed"
  | "transition_forbidden"
  | "field_required"
  | "loss_reason_required"
  | "close_date_past"
  | "approval_required"
  | "rule";

/** A rule that cannot be decided here: Salesforce decides when the change is confirmed. */
export interface UndecidedRule {
  rule: string;
  reason: UndecidedReason;
  message: string;
  /** What the rule says where it stands in the way; empty where it has no text of its own. */
  about: string;
  field: FieldName | null;
}

export type UndecidedReason =
  | "unknown_field"
  | "unknown_function"
  | "missing_value"
  | "missing_answer"
  | "failed"
  | "unreadable_rule"
  | "unknown_position"
  | "only_salesforce";

/** A field that the move asks for, filled in or not. */
export interface RequiredField {
  field: FieldName;
  label: string;
  rule: string;
  /** Null where the field's value is not known. */
  filled: boolean | null;
  /** False where this user cannot fill it in here: the violation says whom to ask. */
  editable: boolean;
}

/** An approval that the move needs, given or not. */
export interface NeededApproval {
  approval: string;
  rule: string;
  state: "needed" | "pending" | "granted" | "rejected";
}

/** A rule that would stand in the way, were this user not exempt from it. */
export interface ExemptedRule {
  rule: string;
  reason: string | null;
}
