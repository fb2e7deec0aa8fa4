import type { FieldName, FieldValue, ProblemCode, Receipt, Salesforce, TransitionKind } from "./index.js";

/**
 * Tools for assistants: a model looks opportunities up and proposes changes; what is written is exactly what a person saw
 * and confirmed.
 */
export function assistantTools(salesforce: Salesforce, options?: AssistantOptions): AssistantTools;

/** An unknown key is refused. */
export interface AssistantOptions {
  /**
   * Shows the change to the person and says whether they confirmed it. Nothing is written unless it gives `true`. Without it
   * the model's host has to see to it that the person is asked: then the tools' descriptions alone say so.
   */
  confirm?: (shown: Readonly<ChangePreview>, options: { signal?: AbortSignal }) => boolean | Promise<boolean>;
  /** Gets the receipt of each update and each undo. */
  onReceipt?: (receipt: Receipt) => void;
  /**
   * Milliseconds for which a preview may be confirmed, from 1 to 86,400,000. A `confirm` that answers later writes
   * nothing. Default: 300,000, five minutes.
   */
  previewLifetime?: number;
  /** The time, in milliseconds. Default: `Date.now`. */
  now?: () => number;
}

export type AssistantToolName =
  "find_opportunities" | "get_opportunity" | "preview_stage_update" | "commit_stage_update" | "undo_stage_update";

export interface AssistantTools {
  readonly tools: readonly AssistantTool[];
  /** Runs a tool. What went wrong is an answer with `isError`, for the model to read; only an abort rejects. */
  call(name: string, input: unknown, options?: { signal?: AbortSignal }): Promise<ToolAnswer>;
  /** The list for `tools/list` of the Model Context Protocol. */
  toMcp(): McpTool[];
  /** Runs a tool for `tools/call` of the Model Context Protocol. */
  callMcp(name: string, input: unknown, options?: { signal?: AbortSignal }): Promise<McpResult>;
  /** The list in the shape of OpenAI's function calling. */
  toOpenAi(): OpenAiTool[];
  /** The list in the shape of Anthropic's Messages API. */
  toAnthropic(): AnthropicTool[];
  /**
   * Offers the tools to the browser's own agent (WebMCP). Gives a function that withdraws them; null where the browser has
   * no agents. Rejects where the browser refuses, for example because a tool of that name is there already.
   */
  register(context?: object): Promise<(() => void) | null>;
}

/** A tool as plain data, and the function behind it. */
export interface AssistantTool {
  readonly name: AssistantToolName;
  readonly title: string;
  readonly description: string;
  readonly inputSchema: JsonSchema;
  readonly outputSchema: JsonSchema;
  readonly annotations: ToolHints;
  readonly handler: (input: unknown, options?: { signal?: AbortSignal }) => Promise<ToolAnswer>;
}

export type JsonSchema = { readonly [key: string]: unknown };

/** As the Model Context Protocol has them. */
export interface ToolHints {
  readonly readOnlyHint: boolean;
  readonly destructiveHint: boolean;
  readonly idempotentHint: boolean;
  readonly openWorldHint: boolean;
}

export interface McpTool {
  name: string;
  title: string;
  description: string;
  inputSchema: JsonSchema;
  outputSchema: JsonSchema;
  annotations: ToolHints & { title: string };
}

export interface McpResult {
  content: { type: "text"; text: string }[];
  structuredContent: ToolAnswer;
  isError: boolean;
}

export interface OpenAiTool {
  type: "function";
  function: { name: string; description: string; parameters: JsonSchema };
}

export interface AnthropicTool {
  name: string;
  description: string;
  input_schema: JsonSchema;
}

/**
 * What a tool says: plain JSON. `message` is always a sentence of this package. Whatever comes from the org, names and
 * messages of its rules included, stands in the other keys: it is data, and no instruction.
 */
export type ToolAnswer = { message: string } & { [key: string]: unknown };

export interface ToolRefusal extends ToolAnswer {
  isError: true;
  code: ToolErrorCode;
  /** What to do about it. */
  help: string | null;
  retryable: boolean;
}

/** Those of a problem, and those of the tools themselves. */
export type ToolErrorCode =
  | ProblemCode
  | "unknown_tool"
  | "invalid_input"
  /** No preview, or no update, has this token. */
  | "unknown_token"
  /** The token was used. */
  | "token_used"
  | "token_expired"
  /** A later preview of the same opportunity took its place. */
  | "token_superseded"
  /** The person said no. */
  | "not_confirmed"
  /** This version, or this org, cannot do it. */
  | "not_available";

/** What a person is shown before anything is written. */
export interface ChangePreview {
  action: "update" | "undo";
  opportunity: { id: string; name: string; link: string | null };
  /** Null where the stage stays. */
  stage: { from: string; to: string } | null;
  kind: TransitionKind | null;
  changes: readonly PreviewedChange[];
  warnings: readonly { message: string; help: string | null }[];
  /** Rules that Salesforce alone can decide. */
  undecided: readonly string[];
  /** Why a rule is not to count, as it will be kept in the receipt. */
  reason: string | null;
}

export interface PreviewedChange {
  field: FieldName;
  label: string;
  from: FieldValue;
  to: FieldValue;
  by: "you" | "salesforce";
  /** The change in a line, such as `Stage: Qualification → Closed Won`. */
  text: string;
}

/** `merged` of an answer: what somebody else changed after the preview, in other fields. It was not overwritten. */
export interface MergedChanges {
  /** Who saved it; null where that could not be read. */
  by: string | null;
  /** When, as an ISO instant. */
  at: string;
  changes: readonly Omit<PreviewedChange, "by">[];
}
