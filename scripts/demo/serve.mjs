// `make demo`: the sandbox and the page, side by side, until Ctrl-C.
import { parseArgs } from "node:util";
import { pageConfig, startSandbox } from "./sandbox.mjs";
import { fileURLToPath } from "node:url";
import { serveSite } from "./site.mjs";

const { values } = parseArgs({ options: { port: { type: "string" }, "sandbox-port": { type: "string" } } });
const port = Number(values.port ?? 8080);
const sandboxPort = Number(values["sandbox-port"] ?? 8081);
/** For the part of the page that changes many at once. */
const GENERATED = 2000;

/** Starting what needs a port most often fails because the port is taken: say so. */
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
const sandbox = await starting("The sandbox", "SANDBOX_PORT", () =>
  startSandbox({ port: sandboxPort, origins, args: ["--generate", String(GENERATED), "--oauth-cors"] }),
);
const config = await pageConfig(sandbox, { generate: GENERATED });
const site = await starting("The page's server", "PAGE_PORT", () =>
  serveSite({ port, config, docs: fileURLToPath(new URL("../../dist-docs", import.meta.url)) }),
);

console.log(`
  Open      ${site.origin}
  Sandbox   ${sandbox.instanceUrl}   (a stand-in for a Salesforce org; it forgets everything when it stops)
  Stop      Ctrl-C
`);

const stop = async (code) => {
  await Promise.all([site.close(), sandbox.stop()]);
  process.exit(code);
};
process.once("SIGINT", () => stop(0));
process.once("SIGTERM", () => stop(0));
sandbox.exited.then(() => stop(1));
