import type { CallOptions, WriteOutcome } from "./calls.js";
import type { ConversationEvent, ConversationWrite, Interpret } from "./events.js";
import type { FieldValue } from "./values.js";
import type { ConversationView } from "./view.js";

/** The flow as a state machine: events in, views out. */
export interface Conversation {
  readonly view: ConversationView;
  /** Returns true if the event would do something now. */
  can(event: ConversationEvent): boolean;
  /**
   * Returns what the event would start to write; null if it writes nothing. A sentence is interpreted first, as `send` does.
   * Call it before `send` if the user must be asked before each write; for a sentence, await `understands` first.
   */
  writes(event: ConversationEvent): ConversationWrite | null;
  /** What is known about the last write, also after an abort or `close()`. */
  readonly outcome: WriteOutcome;
  /**
   * Handles an event; resolves with the view when everything that it started has settled. If `close()` ends a write
   * before that, it rejects with `closed`, and the message says whether the write may have been made.
   *
   * When the signal aborts, it rejects with the signal's reason and cancels what the event started, unless another event has
   * started something since. A read ends as with `cancel`. If nothing was written, the view stays as it was; a write that may
   * have been made leads to `failed` with `unknown_outcome`. `outcome` says the same.
   */
  send(event: ConversationEvent, options?: CallOptions): Promise<ConversationView>;
  /** Calls the listener with each new view; returns a function that unsubscribes. */
  subscribe(listener: (view: ConversationView) => void): () => void;
  /**
   * Resolves with true if most of a sentence is understood. Loads what that needs: the conversation's language and English, and
   * the other languages if it is not understood in these.
   */
  understands(text: string): Promise<boolean>;
  /** Lists what can be said next: names that the text begins, and sentences for the current state. */
  suggest(typed: string): Promise<readonly Suggestion[]>;
  /** Changes the language. Listeners get the current view again, in that language. */
  speak(language: string): Promise<void>;
  /** Aborts work in progress. A write that has been sent may still be made: see `outcome`. The view stays as it was. */
  close(): void;
}

/** How a conversation is begun. */
export interface ConversationOptions {
  /** The language that people speak with it, such as `de` or `pt-BR`; English where it is left out. Sentences in another of the seven are understood too. */
  language?: string;
  /** The same as `language`. */
  lang?: string;
  /** False where hardly any sentence is said, as with buttons alone: what understands them is loaded with the first one, and not at once. */
  sentences?: boolean;
  /** False where you make the texts of the codes and their parameters yourself; the view then has them in English. */
  texts?: boolean;
  /**
   * A model of yours. It is asked what a sentence means that is not understood well here. What it answers is checked like
   * anything typed, and never confirms, retries, undoes, acknowledges or approves. `opportunity-stage/interpret` has one
   * for the browser's built-in model.
   */
  interpret?: Interpret;
  /** When it is asked: if our own understanding is unsure (the default), or always. Never about a sentence that would write. */
  interpretWhen?: "unsure" | "always";
  /** Milliseconds that it may take, 4000 unless you say otherwise, at most 30000. After that our own understanding counts. */
  interpretTimeout?: number;
}

/** A sentence that can be said next. It is text, and does nothing before it is sent. */
export interface Suggestion {
  code: SuggestionCode;
  /** What it names. */
  parameters: Readonly<Record<string, FieldValue>>;
  /** The sentence in the conversation's language; a `completion` is what was typed, with the name that it begins. */
  text: string;
}

/** Every suggestion. */
export type SuggestionCode =
  | "completion"
  | "choice"
  | "stage"
  | "my_open"
  | "closing_this_month"
  | "closing_this_quarter"
  | "biggest"
  | "soonest"
  | "none_of_these"
  | "move_to"
  | "ask_stages"
  | "ask_age"
  | "ask_owner"
  | "ask_changes"
  | "leave_as_is"
  | "keep_mine"
  | "take_theirs";
