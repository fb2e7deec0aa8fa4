// Starts the sandbox as a child and waits for the lines that it prints.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const built = fileURLToPath(new URL("../../target/debug/opportunity-stage-sandbox", import.meta.url));

/**
 * @param {{ port?: number, origins?: string[], args?: string[], program?: string }} options port 0 takes a free one
 * @returns {Promise<{ instanceUrl: string, accessToken: string, stop(): Promise<void>, exited: Promise<number | null> }>}
 */
export async function startSandbox({ port = 0, origins = [], args = [], program = built } = {}) {
  const all = ["--port", String(port), ...origins.flatMap((origin) => ["--origin", origin]), ...args];
  const child = spawn(program, all, { stdio: ["ignore", "pipe", "pipe"] });
  // However this process ends, the sandbox must not stay behind.
  process.once("exit", () => child.kill());
  const exited = new Promise((resolve) => child.once("exit", resolve));

  let printed = "";
  const ready = new Promise((resolve, reject) => {
    const read = (chunk) => {
      printed += chunk;
      // The line for programs; those before it are for people.
      const line = /^ready (\{.*\})$/m.exec(printed)?.[1];
      if (!line) return;
      const { address, token } = JSON.parse(line);
      resolve({ instanceUrl: address, accessToken: token });
    };
    child.stdout.setEncoding("utf8").on("data", read);
    child.stderr.setEncoding("utf8").on("data", read);
    child.once("error", reject);
    exited.then((code) => reject(new Error(`the sandbox ended with ${code}:\n${printed}`)));
  });

  return {
    ...(await ready),
    exited,
    async stop() {
      child.kill("SIGINT");
      // A request that never ends must not hold everything up.
      const timer = setTimeout(() => child.kill("SIGKILL"), 3_000);
      await exited;
      clearTimeout(timer);
    },
  };
}

/** What the demo page needs to know of a sandbox, including the opportunity that it opens first. */
export async function pageConfig({ instanceUrl, accessToken }, { generate = 0 } = {}) {
  const query = encodeURIComponent("SELECT Id FROM Opportunity WHERE Name = 'Acme - 200 Widgets'");
  const headers = { authorization: `Bearer ${accessToken}` };
  const answer = await fetch(`${instanceUrl}/services/data/v66.0/query?q=${query}`, { headers });
  const { records } = await answer.json();
  return { instanceUrl, accessToken, opportunity: records[0].Id, generate };
}
