/** Sentences are understood with lexicons, which come when a conversation begins and never with the core. */
import * as core from "opportunity-stage-core";
import type { Conversation, Salesforce } from "../index.js";

let loading: Promise<void> | undefined;

/** Loads the lexicons once. A failure is not kept: the next sentence tries again. */
function learn(): Promise<void> {
  loading ??= import("opportunity-stage-lexicons")
    .then(({ default: lexicons }) => core.learn(Object.keys(lexicons), Object.values(lexicons)))
    .finally(() => {
      loading = undefined;
    });
  return loading;
}

/** What waits for the lexicons, by conversation: events keep their order. */
const waiting = new WeakMap<Conversation, Promise<unknown>>();

/** Lets conversations load what they need to understand sentences. */
export function teach(): void {
  const talk = core.Conversation.prototype as Conversation;
  const send = talk.send;
  talk.send = function (this: Conversation, event, options) {
    const before = waiting.get(this);
    if (core.knows() && !before) return send.call(this, event, options);
    if (!before && (event as { type?: unknown } | null)?.type !== "say") return send.call(this, event, options);
    const ready = (before ?? learn().catch(() => undefined)).then(() => undefined);
    waiting.set(this, ready);
    void ready.then(() => waiting.delete(this));
    return ready.then(() => send.call(this, event, options));
  };
  const connection = core.Salesforce.prototype as Salesforce;
  const converse = connection.converse;
  connection.converse = function (this: Salesforce, options) {
    const conversation = converse.call(this, options);
    if (!core.knows()) void learn().catch(() => undefined);
    return conversation;
  };
}
