/** What makes a conversation more than the core's, loaded with the first one: a stage path does without. */
import * as core from "opportunity-stage-core";
import type { ConversationOptions, Salesforce } from "../index.js";
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
    const [conversation, { begin }] = await Promise.all([
      converse.call(this, all ? options : (read as undefined)),
      import("./understand.js").catch(() => {
        throw problem("wasm_unavailable", "a part of the package could not be loaded", "try again", true);
      }),
    ]);
    const interpreter = interpret && { ask: interpret, when: interpretWhen, timeout: interpretTimeout };
    return begin(conversation, all ?? {}, interpreter, { core, plain, problem });
  };
}
