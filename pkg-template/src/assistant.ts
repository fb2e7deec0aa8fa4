/** The entry `opportunity-stage/assistant`: the flow as tools for a language model. */
import type { assistantTools as AssistantTools } from "../assistant.js";
import { byName, callable } from "./assistant/call.js";
import { register } from "./assistant/context.js";
import { DEFINITIONS } from "./assistant/definitions.js";
import { readOptions } from "./assistant/options.js";
import { readers } from "./assistant/read.js";
import { toAnthropic, toMcp, toMcpResult, toOpenAi } from "./assistant/shapes.js";
import { writers } from "./assistant/write.js";

export const assistantTools: typeof AssistantTools = (salesforce, given) => {
  const options = readOptions(given);
  const acts = { ...readers(salesforce), ...writers(salesforce, options) };
  const tools = DEFINITIONS.map((definition) =>
    Object.freeze({ ...definition, handler: callable(definition, acts[definition.name]) }),
  );
  const call = byName(tools);
  return {
    tools: Object.freeze(tools),
    call,
    toMcp: () => tools.map(toMcp),
    callMcp: async (name, input, more) => toMcpResult(await call(name, input, more)),
    toOpenAi: () => tools.map(toOpenAi),
    toAnthropic: () => tools.map(toAnthropic),
    register: (context) => register(tools, context),
  };
};
