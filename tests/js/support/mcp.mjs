// Clients of the Model Context Protocol, by the official SDK, over standard input and output and over HTTP.
import { once } from "node:events";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { ElicitRequestSchema } from "@modelcontextprotocol/sdk/types.js";
import { connect } from "../../../pkg/dist/inline.js";
import { createMcpHandler } from "../../../pkg/dist/mcp.js";
import { toNodeListener } from "../../../pkg/dist/proxy.js";

export const CLI = fileURLToPath(new URL("../../../pkg/dist/cli.js", import.meta.url));

/** A client that answers questions with `answer`, and keeps them; without it, it cannot be asked. */
export function clientOf(answer) {
  const asked = [];
  const capabilities = answer ? { elicitation: { form: {} } } : {};
  const client = new Client({ name: "test", version: "1.0.0" }, { capabilities });
  if (answer) {
    client.setRequestHandler(ElicitRequestSchema, async ({ params }) => {
      asked.push(params);
      return answer(params);
    });
  }
  return { client, asked };
}

export const yes = () => ({ action: "accept", content: { confirm: true } });

/** The program, as `npx` starts it. */
export async function overStdio(sandbox, { answer, args = [], env = {} } = {}) {
  const { client, asked } = clientOf(answer);
  const { instanceUrl, accessToken } = sandbox;
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [CLI, "mcp", "--instance-url", instanceUrl, "--allowed-origin", instanceUrl, ...args],
    env: { PATH: process.env.PATH, SALESFORCE_ACCESS_TOKEN: accessToken, ...env },
    stderr: "pipe",
  });
  let said = "";
  transport.stderr.setEncoding("utf8").on("data", (chunk) => (said += chunk));
  await client.connect(transport);
  return { client, asked, said: () => said, close: () => client.close() };
}

/** A handler behind Node's own server. `user` authenticates; by default there is one user. */
export async function serveHttp(sandbox, { user, ...more } = {}) {
  const { instanceUrl, accessToken } = sandbox;
  const makeConnection = () => connect({ instanceUrl, accessToken, allowedOrigins: [instanceUrl] });
  let handler = () => new Response(null, { status: 503 });
  const server = createServer(toNodeListener((request) => handler(request))).listen(0, "localhost");
  await once(server, "listening");
  const host = `localhost:${server.address().port}`;
  handler = createMcpHandler({
    user: user ?? (() => ({ id: "one", connect: makeConnection })),
    hosts: [host],
    ...more,
  });
  return {
    url: `http://${host}/mcp`,
    makeConnection,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

export async function overHttp(sandbox, { answer, headers = {}, ...more } = {}) {
  const { client, asked } = clientOf(answer);
  const served = await serveHttp(sandbox, more);
  const transport = new StreamableHTTPClientTransport(new URL(served.url), { requestInit: { headers } });
  await client.connect(transport);
  return {
    client,
    asked,
    transport,
    close: async () => {
      await client.close();
      await served.close();
    },
  };
}
