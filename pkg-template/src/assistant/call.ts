import type { AssistantTool, ToolAnswer, ToolErrorCode, ToolRefusal } from "../../assistant.js";
import type { Problem } from "../../index.js";
import type { Definition } from "./definitions.js";
import { followed } from "../signal.js";
import { wrongIn } from "./input.js";

type Call = { readonly signal?: AbortSignal };

/** Handles input that its schema accepts. */
export type Act = (input: never, call: Call) => Promise<ToolAnswer>;

/** A refusal for the model to read. */
export class Refusal extends Error {
  constructor(
    readonly code: ToolErrorCode,
    message: string,
    readonly help: string,
  ) {
    super(message);
  }
}

/** Makes a tool that checks its input and always returns a result. */
export function callable(definition: Definition, act: Act) {
  return async (input: unknown, given?: Call): Promise<ToolAnswer> => {
    let call: Call = {};
    try {
      call = callOf(given);
      call.signal?.throwIfAborted();
      const wrong = wrongIn(input, definition.inputSchema);
      if (wrong !== null) throw new Refusal("invalid_input", wrong, "look at the tool's input schema");
      return await act(input as never, call);
    } catch (error) {
      // An abort rejects: the caller does not want a result.
      call.signal?.throwIfAborted();
      return refusal(error);
    }
  };
}

/** Returns the caller's signal, if there is one. */
function callOf(given: Call | null | undefined): Call {
  const signal = given?.signal;
  if (signal === undefined || signal === null) return {};
  const own = followed(signal);
  if (!own)
    throw new Refusal("invalid_input", "`signal` is not an AbortSignal", "give the `signal` of an AbortController");
  return { signal: own };
}

/** Runs a tool by its name. */
export function byName(tools: readonly AssistantTool[]) {
  return async (name: string, input: unknown, call?: Call): Promise<ToolAnswer> => {
    const tool = tools.find((one) => one.name === name);
    const known = tools.map((one) => one.name).join(", ");
    return tool
      ? tool.handler(input, call)
      : refusal(new Refusal("unknown_tool", "there is no such tool", `call ${known}`));
  };
}

function refusal(error: unknown): ToolRefusal {
  if (error instanceof Refusal) {
    return { isError: true, code: error.code, message: sentence(error.message), help: error.help, retryable: false };
  }
  if (error instanceof Error && error.name === "OpportunityStageError") return refusalOf(error as Problem);
  return {
    isError: true,
    code: "internal",
    message: "The tool failed.",
    help: "look at the page's console",
    retryable: false,
  };
}

/** Texts of the org are separate from the message, which is this package's. */
function refusalOf(problem: Problem): ToolRefusal {
  return {
    isError: true,
    code: problem.code,
    message: MESSAGES[problem.code] ?? "Salesforce or the connection to it did not let this be done.",
    help: problem.help,
    retryable: problem.retryable,
    details: [problem.message, ...problem.errors.map((detail) => detail.message)].filter(
      (text, index, all) => all.indexOf(text) === index,
    ),
    fields: problem.fields,
    conflict: problem.conflict,
    duplicates: problem.duplicates,
  };
}

const INPUT = "The input cannot be right, and nothing was sent. `details` says why.";

const MESSAGES: Readonly<Partial<Record<ToolErrorCode, string>>> = {
  invalid_value: INPUT,
  invalid_query: INPUT,
  invalid_field_name: INPUT,
  unknown_field: INPUT,
  changed_meanwhile:
    "Another user has changed the opportunity since the preview, so nothing was written. Make a new preview and show it to the user.",
  unknown_outcome:
    "It is not known whether the change was written. Read the opportunity before anything else is tried.",
  internal: "The tool failed. If a change was under way, read the opportunity before anything else is tried.",
  session_expired: "The user's Salesforce session has ended. Ask the user to sign in again.",
  not_found: "There is no such opportunity, or the user may not see it.",
  invalid_record_id: "This is not the id of an opportunity. Find the opportunity first.",
  validation_rule: "A rule of the org refused the change. `details` has what it says.",
};

const sentence = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
