// A client of the MCP server in `examples/mcp`, run in its folder: it finds, previews and commits, and confirms when it is asked.
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { ElicitRequestSchema } from "@modelcontextprotocol/sdk/types.js";

const [address, token, opportunity] = process.argv.slice(2);
const client = new Client({ name: "consumer", version: "1.0.0" }, { capabilities: { elicitation: {} } });
const questions = [];
client.setRequestHandler(ElicitRequestSchema, ({ params }) => {
  questions.push(params.message);
  return { action: "accept", content: { confirm: true } };
});
const requestInit = { headers: { authorization: `Bearer ${token}` } };
await client.connect(new StreamableHTTPClientTransport(new URL(address), { requestInit }));
const call = async (name, given) => (await client.callTool({ name, arguments: given })).structuredContent;

const { opportunities } = await call("find_opportunities", { account: "Acme" });
if (!opportunities.some(({ id }) => id === opportunity)) throw new Error(`it found ${JSON.stringify(opportunities)}`);
const preview = await call("preview_stage_update", { opportunityId: opportunity, stage: "Negotiation/Review" });
const { written } = await call("commit_stage_update", { token: preview.token });
await client.close();
console.log(`asked ${questions.length} time, written ${written}`);
