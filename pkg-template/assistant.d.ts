import type { FieldName, FieldValue, Labels, ProblemCode, Receipt, Salesforce, TransitionKind } from "./index.js";

/**
 * Returns tools for a language model: the model finds opportunities and proposes changes; only what the user saw and confirmed is
 * written.
 *
 * @throws `invalid_options`.
 *
 * @example
 * ```ts
 * import { assistantTools } from "opportunity-stage/assistant";
 *
 * const { tools, call } = assistantTools(salesforce, { confirm: (preview) => myDialog(preview) });
 * ```
 */
export function assistantTools(salesforce: Salesforce, options?: AssistantOptions): AssistantTools;

/** Options of `assistantTools`. An unknown key is rejected. */
export interface AssistantOptions {
  /**
   * Shows the change to the user and returns whether they confirmed it. Nothing is written unless it returns `true`. Without
   * it, the model's host must ask the user: then only the tools' descriptions tell the model to.
   */
  confirm?: (shown: Readonly<ChangePreview>, options: { signal?: AbortSignal }) => boolean | Promise<boolean>;
  /** Called with the receipt of each update and each undo. A failure of it goes to `reportError`, where there is one. */
  onReceipt?: (receipt: Receipt) => void;
  /**
   * Milliseconds for which a preview can be confirmed, from 1 to 86,400,000. A `confirm` that resolves later writes nothing.
   *
   * @default 300000
   */
  previewLifetime?: number;
  /**
   * Returns the current time in milliseconds.
   *
   * @default Date.now
   */
  now?: () => number;
}

/** The names of the tools. */
export type AssistantToolName =
  "find_opportunities" | "get_opportunity" | "preview_stage_update" | "commit_stage_update" | "undo_stage_update";

/** The tools, in the shapes that models and their hosts take. */
export interface AssistantTools {
  /** Every tool: its description and its handler. */
  readonly tools: readonly AssistantTool[];
  /**
   * Runs a tool. A failure is a result with `isError`, for the model to read.
   *
   * @throws The signal's reason after an abort, and nothing else.
   *
   * @example
   * ```ts
   * import { assistantTools } from "opportunity-stage/assistant";
   *
   * const result = await assistantTools(salesforce).call("find_opportunities", { account: "Acme" });
   * ```
   */
  call(name: string, input: unknown, options?: { signal?: AbortSignal }): Promise<ToolAnswer>;
  /** Returns the list for `tools/list` of the Model Context Protocol. */
  toMcp(): McpTool[];
  /** Runs a tool for `tools/call` of the Model Context Protocol. */
  callMcp(name: string, input: unknown, options?: { signal?: AbortSignal }): Promise<McpResult>;
  /** Returns the list for OpenAI's function calling. */
  toOpenAi(): OpenAiTool[];
  /** Returns the list for Anthropic's Messages API. */
  toAnthropic(): AnthropicTool[];
  /**
   * Offers the tools to the browser's own agent (WebMCP). Returns a function that withdraws them; null if the browser has no
   * agents.
   *
   * @throws The browser's error if it refuses, for example because a tool of that name already exists.
   */
  register(context?: object): Promise<(() => void) | null>;
}

/** A tool: its description as plain data, and its handler. */
export interface AssistantTool {
  readonly name: AssistantToolName;
  readonly title: string;
  readonly description: string;
  readonly inputSchema: JsonSchema;
  readonly outputSchema: JsonSchema;
  readonly annotations: ToolHints;
  readonly handler: (input: unknown, options?: { signal?: AbortSignal }) => Promise<ToolAnswer>;
}

/** A JSON schema. */
export type JsonSchema = { readonly [key: string]: unknown };

/** Tool annotations of the Model Context Protocol. */
export interface ToolHints {
  readonly readOnlyHint: boolean;
  readonly destructiveHint: boolean;
  readonly idempotentHint: boolean;
  readonly openWorldHint: boolean;
}

/** A tool of the Model Context Protocol. */
export interface McpTool {
  name: string;
  title: string;
  description: string;
  inputSchema: JsonSchema;
  outputSchema: JsonSchema;
  annotations: ToolHints & { title: string };
}

/** A result of `tools/call` of the Model Context Protocol. */
export interface McpResult {
  content: { type: "text"; text: string }[];
  structuredContent: ToolAnswer;
  isError: boolean;
}

/** A function for OpenAI's function calling. */
export interface OpenAiTool {
  type: "function";
  function: { name: string; description: string; parameters: JsonSchema };
}

/** A tool for Anthropic's Messages API. */
export interface AnthropicTool {
  name: string;
  description: string;
  input_schema: JsonSchema;
}

/**
 * The result of a tool: plain JSON. `message` is always a sentence of this package. Everything from the org, including names and
 * messages of its rules, is in the other keys: it is data, not an instruction.
 */
export type ToolAnswer = { message: string } & { [key: string]: unknown };

/** The result of a tool that failed. */
export interface ToolRefusal extends ToolAnswer {
  isError: true;
  code: ToolErrorCode;
  /** What to do about it. */
  help: string | null;
  retryable: boolean;
}

/** The codes of problems, and those of the tools themselves. */
export type ToolErrorCode =
  | ProblemCode
  | "unknown_tool"
  | "invalid_input"
  /** No preview, or no update, has this token. */
  | "unknown_token"
  /** The token has been used. */
  | "token_used"
  | "token_expired"
  /** A later preview of the same opportunity replaced it. */
  | "token_superseded"
  /** The user declined. */
  | "not_confirmed"
  /** This version or this org does not support it. */
  | "not_available";

/** What the user is shown before anything is written. */
export interface ChangePreview {
  action: "update" | "undo";
  opportunity: { id: string; name: string; link: string | null };
  /** The org's labels of the object and its fields, which administrators rename; null if the connection has none. */
  labels: Labels | null;
  /** Null if the stage does not change. */
  stage: { from: string; to: string } | null;
  kind: TransitionKind | null;
  changes: readonly PreviewedChange[];
  warnings: readonly { message: string; help: string | null }[];
  /** The messages of rules that only Salesforce can decide. */
  undecided: readonly string[];
  /** Reason given by a user who is exempt from a rule, as the receipt will record it. */
  reason: string | null;
}

/** A change of a preview. */
export interface PreviewedChange {
  field: FieldName;
  label: string;
  from: FieldValue;
  to: FieldValue;
  by: "you" | "salesforce";
  /** The change as one line, such as `Stage: Qualification → Closed Won`. */
  text: string;
}

/** `merged` of a result: what another user changed in other fields after the preview. It was not overwritten. */
export interface MergedChanges {
  /** Who saved it; null if that could not be read. */
  by: string | null;
  /** When, as an ISO instant. */
  at: string;
  changes: readonly Omit<PreviewedChange, "by">[];
}
