/** What conversations have besides the core: lexicons for sentences, texts in their language, and a model to ask. */
import type * as Core from "opportunity-stage-core";
import lexicons from "opportunity-stage-lexicons";
import type { Conversation, ConversationEvent, ConversationOptions, ConversationView, Suggestion } from "../index.js";
import type { Interpreter } from "./interpreted.js";
import type { Localizer } from "./localized.js";
import type { loadPart } from "./parts.js";
import type { plain } from "./plain.js";
import type { problem } from "./problem.js";

/** What the first chunk exports: importing it from here would split that chunk. */
export interface Shared {
  readonly core: typeof Core;
  readonly loadPart: typeof loadPart;
  readonly plain: typeof plain;
  readonly problem: typeof problem;
}

let shared: Shared;

/** What the loader knows of a conversation, in addition to the core. */
interface Spoken {
  language: string;
  /** The host makes its own texts. */
  plainTexts: boolean;
  /** Localizes the views, once its language is loaded. */
  localizer?: Localizer;
  interpreter?: Interpreter;
  /** Aborts a sentence that a model still interprets. */
  replace?: () => void;
  /** The queue of events, which keeps their order. */
  waiting?: Promise<void>;
  readonly listeners: Set<(view: ConversationView) => void>;
}

const conversations = new WeakMap<Conversation, Spoken>();

function spoken(conversation: Conversation): Spoken {
  const known = conversations.get(conversation) ?? { language: "en", plainTexts: false, listeners: new Set() };
  conversations.set(conversation, known);
  return known;
}

const LANGUAGES = Object.keys(lexicons);

/** The languages that this instance of the core has learned. */
const learned = new Set<string>();
const loading = new Map<string, Promise<void>>();

/** Those of these languages that the core has not learned yet. */
function unknown(languages: readonly string[]): readonly string[] {
  // An instance that follows a crash knows nothing.
  if (shared.core.knows() < learned.size) learned.clear();
  return languages.filter((language) => !learned.has(language));
}

/** Loads lexicons, each once. A failure is not cached: the next sentence tries again. */
async function learn(languages: readonly string[]): Promise<void> {
  const load = async (language: string) => {
    // Without it, a sentence in this language is reported as not understood.
    const [text] = await Promise.all([lexicons[language]?.().catch(() => undefined), shared.loadPart("sentences")]);
    if (!text || unknown([language]).length === 0) return;
    shared.core.learn(language, text.default);
    learned.add(language);
  };
  const once = (language: string) => {
    const known = loading.get(language) ?? load(language).finally(() => loading.delete(language));
    loading.set(language, known);
    return known;
  };
  await Promise.all(unknown(languages).map(once)).catch(() => undefined);
}

/** The conversation's language is loaded first, with English, which is understood in every conversation. */
function first({ language }: Spoken): readonly string[] {
  const base = (tag: string) => tag.split("-")[0]?.toLowerCase();
  return LANGUAGES.filter((known) => known === "en" || base(known) === base(language));
}

/** Loads what a sentence needs: all languages if it is not understood in the first ones. */
function prepared(conversation: Conversation, text: string): Promise<void> | undefined {
  const near = first(spoken(conversation));
  const rest = () =>
    unknown(LANGUAGES).length === 0 || understands(conversation, text) ? undefined : learn(LANGUAGES);
  return unknown(near).length === 0 ? rest() : learn(near).then(rest);
}

/** The sentence that is handled next, or in progress. */
function wait(known: Spoken, loaded: Promise<void>): Promise<void> {
  const ready = Promise.all([known.waiting, loaded]).then(() => {
    if (known.waiting === ready) delete known.waiting;
  });
  known.waiting = ready;
  return ready;
}

/** Sets the language of a conversation. The texts are English if it cannot be loaded. */
async function speak(conversation: Conversation, language: string): Promise<void> {
  const known = spoken(conversation);
  known.language = language;
  let localizer: Localizer | undefined;
  if (!known.plainTexts && !/^en\b/i.test(language)) {
    localizer = await import("./localized.js").then(
      ({ localizerFor }) => localizerFor(language),
      () => undefined,
    );
  }
  // Another language may have been chosen since.
  if (known.language !== language) return;
  if (localizer) known.localizer = localizer;
  else delete known.localizer;
}

const shown = (conversation: Conversation, view: ConversationView): ConversationView =>
  conversations.get(conversation)?.localizer?.view(view) ?? view;

type Said = Extract<ConversationEvent, { type: "say" }>;
const isSentence = (event: unknown): event is Said => {
  const { type, text } = (event ?? {}) as Partial<Said>;
  return type === "say" && typeof text === "string";
};

/** The core's own methods, which those here replace. */
let understands: (conversation: Conversation, text: string) => boolean;

let taught = false;

/** Gives a conversation its language and its model. */
export async function begin(
  conversation: Conversation,
  { language, lang, sentences, texts }: ConversationOptions,
  interpreter: Interpreter | undefined,
  given: Shared,
): Promise<Conversation> {
  shared = given;
  if (interpreter) check(interpreter);
  if (!taught) teachConversations();
  taught = true;
  const known = spoken(conversation);
  known.plainTexts = texts === false;
  if (interpreter) known.interpreter = interpreter;
  await speak(conversation, language ?? lang ?? "en");
  if (sentences !== false) void learn(first(known));
  return conversation;
}

