import type { AssistantTool } from "../../assistant.js";
import { problem } from "../problem.js";
import { toMcp, toMcpResult } from "./shapes.js";

/** The part of the page's model context that is used here (https://webmachinelearning.github.io/webmcp/). */
interface ModelContext {
  registerTool(tool: object, options?: { signal?: AbortSignal }): Promise<void> | undefined;
  /** Of earlier drafts, which have no signal. */
  unregisterTool?(name: string): void;
}

/** Offers the tools to the browser's agent. */
export async function register(tools: readonly AssistantTool[], given?: object): Promise<(() => void) | null> {
  const context = (given ?? offered()) as ModelContext | null;
  if (!canRegister(context)) return null;
  const registered = new AbortController();
  const names: string[] = [];
  const withdraw = () => {
    registered.abort();
    for (const name of names.splice(0)) context.unregisterTool?.(name);
  };
  try {
    for (const tool of tools) {
      await context.registerTool(described(tool), { signal: registered.signal });
      names.push(tool.name);
    }
  } catch (error) {
    // All or none; tools that another script registered stay.
    withdraw();
    throw error;
  }
  return withdraw;
}

function canRegister(context: ModelContext | null): context is ModelContext {
  try {
    return typeof context?.registerTool === "function";
  } catch {
    throw problem("invalid_options", "the model context cannot be read: it throws", "give the page's `modelContext`");
  }
}

/** It moved from the navigator to the document. */
function offered(): object | null {
  if (typeof document === "undefined") return null;
  const owners = [document, navigator] as { modelContext?: object }[];
  return owners.find((owner) => owner.modelContext)?.modelContext ?? null;
}

function described(tool: AssistantTool) {
  const listed = toMcp(tool);
  return {
    ...listed,
    annotations: {
      ...listed.annotations,
      // Records contain texts of many people.
      untrustedContentHint: true,
      consequentialHint: listed.annotations.destructiveHint,
    },
    execute: async (input: unknown, more?: { signal?: unknown }) => {
      const signal = more?.signal;
      return toMcpResult(await tool.handler(input, signal instanceof AbortSignal ? { signal } : {}));
    },
  };
}
