/** What conversations load when they begin, and never with the core: lexicons for sentences, texts in their language. */
import * as core from "opportunity-stage-core";
import type { Conversation, Salesforce } from "../index.js";
import type { Localize } from "./localized.js";
import { loadPart } from "./parts.js";
import { plain } from "./plain.js";

let loading: Promise<void> | undefined;

/** Loads the lexicons, and the part that reads them, once. A failure is not kept: the next sentence tries again. */
function learn(): Promise<void> {
  loading ??= Promise.all([import("opportunity-stage-lexicons"), loadPart("sentences")])
    .then(([{ default: lexicons }]) => core.learn(Object.keys(lexicons), Object.values(lexicons)))
    // Without them no sentence is understood, and the answer says so.
    .catch(() => undefined)
    .finally(() => {
      loading = undefined;
    });
  return loading;
}

/** What puts the views of a conversation into its language, as soon as it is there. */
const localizers = new WeakMap<Conversation, Localize>();

/** What a conversation waits for: events keep their order. */
const waiting = new WeakMap<Conversation, Promise<void>>();

function wait(conversation: Conversation, loaded: Promise<void>): Promise<void> {
  const ready = Promise.all([waiting.get(conversation), loaded]).then(() => {
    if (waiting.get(conversation) === ready) waiting.delete(conversation);
  });
  waiting.set(conversation, ready);
  return ready;
}

/** The texts come in English where a language cannot be loaded. */
const speak = (conversation: Conversation, language: string): Promise<void> =>
  import("./localized.js")
    .then(({ localizer }) => localizer(language))
    .then(
      (localize) => void localizers.set(conversation, localize),
      () => undefined,
    );

const isSentence = (event: unknown) => (event as { type?: unknown } | null)?.type === "say";

/** Lets conversations load what they need. */
export function teach(): void {
  teachConversations();
  const connection = core.Salesforce.prototype as Salesforce;
  const converse = connection.converse;
  connection.converse = function (this: Salesforce, given) {
    // A getter of the host's is read once.
    const options = plain(given) as typeof given;
    const taught = (conversation: Conversation) => {
      const language = options?.language ?? options?.lang ?? "en";
      if (options?.sentences !== false && !core.knows()) void learn();
      if (options?.texts !== false && !/^en\b/i.test(language)) void wait(conversation, speak(conversation, language));
      return conversation;
    };
    const begun: Conversation | Promise<Conversation> = converse.call(this, options);
    // A core that was not split has nothing to wait for.
    return (begun instanceof Promise ? begun.then(taught) : taught(begun)) as Promise<Conversation>;
  };
}

function teachConversations(): void {
  const talk = core.Conversation.prototype as Conversation;
  const { send, subscribe } = talk;
  const view = Object.getOwnPropertyDescriptor(talk, "view");
  const inItsLanguage: (conversation: Conversation) => Localize = (conversation) => (view) =>
    localizers.get(conversation)?.(view) ?? view;

  if (view?.get) {
    const { get } = view;
    Object.defineProperty(talk, "view", {
      ...view,
      get(this: Conversation) {
        return inItsLanguage(this)(get.call(this));
      },
    });
  }
  talk.subscribe = function (this: Conversation, listener) {
    // The core rejects anything but a function.
    if (typeof listener !== "function") return subscribe.call(this, listener);
    return subscribe.call(this, (view) => listener(inItsLanguage(this)(view)));
  };
  talk.send = function (this: Conversation, event, options) {
    try {
      const sent = () => send.call(this, given, options).then(inItsLanguage(this));
      const before = waiting.get(this);
      // What the host changes in it meanwhile does not count.
      const given = before || !core.knows() ? (plain(event) as typeof event) : event;
      if (!core.knows() && isSentence(given)) return wait(this, learn()).then(sent);
      return before ? before.then(sent) : localizers.has(this) ? sent() : send.call(this, event, options);
    } catch (error) {
      return Promise.reject(error as Error);
    }
  };
}
