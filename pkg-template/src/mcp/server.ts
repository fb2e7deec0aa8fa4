/** The server: tools, resources and the prompt over one connection. */
import type { Server } from "@modelcontextprotocol/sdk/server/index.js";
import type { RequestHandlerExtra } from "@modelcontextprotocol/sdk/shared/protocol.js";
import type { ServerNotification, ServerRequest } from "@modelcontextprotocol/sdk/types.js";
import type { AssistantOptions, ToolAnswer } from "../../assistant.js";
import type { createMcpServer as CreateMcpServer } from "../../mcp.js";
import { assistantTools } from "../assistant.js";
import { isProblem } from "../problem.js";
import { version } from "../version.js";
import { detailsOf, FORM } from "./confirmation.js";
import { readServerOptions } from "./options.js";
import { INSTRUCTIONS, messagesOf, PROMPT } from "./prompt.js";
import { readResource, RESOURCES, TEMPLATES } from "./resources.js";
import { resultOf } from "./results.js";
import { loadServer, loadTypes } from "./sdk.js";

type Extra = RequestHandlerExtra<ServerRequest, ServerNotification>;

const WRITES = new Set(["commit_stage_update", "undo_stage_update"]);

const CANNOT_ASK: ToolAnswer = {
  isError: true,
  code: "not_available",
  message: "Nothing was written: this client cannot ask the user for a confirmation.",
  help:
    "use a client of the Model Context Protocol with elicitation; or start the server with --allow-writes-without-confirmation if the client " +
    "itself asks before each call",
  retryable: false,
};

export const createMcpServer: typeof CreateMcpServer = async (salesforce, given) => {
  const options = readServerOptions(given);
  const { allowWritesWithoutConfirmation = false, onReceipt, previewLifetime = 300_000 } = options;
  const [{ Server }, types] = await Promise.all([loadServer(), loadTypes()]);
  const server = new Server(
    { name: "opportunity-stage", title: "Salesforce opportunity stages", version },
    { capabilities: { tools: {}, resources: {}, prompts: {} }, instructions: INSTRUCTIONS },
  );

  // One question at a time: `confirm` belongs to the call that is being answered.
  let asking: Extra | null = null;
  const queue = exclusive();
  const confirm: AssistantOptions["confirm"] = async (shown) => {
    if (!canAsk(server)) return allowWritesWithoutConfirmation;
    return asking !== null && (await isConfirmed(server, detailsOf(shown), previewLifetime, asking));
  };
  const tools = assistantTools(salesforce, { confirm, previewLifetime, ...(onReceipt ? { onReceipt } : {}) });

  const call = async (name: string, input: unknown, extra: Extra): Promise<ToolAnswer> => {
    if (!WRITES.has(name)) return tools.call(name, input, { signal: extra.signal });
    if (!canAsk(server) && !allowWritesWithoutConfirmation) return CANNOT_ASK;
    return queue(async () => {
      asking = extra;
      return tools.call(name, input, { signal: extra.signal });
    });
  };

  server.setRequestHandler(types.ListToolsRequestSchema, () => ({ tools: tools.toMcp() as never }));
  server.setRequestHandler(types.CallToolRequestSchema, async ({ params }, extra) =>
    resultOf(await call(params.name, params.arguments ?? {}, extra)),
  );
  server.setRequestHandler(types.ListResourcesRequestSchema, () => ({ resources: RESOURCES }));
  server.setRequestHandler(types.ListResourceTemplatesRequestSchema, () => ({ resourceTemplates: TEMPLATES }));
  server.setRequestHandler(types.ReadResourceRequestSchema, async ({ params: { uri } }, { signal }) => {
    const text = await readResource(uri, salesforce, options, { signal }).catch((error: unknown) => {
      if (!isProblem(error)) throw error;
      throw new types.McpError(types.ErrorCode.InternalError, error.code, { code: error.code, help: error.help });
    });
    // Of the specification: resource not found.
    if (text === null) throw new types.McpError(-32_002, "there is no such resource", { uri });
    return { contents: [{ uri, mimeType: "text/plain", text }] };
  });
  server.setRequestHandler(types.ListPromptsRequestSchema, () => ({ prompts: [PROMPT] }));
  server.setRequestHandler(types.GetPromptRequestSchema, ({ params }) => {
    if (params.name !== PROMPT.name) throw new types.McpError(types.ErrorCode.InvalidParams, "there is no such prompt");
    return messagesOf(params.arguments ?? {});
  });
  return server;
};

const canAsk = (server: Server) => server.getClientCapabilities()?.elicitation?.form !== undefined;

/** Asks the user. Anything but a clear yes is a no: a refusal, a closed form, a client that fails. */
async function isConfirmed(server: Server, message: string, timeout: number, extra: Extra): Promise<boolean> {
  try {
    const options = { timeout, signal: extra.signal, relatedRequestId: extra.requestId };
    const answer = await server.elicitInput({ mode: "form", message, requestedSchema: FORM }, options);
    return answer.action === "accept" && answer.content?.["confirm"] === true;
  } catch {
    return false;
  }
}

/** Runs one call after the other. */
function exclusive() {
  let last: Promise<unknown> = Promise.resolve();
  return <T>(act: () => Promise<T>): Promise<T> => {
    const next = last.then(act);
    last = next.catch(() => undefined);
    return next;
  };
}