function check({ ask, when = "unsure", timeout = 0 }: Interpreter): void {
  const wrong = (what: string) => shared.problem("invalid_options", `\`${what}`, "see `ConversationOptions`");
  if (typeof ask !== "function") throw wrong("interpret` is not a function");
  if (when !== "unsure" && when !== "always") throw wrong('interpretWhen` is neither "unsure" nor "always"');
  if (!(typeof timeout === "number" && timeout >= 0 && timeout <= 30_000))
    throw wrong("interpretTimeout` is not a number of milliseconds up to 30000");
}

function teachConversations(): void {
  const talk = shared.core.Conversation.prototype as Conversation;
  const own = talk as unknown as Core.OwnConversation;
  const { send, subscribe } = talk;
  const { speak: speaks, suggest } = own;
  const knows = own.understands;
  understands = (conversation, text) => knows.call(conversation, text);
  const view = Object.getOwnPropertyDescriptor(talk, "view");

  if (view?.get) {
    const { get } = view;
    Object.defineProperty(talk, "view", {
      ...view,
      get(this: Conversation) {
        return shown(this, get.call(this));
      },
    });
  }

  talk.subscribe = function (this: Conversation, listener) {
    // The core rejects anything but a function.
    if (typeof listener !== "function") return subscribe.call(this, listener);
    const { listeners } = spoken(this);
    const end = subscribe.call(this, (view) => listener(shown(this, view)));
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
      end();
    };
  };

  talk.speak = async function (this: Conversation, language) {
    speaks.call(this, language);
    await speak(this, language);
    const known = spoken(this);
    if (known.language !== language) return;
    void learn(first(known));
    // The current view is available in the new language now.
    for (const listener of known.listeners) listener(this.view);
  };

  talk.understands = async function (this: Conversation, text) {
    await prepared(this, text);
    return knows.call(this, text);
  };

  talk.suggest = async function (this: Conversation, typed) {
    const known = spoken(this);
    await learn(first(known));
    const all: readonly Suggestion[] = suggest.call(this, typed);
    const { fitting } = await import("./suggested.js");
    return fitting(known.localizer ? all.map(known.localizer.suggestion) : all, typed);
  };

  talk.send = function (this: Conversation, event, more) {
    try {
      const known = spoken(this);
      // Later changes by the host are ignored.
      const [given, options] = [event, more].map(shared.plain) as [typeof event, typeof more];
      known.replace?.();
      const loaded = isSentence(given) && !known.waiting ? prepared(this, given.text) : undefined;
      const sent = () => send.call(this, given, options).then((view) => shown(this, view));
      const asks = known.interpreter && isSentence(given) && given.intent === undefined;
      if (!known.waiting && !loaded) return asks ? interpreted(this, given, options, sent) : sent();
      const { turn } = this.view;
      // If another event has ended before, the user has not seen what this one would write.
      const late = () => (this.view.turn !== turn && this.writes(given) !== null ? Promise.resolve(this.view) : sent());
      const before = (known.waiting ?? Promise.resolve()).then(() =>
        isSentence(given) ? prepared(this, given.text) : undefined,
      );
      const ready = wait(
        known,
        Promise.all([loaded, before]).then(() => undefined),
      );
      return ready.then(() => (asks ? interpreted(this, given, options, late) : late()));
    } catch (error) {
      return Promise.reject(error as Error);
    }
  };

  /** Sends a sentence with a model's interpretation, or without one. */
  async function interpreted(
    conversation: Conversation,
    event: Said,
    options: Parameters<Conversation["send"]>[1],
    sent: () => Promise<ConversationView>,
  ): Promise<ConversationView> {
    const known = spoken(conversation);
    const { interpreter } = known;
    const signal: unknown = options?.signal ?? undefined;
    // The core rejects what is not a signal.
    const isWrong = signal !== undefined && !(signal instanceof AbortSignal);
    if (!interpreter || isWrong || conversation.writes(event) !== null) return sent();
    if (interpreter.when !== "always" && knows.call(conversation, event.text)) return sent();
    const given = new AbortController();
    const replace = (known.replace = () => given.abort());
    const asking = await import("./interpreted.js").catch(() => undefined);
    const signals = { replaced: given.signal, caller: signal };
    const context = { view: conversation.view, language: known.language };
    const intent = await asking?.interpretation(interpreter, event.text, context, signals, shared.plain);
    if (known.replace === replace) delete known.replace;
    // Another event has replaced it.
    if (intent === "replaced") return conversation.view;
    const taken = { ...event, intent } as Parameters<Conversation["send"]>[0];
    if (intent === undefined || !isTaken(conversation, taken)) return sent();
    return send.call(conversation, taken, options).then((view) => shown(conversation, view));
  }
}

/** An interpretation that the core rejects counts as none. */
function isTaken(conversation: Conversation, event: Parameters<Conversation["send"]>[0]): boolean {
  try {
    return conversation.can(event);
  } catch {
    return false;
  }
}
