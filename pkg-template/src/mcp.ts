/** The entry `opportunity-stage/mcp`: the flow as a server of the Model Context Protocol. No page loads it. */
export { createMcpHandler } from "./mcp/handler.js";
export { createMcpServer } from "./mcp/server.js";
