import type { Server } from "@modelcontextprotocol/sdk/server/index.js";
import type { Receipt, Salesforce } from "./index.js";

/**
 * Returns a server of the Model Context Protocol for one user's connection: the tools of `opportunity-stage/assistant`, resources
 * and a prompt. Connect it to a transport of `@modelcontextprotocol/sdk`, which has to be installed.
 *
 * Before anything is written, the client asks the user (`elicitation`). For a client that cannot ask, nothing is written.
 *
 * @throws `invalid_options`; `not_initialized` if the SDK is not installed.
 *
 * @example
 * ```ts
 * import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
 * import { createMcpServer } from "opportunity-stage/mcp";
 *
 * const server = await createMcpServer(salesforce);
 * await server.connect(new StdioServerTransport());
 * ```
 */
export function createMcpServer(salesforce: Salesforce, options?: McpOptions): Promise<Server>;

/** Options of `createMcpServer`. An unknown key is rejected. */
export interface McpOptions {
  /**
   * Writes what the model commits without asking the user, if the client has no `elicitation`. The client must then ask before it calls a
   * tool with `destructiveHint`.
   *
   * @default false
   */
  allowWritesWithoutConfirmation?: boolean;
  /** The rules document that the connection has, to show it as a resource. */
  rules?: object | string;
  /** The org document that the connection has, to show its validation rules as a resource. */
  org?: object | string;
  /** Called with the receipt of each update and each undo. A failure of it goes to `reportError`, where there is one. */
  onReceipt?: (receipt: Receipt) => void;
  /**
   * Milliseconds for which a preview can be confirmed, at most a day.
   *
   * @default 300000
   */
  previewLifetime?: number;
}

/**
 * Returns a handler for streamable HTTP, in the web's own types: mount it at one path, such as `/mcp`. Each session belongs to the user
 * who began it.
 *
 * @throws `invalid_options`.
 *
 * @example
 * ```ts
 * import { connect } from "opportunity-stage";
 * import { createMcpHandler } from "opportunity-stage/mcp";
 *
 * const handler = createMcpHandler({
 *   hosts: ["mcp.example.com"],
 *   async user(request) {
 *     const id = await portal.userOf(request);
 *     return id === null ? null : { id, connect: () => connect({ instanceUrl, accessToken }) };
 *   },
 * });
 * ```
 */
export function createMcpHandler(options: McpHandlerOptions): (request: Request) => Promise<Response>;

/** Options of `createMcpHandler`. An unknown key is rejected. */
export interface McpHandlerOptions extends McpOptions {
  /** Authenticates a request, and connects the user at the start of a session. Null answers with 401. */
  user: (request: Request) => McpUser | null | Promise<McpUser | null>;
  /**
   * The values that `Host` may have, such as `mcp.example.com` or `localhost:3000`: a page cannot reach the server by another name.
   * Letter case and the ports 80 and 443 do not matter.
   */
  hosts: readonly string[];
  /**
   * The origins of pages that may call it, such as `https://app.example.com`; the responses have CORS headers for them, without cookies. Clients that are not pages
   * send no `Origin`.
   *
   * @default []
   */
  origins?: readonly string[];
  /**
   * Milliseconds after which a session that is not used ends, at most a year.
   *
   * @default 1800000
   */
  sessionLifetime?: number;
  /**
   * The most sessions at a time. One user has at most 20: a further one ends the session that was used longest ago.
   *
   * @default 1000
   */
  maxSessions?: number;
}

export interface McpUser {
  /** Who it is: a session answers to the same user only. */
  readonly id: string;
  /** Returns the user's connection. */
  readonly connect: () => Salesforce | Promise<Salesforce>;
}
