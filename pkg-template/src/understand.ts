/** Sentences are understood with lexicons, which come when a conversation begins and never with the core. */
import * as core from "opportunity-stage-core";
import type { Conversation, Salesforce } from "../index.js";
import { plain } from "./plain.js";

let loading: Promise<void> | undefined;

/** Loads the lexicons once. A failure is not kept: the next sentence tries again. */
function learn(): Promise<void> {
  loading ??= import("opportunity-stage-lexicons")
    .then(({ default: lexicons }) => core.learn(Object.keys(lexicons), Object.values(lexicons)))
    // Without them no sentence is understood, and the answer says so.
    .catch(() => undefined)
    .finally(() => {
      loading = undefined;
    });
  return loading;
}

/** What waits for the lexicons, by conversation: events keep their order. */
const waiting = new WeakMap<Conversation, Promise<void>>();

const isSentence = (event: unknown) => (event as { type?: unknown } | null)?.type === "say";

/** Lets conversations load what they need to understand sentences. */
export function teach(): void {
  const talk = core.Conversation.prototype as Conversation;
  const send = talk.send;
  talk.send = function (this: Conversation, event, options) {
    try {
      const before = waiting.get(this);
      if (!before && core.knows()) return send.call(this, event, options);
      // What the host changes in it meanwhile does not count.
      const given = plain(event) as typeof event;
      if (!before && !isSentence(given)) return send.call(this, given, options);
      const ready = before ?? learn();
      waiting.set(this, ready);
      void ready.then(() => waiting.delete(this));
      return ready.then(() => send.call(this, given, options));
    } catch (error) {
      return Promise.reject(error as Error);
    }
  };
  const connection = core.Salesforce.prototype as Salesforce;
  const converse = connection.converse;
  connection.converse = function (this: Salesforce, options) {
    const conversation = converse.call(this, options);
    if (options?.sentences !== false && !core.knows()) void learn();
    return conversation;
  };
}
