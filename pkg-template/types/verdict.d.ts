import type { Stage } from "./opportunity.js";
import type { FieldName, FieldValue } from "./values.js";

/** The result of a check. Salesforce has the last word. */
export interface Verdict {
  /**
   * `allowed`: no rule prevents the change. `denied`: there are violations. `undecided`: there are none, but only Salesforce
   * can decide some rules.
   */
  type: "allowed" | "denied" | "undecided";
  violations: readonly Violation[];
  warnings: readonly Warning[];
  /** The rules that only Salesforce can decide. */
  undecided: readonly UndecidedRule[];
  /** The fields that the move requires, filled in or not. */
  required: readonly RequiredField[];
  /** The approvals that the move requires, granted or not. */
  approvals: readonly NeededApproval[];
  /** The rules that would deny the move if this user were not exempt. */
  exemptions: readonly ExemptedRule[];
}

/** A change that a confirmation makes. */
export interface Change {
  field: FieldName;
  label: string;
  /** Salesforce's data type of the field, as in `EditableField`. */
  type: string;
  /** The record's currency, if the org has several. */
  currency: string | null;
  from: FieldValue;
  to: FieldValue;
  /** The label of the value, if it has one, as stages have. */
  fromLabel: string | null;
  toLabel: string | null;
  /** `salesforce`: a consequence, which Salesforce makes by itself. */
  by: "you" | "salesforce";
}

/** A reason why a proposal is denied. */
export interface Violation {
  code: ViolationCode;
  /** The id of the rule, if it is one of the rules document or of the org. */
  rule: string | null;
  /** A sentence for the user, in English unless `authored`. */
  message: string;
  /** What to do about it. */
  help: string | null;
  /** The code of `help`; null if there is none, or if the portal's owner wrote it. `parameters` has what it names. */
  helpCode: HelpCode | null;
  field: FieldName | null;
  /** What the texts name, for texts of your own: `from`, `to`, `kind`, `label`, … */
  parameters: Readonly<Record<string, FieldValue>>;
  /** True if the portal's owner or the org wrote the message: show it as it is. Localize other messages by `code`. */
  authored: boolean;
  /** The stages that the words match, that are available, or that the move skips. */
  stages: readonly Stage[];
}

/** Every code of a violation. */
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

/** Something the user should know. It does not prevent the change, unless it has to be acknowledged. */
export interface Warning {
  code: WarningCode;
  /** The id of the rule, if it is one of the rules document. */
  rule: string | null;
  /** A sentence for the user, in English unless `authored`. */
  message: string;
  /** What to do about it. */
  help: string | null;
  /** The code of `help`; null if there is none, or if the portal's owner wrote it. `parameters` has what it names. */
  helpCode: HelpCode | null;
  field: FieldName | null;
  /** What the texts name, for texts of your own. */
  parameters: Readonly<Record<string, FieldValue>>;
  /** True if the portal's owner wrote the message: show it as it is. */
  authored: boolean;
  /** True if the change can be confirmed only with the rule's id in `acknowledge` of the input. */
  acknowledge: boolean;
}

/** Every code of a warning. */
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

/** Every code of advice, with the parameters that its text names. */
export type HelpCode =
  | "choose_stage"
  | "choose_other_stage"
  | "choose_later_stage"
  /** `from` */
  | "choose_following_stage"
  /** `next`: the first stage that was skipped */
  | "move_to_next"
  | "ask_to_reopen"
  | "request_approval"
  | "await_approval"
  | "ask_approver"
  /** `label` */
  | "fill_in"
  /** `today` */
  | "choose_later_date"
  | "choose_value"
  /** `controller`: the label of the controlling field */
  | "change_controller"
  | "change_products"
  | "ask_administrator"
  /** `label` */
  | "ask_colleague"
  /** `label` */
  | "edit_in_salesforce"
  | "give_reason"
  | "change_and_retry";

/** A rule that cannot be decided here. Salesforce decides it when the change is confirmed. */
export interface UndecidedRule {
  /** The id of the rule. */
  rule: string;
  reason: UndecidedReason;
  /** The reason as a sentence, in English. */
  message: string;
  /** The rule's message if it fires; empty if it has no text of its own. */
  about: string;
  field: FieldName | null;
}

/** Why a rule is undecided. */
export type UndecidedReason =
  | "unknown_field"
  | "unknown_function"
  | "missing_value"
  | "missing_answer"
  | "failed"
  | "unreadable_rule"
  | "unknown_position"
  | "only_salesforce";

/** A field that the move requires, filled in or not. */
export interface RequiredField {
  field: FieldName;
  label: string;
  /** The id of the rule that requires it. */
  rule: string;
  /** Null if the field's value is not known. */
  filled: boolean | null;
  /** False if this user cannot fill it in here. The help of the violation says whom to ask. */
  editable: boolean;
}

/** An approval that the move requires, granted or not. */
export interface NeededApproval {
  /** The name of the approval in the rules document. */
  approval: string;
  /** The id of the rule that requires it. */
  rule: string;
  state: "needed" | "pending" | "granted" | "rejected";
}

/** A rule that would deny the move if this user were not exempt. */
export interface ExemptedRule {
  /** The id of the rule. */
  rule: string;
  /** The reason that the user gave. */
  reason: string | null;
}
