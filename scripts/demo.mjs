// `make demo`: the sandbox and the page, side by side, until Ctrl-C.
import { parseArgs } from "node:util";
import { startSandbox } from "./sandbox.mjs";
import { assembleSite, serve } from "./site.mjs";

const { values } = parseArgs({ options: { port: { type: "string" }, "sandbox-port": { type: "string" } } });
const port = Number(values.port ?? 8080);
const sandboxPort = Number(values["sandbox-port"] ?? 8081);

/** Starting what needs a port most often fails because the port is taken: that deserves a plain word. */
async function starting(what, variable, start) {
  try {
    return await start();
  } catch (error) {
    console.error(`${what} did not start: ${error.message}`);
    console.error(`If the port is taken, choose another: make demo ${variable}=…`);
    process.exit(1);
  }
}

const origins = [`http://localhost:${port}`, `http://127.0.0.1:${port}`];
const sandbox = await starting("The sandbox", "SANDBOX_PORT", () => startSandbox({ port: sandboxPort, origins }));
const { instanceUrl, accessToken } = sandbox;
const folder = await assembleSite({
  config: { instanceUrl, accessToken, allowedOrigins: [instanceUrl], sandbox: true },
});
const site = await starting("The page's server", "PAGE_PORT", () => serve(folder, port));

console.log(`
  Open      ${site.origin}
  Sandbox   ${instanceUrl}   (a stand-in for a Salesforce org; each start begins afresh)
  Stop      Ctrl-C
`);

const stop = async (code) => {
  await Promise.all([site.close(), sandbox.stop()]);
  process.exit(code);
};
process.once("SIGINT", () => stop(0));
process.once("SIGTERM", () => stop(0));
sandbox.exited.then(() => stop(1));
