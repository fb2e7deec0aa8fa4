import type { CallOptions, WriteOutcome } from "./calls.js";
import type { ConversationEvent, ConversationWrite, Interpret } from "./events.js";
import type { FieldValue } from "./values.js";
import type { ConversationView } from "./view.js";

/** The flow as a state machine: events in, views out. */
export interface Conversation {
  /** The current view. */
  readonly view: ConversationView;
  /** What is known about the last write, also after an abort or `close()`. */
  readonly outcome: WriteOutcome;

  /**
   * Handles an event. Resolves with the view when everything that the event started has settled. Failures of requests do not
   * reject: they lead to the state `failed`, and `view.problem` has the details.
   *
   * If the signal aborts, it rejects with the signal's reason and cancels what the event started, unless another event has
   * started something since. A read ends as with `cancel`. If nothing was written, the view stays as it was. A write that may
   * have been made leads to `failed` with `unknown_outcome`; `outcome` says the same.
   *
   * @throws `invalid_options` or `invalid_record_id` if the event is invalid; `closed` after `close()`, and if `close()` ends
   * a write: the message says whether the write may have been made.
   *
   * @example
   * ```ts
   * const conversation = await salesforce.converse();
   * await conversation.send({ type: "say", text: "What's the current stage of the Acme opportunity?" });
   * const view = await conversation.send({ type: "propose", stage: "Closed Won" });
   * if (view.state === "preview") await conversation.send({ type: "confirm" });
   * ```
   */
  send(event: ConversationEvent, options?: CallOptions): Promise<ConversationView>;

  /**
   * Returns true if the event would do something now.
   *
   * @throws `invalid_options` or `invalid_record_id` if the event is invalid.
   *
   * @example
   * ```ts
   * const conversation = await salesforce.converse();
   * button.disabled = !conversation.can({ type: "undo" });
   * ```
   */
  can(event: ConversationEvent): boolean;

  /**
   * Returns what the event would start to write; null if it writes nothing. Use it before `send` if the user must be asked
   * before each write. It interprets a sentence as `send` does: await `understands` first, which loads what that needs.
   *
   * @throws `invalid_options` or `invalid_record_id` if the event is invalid.
   *
   * @example
   * ```ts
   * const conversation = await salesforce.converse();
   * const text = "Yes, update it";
   * await conversation.understands(text);
   * const event = { type: "say", text } as const;
   * if (conversation.writes(event) === null || (await portal.mayUpdate(id))) await conversation.send(event);
   * ```
   */
  writes(event: ConversationEvent): ConversationWrite | null;

  /**
   * Calls the listener with each new view. Returns a function that unsubscribes.
   *
   * @throws `invalid_options` if the listener is not a function.
   *
   * @example
   * ```ts
   * const conversation = await salesforce.converse();
   * const unsubscribe = conversation.subscribe((view) => render(view));
   * ```
   */
  subscribe(listener: (view: ConversationView) => void): () => void;

  /**
   * Resolves with true if most of a sentence is understood. Loads the vocabulary of the conversation's language and of
   * English, and of the other languages if the sentence is not understood in these.
   *
   * @throws `invalid_options` if it is not a text; `wasm_blocked` or `wasm_unavailable` if a part cannot be loaded.
   *
   * @example
   * ```ts
   * const conversation = await salesforce.converse();
   * const isForUs = await conversation.understands("Move Acme to Negotiation");
   * ```
   */
  understands(text: string): Promise<boolean>;

  /**
   * Lists what the user can say next: names that begin with the typed text, and sentences for the current state.
   *
   * @throws `invalid_options` if it is not a text; `wasm_blocked` or `wasm_unavailable` if a part cannot be loaded.
   *
   * @example
   * ```ts
   * const conversation = await salesforce.converse();
   * const texts = (await conversation.suggest("move it to neg")).map((suggestion) => suggestion.text);
   * ```
   */
  suggest(typed: string): Promise<readonly Suggestion[]>;

  /**
   * Changes the language. Listeners get the current view again, in that language.
   *
   * @throws `invalid_options` if it is not a language tag.
   *
   * @example
   * ```ts
   * const conversation = await salesforce.converse();
   * await conversation.speak("pt-BR");
   * ```
   */
  speak(language: string): Promise<void>;

  /**
   * Aborts work in progress. A write that has been sent may still be made: see `outcome`. The view stays as it was.
   *
   * @example
   * ```ts
   * const conversation = await salesforce.converse();
   * conversation.close();
   * ```
   */
  close(): void;
}

/** Options of `converse`. */
export interface ConversationOptions {
  /**
   * The language of the texts and of the sentences, such as `de` or `pt-BR`. Sentences in the other six languages are
   * understood too.
   *
   * @default "en"
   */
  language?: string;
  /** The same as `language`. */
  lang?: string;
  /**
   * False if few or no sentences are expected, for example with buttons only: what understands sentences is then loaded with
   * the first one.
   *
   * @default true
   */
  sentences?: boolean;
  /**
   * False if you make the texts yourself, from their codes and parameters. The texts of the view are then English.
   *
   * @default true
   */
  texts?: boolean;
  /**
   * Your model. The conversation asks it for the meaning of sentences that it does not understand well by itself. The result
   * is checked like typed input, and never confirms, retries, undoes, acknowledges or approves.
   * `opportunity-stage/interpret` has one for the browser's built-in model.
   */
  interpret?: Interpret;
  /**
   * When the model is asked: if the conversation itself is unsure, or always. Never about a sentence that would write.
   *
   * @default "unsure"
   */
  interpretWhen?: "unsure" | "always";
  /**
   * Timeout of the model in milliseconds, at most 30,000. After it, the conversation uses its own interpretation.
   *
   * @default 4000
   */
  interpretTimeout?: number;
}

/** A sentence that the user can say next. It does nothing until it is sent. */
export interface Suggestion {
  code: SuggestionCode;
  /** The names in the sentence. */
  parameters: Readonly<Record<string, FieldValue>>;
  /** The sentence in the conversation's language. With `completion`, the typed text with the name completed. */
  text: string;
}

/** Every code of a suggestion. */
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
