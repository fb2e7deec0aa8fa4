import type { OpportunityQuery } from "./opportunity.js";
import type { ProposalInput } from "./proposal.js";
import type { FieldName, FieldValue } from "./values.js";

/** What a person, or the page for them, does in a conversation. */
export type ConversationEvent =
  /**
   * A sentence, such as "What's the current stage of the Acme opportunity?" or "Update it to Closed Won". With an intent, it
   * is taken for that, and then it never writes.
   */
  | { type: "say"; text: string; intent?: Interpretation }
  | { type: "find"; query: OpportunityQuery }
  /** One of the choices, or any opportunity by its id. */
  | { type: "choose"; id: string }
  | ({ type: "propose" } & ProposalInput)
  | { type: "confirm" }
  | { type: "edit" }
  | { type: "cancel" }
  /** What failed, once more. */
  | { type: "retry" }
  /** Ends a conflict. `fields` says of single fields that you changed whose value counts; where it says nothing, yours does. */
  | { type: "resolve"; keep: "mine" | "theirs" | "merge"; fields?: Readonly<Record<FieldName, "mine" | "theirs">> }
  /** Puts back what was updated. */
  | { type: "undo" };

/** Where the conversation stands. */
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

/** What an event begins to write: an update (also once more, after it failed), or what undoes the last one. */
export type ConversationWrite = "update" | "undo";

/** Says what a sentence means: `interpret.schema.json` describes the answer. Nothing, an error or `unknown` leaves it to us. */
export type Interpret = (
  text: string,
  context: InterpretationContext,
  options: { signal: AbortSignal },
) => Interpretation | null | undefined | Promise<Interpretation | null | undefined>;

/**
 * What a model gets to know besides the sentence: what is on the screen, and no token, id or address. Texts have at most
 * 255 characters, lists at most 50 items; longer sentences than 500 characters are not asked about.
 */
export interface InterpretationContext {
  /** The conversation's language. */
  language: string;
  state: ConversationState;
  /** Today where the person is, as `yyyy-mm-dd`. */
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
  /** The fields that may be edited. */
  fields: readonly { name: FieldName; label?: string; type?: string }[];
  /** What the draft changes. */
  draft: readonly { label: string; value: FieldValue }[];
}

/** What a sentence is taken for. */
export interface Interpretation {
  intent: "find" | "choose" | "change" | "ask" | "edit" | "cancel" | "help" | "unknown";
  /** `find`: words that stand in the name of the opportunity, its account or its owner. */
  words?: readonly string[];
  /** `find`: the person's own. */
  mine?: boolean;
  /** `find`: part of the name of the stage that they are in. */
  inStage?: string;
  /** `find` */
  closed?: boolean;
  /** `find` */
  won?: boolean;
  /** `find`: the amount is more than this. */
  over?: number;
  /** `find`: the amount is less than this. */
  under?: number;
  /** `find`: the first close date, as `yyyy-mm-dd`. */
  from?: string;
  /** `find`: the last close date. */
  until?: string;
  /** `choose`: its place among the choices, from 1. */
  choice?: number;
  /** `change`, and what is wanted of what is found or chosen; with `obstacles`, the stage that is asked about. */
  stage?: string;
  /** The same for fields: values by API name, `null` to clear one. */
  fields?: Readonly<Record<FieldName, FieldValue>>;
  /** `ask` */
  about?:
    "stage" | "owner" | "probability" | "days_in_stage" | "last_change" | "stages" | "obstacles" | "changes" | "field";
  /** With `field`: its API name. */
  field?: FieldName;
}
