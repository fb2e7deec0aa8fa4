// A server of the Model Context Protocol over HTTP, for the users of a portal.
// #region handler
import { createServer } from "node:http";
import { connect } from "opportunity-stage";
import { createMcpHandler } from "opportunity-stage/mcp";
import { toNodeListener } from "opportunity-stage/proxy";

const { INSTANCE_URL, PORT = "3000" } = process.env;
const org = { instanceUrl: INSTANCE_URL, allowedOrigins: [INSTANCE_URL] }; // without allowedOrigins for a real org
const handler = createMcpHandler({
  hosts: [`localhost:${PORT}`], // mcp.example.com
  async user(request) {
    const user = await authenticated(request); // yours; null answers with 401
    return user && { id: user.id, connect: () => connect({ ...org, accessToken: () => user.salesforceToken() }) };
  },
});
createServer(toNodeListener(handler)).listen(Number(PORT), "localhost");
// #endregion

/** In your server: whom the request's own token belongs to. Here it is the sandbox's token. */
async function authenticated(request) {
  const [, token] = /^Bearer (.+)$/.exec(request.headers.get("authorization") ?? "") ?? [];
  return token ? { id: token, salesforceToken: () => token } : null;
}
