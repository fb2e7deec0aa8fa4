import type { ConversationEvent, ConversationState } from "./events.js";
import type { CurrentOpportunity, EditableField, Labels, OpportunityMatch, Stage } from "./opportunity.js";
import type { ViewProblem } from "./problem.js";
import type { StageOption } from "./proposal.js";
import type { Conflict, Receipt } from "./receipt.js";
import type { FieldName, FieldValue } from "./values.js";
import type { Change, UndecidedRule, Violation, Warning } from "./verdict.js";

/** Everything that a user interface shows. */
export interface ConversationView {
  /** Grows by one with each new message. A view with the same number updates the message. */
  turn: number;
  state: ConversationState;
  /** The message as plain text. */
  message: string;
  /** The message with its emphasis. */
  parts: readonly TextPart[];
  /** The code and the parameters of the message, for texts of your own. */
  text: Text;
  /**
   * What the org calls the object and its fields, in the user's language. Texts of your own may name them: `{object}`,
   * `{objects}`, `{stageField}`, `{amountField}`, `{closeDateField}`.
   */
  labels: Labels;
  /** The record that the message is about. */
  citation: Citation | null;
  /** The current opportunity, as it was last read. The object stays the same until it is read again. */
  opportunity: CurrentOpportunity | null;
  /** Its stages with the verdicts of a move that changes nothing else; empty if no opportunity is open. */
  offers: readonly StageOption[];
  steps: readonly ViewStep[];
  choices: readonly ViewChoice[];
  /** The change to confirm, in the state `preview`. */
  card: Card | null;
  /** The form of "Edit Details", in the state `editing`. */
  form: Form | null;
  buttons: readonly ViewButton[];
  violations: readonly Violation[];
  warnings: readonly Warning[];
  /** The rules that only Salesforce can decide. */
  undecided: readonly UndecidedRule[];
  /** The changes of another user, if the user has to decide which values to keep. */
  conflict: Conflict | null;
  /** The end of the time to undo the update, as an ISO instant; null if there is nothing to undo. */
  undo: { until: string } | null;
  /** What failed, in the state `failed`. */
  problem: ViewProblem | null;
  /** The receipt of the last update or undo, in the state `done`. */
  receipt: Receipt | null;
}

/**
 * A message by its code, for user interfaces with their own texts. The parameters are not formatted: numbers, `yyyy-mm-dd`, ISO
 * instants.
 */
export interface Text {
  code: TextCode;
  parameters: Readonly<Record<string, FieldValue>>;
}

/** Every code of a message, with the parameters that its text names. */
export type TextCode =
  | "greeting"
  | "not_understood"
  | "not_understood_choosing"
  | "not_understood_current"
  | "not_understood_preview"
  | "not_understood_conflict"
  | "help"
  | "help_choosing"
  | "help_current"
  | "help_preview"
  | "help_conflict"
  | "one_by_one"
  | "none_of_them"
  /** `label` */
  | "value_not_understood"
  /** `label`, `value`, and the `type` of the field */
  | "answer_field"
  /** `label` */
  | "answer_empty"
  /** `stage`, `days` */
  | "answer_days_in_stage"
  /** `date`, `by`, and `at`: the instant */
  | "answer_moved"
  /** `date`, and `at`: the instant */
  | "answer_moved_unknown"
  /** `stages` */
  | "answer_stages"
  /** `stages`, `others` */
  | "answer_some_stages"
  | "answer_no_stages"
  /** `reasons`, and the view has the `violations` */
  | "answer_why"
  | "answer_nothing_against"
  /** `changes` */
  | "answer_changes"
  | "answer_no_changes"
  /** `words` */
  | "finding"
  /** `words` */
  | "found_none"
  /** `words`, `count` */
  | "found_several"
  /** `words`, `count` */
  | "found_more"
  | "opening"
  /** `subject`, `stage` */
  | "current_stage"
  /** `subject`, `stage` */
  | "already_there"
  | "nothing_to_change"
  /** `stages` (in English, as the choices list them), `stage`: the words that were given */
  | "stage_ambiguous"
  /** `stage` */
  | "stage_unknown"
  /** `stage` */
  | "stage_inactive"
  /** `stage` */
  | "stage_not_in_process"
  /** `message`: a text of the portal's owner */
  | "authored"
  | "confirm_details"
  | "editing"
  | "updating"
  | "updated"
  /** `fields`: the labels */
  | "updated_merged"
  | "updated_otherwise"
  | "updated_unverified"
  | "cancelled"
  | "refused"
  | "outcome_unknown"
  /** `by`, `at` */
  | "changed_meanwhile"
  /** `at` */
  | "changed_meanwhile_unknown"
  /** `subject`, `stage` */
  | "left_theirs"
  | "undoing"
  /** `stage` */
  | "undone"
  | "undone_fields"
  | "undone_otherwise"
  | "undone_unverified"
  | "undo_failed"
  | "failed";

/** A run of text, never markup. */
export interface TextPart {
  text: string;
  strong: boolean;
}

/** A link to the record that a message is about. */
export interface Citation {
  label: string;
  link: string | null;
}

/** A step of the work in progress. */
export interface ViewStep {
  code: StepCode;
  label: string;
  status: "pending" | "done" | "failed";
}

/** Every code of a step. */
export type StepCode = "find_opportunity" | "read_opportunity" | "update_opportunity" | "read_changes" | "undo_update";

/** One of several opportunities or stages. Send `event` when the user chooses it. */
export interface ViewChoice {
  label: string;
  /** Details that distinguish it from the others. */
  detail: string;
  /** The opportunity, if the choices are opportunities. */
  opportunity: OpportunityMatch | null;
  /** The stage, if the choices are stages. */
  stage: Stage | null;
  event: ConversationEvent;
}

/** The change to confirm. */
export interface Card {
  code: "confirm_details";
  title: string;
  rows: readonly CardRow[];
  changes: readonly Change[];
}

/** A row of the confirmation card. */
export interface CardRow {
  code: CardRowCode;
  label: string;
  value: string;
  /** The field that the value belongs to. */
  field: FieldName | null;
}

/** Every code of a row. */
export type CardRowCode = "opportunity" | "current_stage" | "new_stage";

/** The form of "Edit Details". */
export interface Form {
  /** The chosen stage: an API name, or the words that the user gave. */
  stage: string;
  /** The stages to choose from. */
  stages: readonly Stage[];
  fields: readonly EditableField[];
  /** Submits the form: add `stage` and `fields` to its event. */
  submit: ViewButton;
}

/** A button. Send `event` when it is pressed. */
export interface ViewButton {
  code: ButtonCode;
  label: string;
  /** `filled`: the primary action. */
  appearance: "filled" | "outlined";
  event: ConversationEvent;
}

/** Every code of a button. */
export type ButtonCode =
  | "confirm_update"
  | "edit_details"
  | "cancel"
  | "review"
  | "try_again"
  | "open_again"
  | "keep_mine"
  | "take_theirs"
  | "merge"
  | "undo";
