/** Where a command gets the user's token from. It is in memory only, and never printed. */
import { execFile } from "node:child_process";
import process from "node:process";
import { promisify } from "node:util";
import { shownAddress } from "../shown-address.js";
import type { OrgOptions } from "./options.js";
import { Usage } from "./options.js";
import { browserSignIn } from "./sign-in.js";

/** There is a way to name the org, but none to a token. */
export class NoToken extends Usage {}

const VARIABLE = "SALESFORCE_ACCESS_TOKEN";
const run = promisify(execFile);

export interface Login {
  readonly instanceUrl: string;
  readonly accessToken: string | (() => Promise<string>);
  /** Where the token comes from, in a few words. */
  readonly source: string;
}

/** Finds the way to the token; throws `Usage` if there is none. `say` shows a line to the user. */
export async function findLogin(options: OrgOptions, say: (line: string) => void): Promise<Login> {
  const { instanceUrl, clientId } = options;
  const token = process.env[VARIABLE];
  if (token) {
    return { instanceUrl: needed(instanceUrl), accessToken: token, source: VARIABLE };
  }
  if (clientId !== undefined) {
    const signIn = browserSignIn({ ...options, clientId, instanceUrl: needed(instanceUrl) }, say);
    return { instanceUrl: needed(instanceUrl), accessToken: signIn, source: "a sign-in in the browser" };
  }
  const first = await displayed(options);
  return {
    instanceUrl: first.instanceUrl,
    // The command renews an expired token by itself.
    accessToken: async () => (await displayed(options)).accessToken,
    source: `the login of ${first.username}`,
  };
}

function needed(instanceUrl: string | undefined): string {
  if (instanceUrl === undefined)
    throw new Usage("give the address of the org: --instance-url https://acme.my.salesforce.com");
  return instanceUrl;
}

interface Displayed {
  readonly accessToken: string;
  readonly instanceUrl: string;
  readonly username: string;
}

const NAME = /^[A-Za-z0-9._@+-]{1,100}$/;

/** `sf org display --json`: the login that the Salesforce CLI holds. */
async function displayed({ instanceUrl, targetOrg }: OrgOptions): Promise<Displayed> {
  if (targetOrg !== undefined && !NAME.test(targetOrg)) throw new Usage("--target-org is not a user name or an alias");
  const args = ["org", "display", "--json", ...(targetOrg === undefined ? [] : ["--target-org", targetOrg])];
  // On Windows the command is a batch file, which needs a shell; no argument has a character that a shell reads.
  const shell = process.platform === "win32";
  const { stdout } = await run("sf", args, {
    shell,
    maxBuffer: 1 << 24,
    env: { ...process.env, SF_DISABLE_TELEMETRY: "true" },
  }).catch((error: NodeJS.ErrnoException & { stdout?: string }) => {
    if (error.code === "ENOENT") {
      throw new NoToken(
        `there is no token: set ${VARIABLE}, give --client-id, or install the Salesforce CLI and run \`sf org login web\``,
      );
    }
    // Its answer to a failure is JSON as well.
    return { stdout: error.stdout ?? "" };
  });
  const { result, message } = parsed(stdout);
  const { accessToken, instanceUrl: found, username } = result ?? {};
  if (typeof found !== "string" || typeof accessToken !== "string") {
    throw new NoToken(`\`sf org display\` found no login: ${String(message ?? "no answer").slice(0, 200)}`);
  }
  if (!/^[\x21-\x7e]{20,}$/.test(accessToken) || /redacted/i.test(accessToken)) {
    throw new NoToken(`\`sf org display\` does not show the token; set ${VARIABLE}, or give --client-id`);
  }
  const address = found.replace(/\/$/, "");
  if (instanceUrl !== undefined && instanceUrl !== address) {
    throw new Usage(`the login of \`sf\` is for ${address}, not for ${shownAddress(instanceUrl)}: give --target-org`);
  }
  return { accessToken, instanceUrl: address, username: typeof username === "string" ? username : "sf" };
}

function parsed(text: string): { result?: Readonly<Record<string, unknown>>; message?: unknown } {
  try {
    return JSON.parse(text) as { result?: Readonly<Record<string, unknown>>; message?: unknown };
  } catch {
    return {};
  }
}
