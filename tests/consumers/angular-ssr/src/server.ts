import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import {
  AngularNodeAppEngine,
  createNodeRequestHandler,
  isMainModule,
  writeResponseToNodeResponse,
} from "@angular/ssr/node";
import sirv from "sirv";

const instanceUrl = process.env["INSTANCE_URL"] ?? "http://localhost:8081";
// Requests that name another host are not rendered.
const app = new AngularNodeAppEngine({ allowedHosts: ["localhost"] });
// `dev` looks files up as they are requested: the build imports this module before the folder exists.
const files = sirv(`${import.meta.dirname}/../browser`, { dev: true });

export const reqHandler = createNodeRequestHandler(async (request, response, next) => {
  if (request.url === "/token") {
    // The token of the user who is signed in; here that of the sandbox's user.
    const { users } = (await (await fetch(`${instanceUrl}/sandbox`)).json()) as { users: { token: string }[] };
    response.writeHead(200, { "content-type": "text/plain", "cache-control": "no-store" }).end(users[0]?.token);
    return;
  }
  files(request, response, async () => {
    const rendered = await app.handle(request).catch((error: unknown) => next(error));
    if (rendered) await writeResponseToNodeResponse(rendered, response);
    else response.writeHead(404).end();
  });
});

// The build imports this module too, to learn its routes.
if (isMainModule(import.meta.url)) {
  const respond = (request: IncomingMessage, response: ServerResponse) =>
    reqHandler(request, response, (error) => response.writeHead(500).end(String(error)));
  createServer(respond).listen(Number(process.env["PORT"] ?? 8080));
}
