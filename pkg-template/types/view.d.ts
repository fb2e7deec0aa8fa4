import type { ConversationEvent, ConversationState } from "./events.js";
import type { CurrentOpportunity, EditableField, OpportunityMatch, Stage } from "./opportunity.js";
import type { ViewProblem } from "./problem.js";
import type { StageOption } from "./proposal.js";
import type { Conflict, Receipt } from "./receipt.js";
import type { FieldName, FieldValue } from "./values.js";
import type { Change, UndecidedRule, Violation, Warning } from "./verdict.js";

/** Everything that a surface shows. */
export interface ConversationView {
  /** Grows by one with each new thing that is said; the same number again means: the same message, updated. */
  turn: number;
  state: ConversationState;
  /** The message as plain text. */
  message: string;
  /** The same with its emphasis. */
  parts: readonly TextPart[];
  /** What the message is made of, to be said in another language. */
  text: Text;
  /**
   * What the org calls the object and its fields, in the user's language. Texts of your own may name them: `{object}`,
   * `{objects}`, `{stageField}`, `{amountField}`, `{closeDateField}`.
   */
  labels: Labels;
  citation: Citation | null;
  /** The opportunity that is spoken of, as it was read last. The same object as long as it is the same reading. */
  opportunity: CurrentOpportunity | null;
  /** Its stages with their verdicts, as if nothing else were changed; empty where no opportunity is open. */
  offers: readonly StageOption[];
  steps: readonly ViewStep[];
  choices: readonly ViewChoice[];
  card: Card | null;
  form: Form | null;
  buttons: readonly ViewButton[];
  violations: readonly Violation[];
  warnings: readonly Warning[];
  /** The rules that Salesforce alone can decide. */
  undecided: readonly UndecidedRule[];
  /** The changes of another user, if the user has to decide which values to keep. */
  conflict: Conflict | null;
  /** Until when the update may be undone, as an ISO instant; null where there is nothing to undo. */
  undo: { until: string } | null;
  problem: ViewProblem | null;
  receipt: Receipt | null;
}

/**
 * What a sentence says, for surfaces that say it in another language. Values are raw: numbers, `yyyy-mm-dd`, ISO
 * instants.
 */
export interface Text {
  code: TextCode;
  parameters: Readonly<Record<string, FieldValue>>;
}

/** Every sentence of a conversation, with its parameters. */
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

/** A run of text, as text: never markup. */
export interface TextPart {
  text: string;
  strong: boolean;
}

/** Labels of the org; each null until it has been read. Administrators rename and translate them. */
export interface Labels {
  /** The object, such as Opportunity. */
  object: string | null;
  /** The same for several. */
  objectPlural: string | null;
  /** `StageName`. */
  stage: string | null;
  /** `Amount`. */
  amount: string | null;
  /** `CloseDate`. */
  closeDate: string | null;
  /** `OwnerId`, without "ID". */
  owner: string | null;
  /** `AccountId`, without "ID". */
  account: string | null;
  /** `RecordTypeId`, without "ID". */
  recordType: string | null;
}

/** A link to the record that a statement is about. */
export interface Citation {
  label: string;
  link: string | null;
}

/** A step of the work, as it happens. */
export interface ViewStep {
  code: StepCode;
  label: string;
  status: "pending" | "done" | "failed";
}

export type StepCode = "find_opportunity" | "read_opportunity" | "update_opportunity" | "read_changes" | "undo_update";

/** One of several opportunities or stages to choose from. Send `event` when it is chosen. */
export interface ViewChoice {
  label: string;
  detail: string;
  /** The opportunity, where one is chosen from several. */
  opportunity: OpportunityMatch | null;
  /** The stage, where one is chosen from several. */
  stage: Stage | null;
  event: ConversationEvent;
}

/** What is to be confirmed. */
export interface Card {
  code: "confirm_details";
  title: string;
  rows: readonly CardRow[];
  changes: readonly Change[];
}

/** A line of the confirmation card. */
export interface CardRow {
  code: CardRowCode;
  label: string;
  value: string;
  /** The field that the value is of. */
  field: FieldName | null;
}

export type CardRowCode = "opportunity" | "current_stage" | "new_stage";

/** The form of "Edit Details". */
export interface Form {
  /** The stage that is chosen: an API name, or the words that were given. */
  stage: string;
  /** The stages to choose from. */
  stages: readonly Stage[];
  fields: readonly EditableField[];
  /** What sends the form: put `stage` and `fields` into its event. */
  submit: ViewButton;
}

/** Something to press. Send `event` when it is. */
export interface ViewButton {
  code: ButtonCode;
  label: string;
  /** The filled button is the one that goes on. */
  appearance: "filled" | "outlined";
  event: ConversationEvent;
}

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
