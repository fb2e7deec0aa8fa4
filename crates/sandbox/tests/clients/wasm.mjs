// The sandbox's WebAssembly on a port, for clients that need one: each request becomes one of the org's `fetch`. Prints what the
// program prints for programs.
import { createServer } from "node:http";
import { createSandbox } from "../../../../pkg/dist/sandbox.js";

const server = createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const { method, headers, url } = request;
  const body = ["GET", "HEAD"].includes(method) ? undefined : Buffer.concat(chunks);
  delete headers["transfer-encoding"];
  const init = { method, headers, body, redirect: "manual" };
  const answer = await org.fetch(`${org.instanceUrl}${url}`, init).catch(() => null);
  // A connection that a fault has cut.
  if (!answer) return request.socket.resetAndDestroy();
  response.writeHead(answer.status, [...answer.headers].flat());
  response.end(Buffer.from(await answer.arrayBuffer()));
});
await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
const address = `http://127.0.0.1:${server.address().port}`;
const org = await createSandbox({ instanceUrl: address, origins: ["http://localhost:8080"] });
const { accessToken: token, userId, orgId } = org;
console.log(`ready ${JSON.stringify({ address, token, userId, orgId, origins: ["http://localhost:8080"] })}`);
