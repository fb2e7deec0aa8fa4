/** Extends the core's conversation. Loaded with the first conversation, because a stage path does not need it. */
import * as core from "opportunity-stage-core";
import type { Conversation, ConversationOptions, Salesforce } from "../index.js";
import { loadPart } from "./parts.js";
import { plain } from "./plain.js";
import { problem } from "./problem.js";

/** Lets conversations load what they need. */
export function teach(): void {
  const connection = core.Salesforce.prototype as Salesforce;
  const { converse } = connection;
  connection.converse = async function (this: Salesforce, given) {
    // A getter of the host's is read once. The core rejects what is not an object.
    const read: unknown = plain(given);
    const all = (typeof read === "object" ? read : undefined) as ConversationOptions | null | undefined;
    const { interpret, interpretWhen, interpretTimeout, ...options } = all ?? {};
    const interpreter = interpret && { ask: interpret, when: interpretWhen, timeout: interpretTimeout };
    const starting = converse.call(this, all ? options : (read as undefined));
    const understand = async () => {
      const [conversation, { begin }] = await Promise.all([
        starting,
        import("./understand.js").catch(() => {
          throw problem("wasm_unavailable", "a part of the package could not be loaded", "try again", true);
        }),
      ]);
      return begin(conversation, options, interpreter, { core, loadPart, plain, problem });
    };
    return !interpreter && options.sentences === false && options.texts === false
      ? later(await starting, understand)
      : understand();
  };
}

/** Loads the understanding of sentences with the first one. With buttons only, and the host's own texts, it is never loaded. */
function later(conversation: Conversation, understand: () => Promise<unknown>): Conversation {
  let understood: Promise<unknown> | undefined;
  for (const name of ["send", "speak", "understands", "suggest"] as const) {
    const value = async function (this: unknown, first: unknown, ...rest: unknown[]): Promise<unknown> {
      // A getter of the host's is read once.
      const read = plain(first);
      if (name !== "send" || (read as { type?: unknown } | null | undefined)?.type === "say") {
        understood ??= understand().catch((error: unknown) => {
          understood = undefined;
          throw error;
        });
      }
      // Events after a sentence wait with it.
      if (understood) await understood;
      return Reflect.apply(core.Conversation.prototype[name] as () => unknown, this, [read, ...rest]);
    };
    Object.defineProperty(conversation, name, { value });
  }
  return conversation;
}
