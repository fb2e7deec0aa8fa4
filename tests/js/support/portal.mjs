// A portal: a page with a sign-in button, a callback page, and the packed entries next to them.
import { createServer } from "node:http";
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import sirv from "sirv";

const dist = fileURLToPath(new URL("../../../pkg/dist", import.meta.url));

const page = (script) => `<!doctype html><html lang="en"><title>Portal</title>
<link rel="icon" href="data:,"><button>Sign in</button><script type="module" src="/${script}"></script></html>`;

/** What both pages need: a problem as plain data, so that a test can compare it. */
const SHARED = `
  import { completeSignIn, signIn } from "/dist/oauth.js";
  export const plain = (problem) => ({ ...problem, message: problem.message });
  export { completeSignIn, signIn };`;

const PORTAL = `
  import { connect } from "/dist/index.js";
  import { completeSignIn, plain, signIn } from "/shared.js";
  const kept = (session) => ((window.session = session), session ? "signed in" : "no session");
  const start = (options) => (window.outcome = signIn(options).then(kept, plain));
  const complete = (options) => completeSignIn(options).then(kept, plain);
  Object.assign(window, { connect, start, complete, plain });
  document.querySelector("button").onclick = () => start(window.options);
  document.title = "ready";`;

const CALLBACK = `
  import { completeSignIn, plain } from "/shared.js";
  completeSignIn().then(
    (session) => { document.title = session ? "signed in" : "handed over"; },
    (problem) => { window.problem = plain(problem); document.title = problem.code; });`;

/** Pages below \`/isolated/\` have an opener policy: no window sees them, and they see none. */
export async function startPortal() {
  const folder = await mkdtemp(`${tmpdir()}/opportunity-stage-`);
  await cp(dist, `${folder}/dist`, { recursive: true });
  const files = {
    "index.html": page("portal.js"),
    "callback.html": page("callback.js"),
    "portal.js": PORTAL,
    "callback.js": CALLBACK,
    "shared.js": SHARED,
  };
  for (const [name, text] of Object.entries(files)) await writeFile(`${folder}/${name}`, text);
  const serve = sirv(folder, { dev: true });
  const server = createServer((request, response) => {
    if (request.url.startsWith("/isolated/")) {
      request.url = request.url.slice("/isolated".length);
      response.setHeader("cross-origin-opener-policy", "same-origin");
    }
    // An answer that begins and does not end.
    if (request.url === "/stalls") {
      response.writeHead(200, { "content-type": "application/json" }).write("{");
      return;
    }
    serve(request, response, () => response.writeHead(404).end());
  });
  await new Promise((resolve) => server.listen(0, "localhost", resolve));
  return {
    origin: `http://localhost:${server.address().port}`,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true });
    },
  };
}
