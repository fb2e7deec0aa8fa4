import type { AnthropicTool, AssistantTool, McpResult, McpTool, OpenAiTool, ToolAnswer } from "../../assistant.js";

export const toMcp = ({
  name,
  title,
  description,
  inputSchema,
  outputSchema,
  annotations,
}: AssistantTool): McpTool => ({
  name,
  title,
  description,
  inputSchema,
  outputSchema,
  annotations: { title, ...annotations },
});

export const toMcpResult = (answer: ToolAnswer): McpResult => ({
  content: [{ type: "text", text: JSON.stringify(answer) }],
  structuredContent: answer,
  isError: answer["isError"] === true,
});

export const toOpenAi = ({ name, description, inputSchema }: AssistantTool): OpenAiTool => ({
  type: "function",
  function: { name, description, parameters: inputSchema },
});

export const toAnthropic = ({ name, description, inputSchema }: AssistantTool): AnthropicTool => ({
  name,
  description,
  input_schema: inputSchema,
});
