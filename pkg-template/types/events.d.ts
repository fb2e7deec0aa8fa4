import type { OpportunityQuery } from "./opportunity.js";
import type { ProposalInput } from "./proposal.js";
import type { FieldName, FieldValue } from "./values.js";

/** An input of a conversation: what the user does, or the page for them. */
export type ConversationEvent =
  /**
   * A sentence, such as "What's the current stage of the Acme opportunity?" or "Update it to Closed Won". With `intent`, the
   * sentence is not interpreted, and it never writes.
   */
  | { type: "say"; text: string; intent?: Interpretation }
  | { type: "find"; query: OpportunityQuery }
  /** Opens one of the choices, or any opportunity by its id. */
  | { type: "choose"; id: string }
  | ({ type: "propose" } & ProposalInput)
  | { type: "confirm" }
  | { type: "edit" }
  | { type: "cancel" }
  /** Repeats what failed. */
  | { type: "retry" }
  /** Ends a conflict. `fields` chooses the value of single fields that you changed; without it, yours. */
  | { type: "resolve"; keep: "mine" | "theirs" | "merge"; fields?: Readonly<Record<FieldName, "mine" | "theirs">> }
  /** Restores what the update changed. */
  | { type: "undo" };

/** The state of a conversation. */
export type ConversationState =
  | "idle"
  | "finding"
  | "choosing"
  | "opening"
  | "current"
  | "choosing_stage"
  | "preview"
  | "editing"
  | "applying"
  | "conflict"
  | "done"
  | "failed";

/** What an event starts to write: an update, or the undo of the last one. */
export type ConversationWrite = "update" | "undo";

/**
 * Returns the meaning of a sentence. `interpret.schema.json` describes the result. If it returns nothing, throws, or returns
 * `unknown`, the conversation uses its own interpretation.
 */
export type Interpret = (
  text: string,
  context: InterpretationContext,
  options: { signal: AbortSignal },
) => Interpretation | null | undefined | Promise<Interpretation | null | undefined>;

/**
 * What a model receives besides the sentence: what is on the screen, without tokens, ids and addresses. Texts have at most 255
 * characters, and lists at most 50 items. The model is not asked about sentences longer than 500 characters.
 */
export interface InterpretationContext {
  /** The conversation's language. */
  language: string;
  state: ConversationState;
  /** The user's current date, as `yyyy-mm-dd`. */
  today: string;
  opportunity: {
    name: string;
    account: string | null;
    owner: string | null;
    stage: string;
    amount: number | string | null;
    closeDate: string | null;
  } | null;
  /** The opportunities or stages to choose from; `choice` counts from 1. */
  choices: readonly {
    choice: number;
    name: string;
    account?: string | null;
    owner?: string | null;
    stage?: string;
    amount?: number | string | null;
    closeDate?: string | null;
  }[];
  /** The stages of the sales process. */
  stages: readonly { label: string; denied: boolean }[];
  /** The editable fields. */
  fields: readonly { name: FieldName; label?: string; type?: string }[];
  /** The changes of the draft. */
  draft: readonly { label: string; value: FieldValue }[];
}

/** The meaning of a sentence. The comments name the intent that each key belongs to. */
export interface Interpretation {
  intent: "find" | "choose" | "change" | "ask" | "edit" | "cancel" | "help" | "unknown";
  /** `find`: words in the name of the opportunity, its account or its owner. */
  words?: readonly string[];
  /** `find`: only the user's own opportunities. */
  mine?: boolean;
  /** `find`: part of the name of their stage. */
  inStage?: string;
  /** `find`: only closed opportunities, or only open ones. */
  closed?: boolean;
  /** `find`: only won opportunities, or only lost ones. */
  won?: boolean;
  /** `find`: the amount is more than this. */
  over?: number;
  /** `find`: the amount is less than this. */
  under?: number;
  /** `find`: the first close date, as `yyyy-mm-dd`. */
  from?: string;
  /** `find`: the last close date, as `yyyy-mm-dd`. */
  until?: string;
  /** `choose`: the position among the choices, from 1. */
  choice?: number;
  /** `change`, also of what is found or chosen: the stage. With `about: "obstacles"`, the stage that is asked about. */
  stage?: string;
  /** `change`, also of what is found or chosen: values by API name; `null` clears a field. */
  fields?: Readonly<Record<FieldName, FieldValue>>;
  /** `ask`: the subject of the question. */
  about?:
    "stage" | "owner" | "probability" | "days_in_stage" | "last_change" | "stages" | "obstacles" | "changes" | "field";
  /** `ask`, with `about: "field"`: the API name of the field. */
  field?: FieldName;
}
