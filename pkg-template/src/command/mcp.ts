/** `opportunity-stage mcp`: the server of the Model Context Protocol over standard input and output. */
import { connect } from "opportunity-stage";
import { printable } from "../import/terminal.js";
import { isProblem } from "../problem.js";
import { ORG_HELP, readOrgOptions, Usage, type OrgOptions } from "./options.js";
import { findLogin } from "./token.js";

const UNCONFIRMED = "allow-writes-without-confirmation";

export const HELP = `Usage: opportunity-stage mcp --instance-url <url> [options]

Offers the stages of Salesforce opportunities to a client of the Model Context Protocol, over standard input and output.
Before anything is written, the client asks the user; for a client that cannot ask, nothing is written.

${ORG_HELP}
      --${UNCONFIRMED}
                           write what the model commits, if the client has no elicitation
  -h, --help               this text

It needs the package @modelcontextprotocol/sdk:
  npx -p opportunity-stage -p @modelcontextprotocol/sdk opportunity-stage mcp --instance-url …
`;

/** Runs the command and gives its exit code. Standard output belongs to the protocol. */
export async function runMcp(args: readonly string[], { stdin, stdout, stderr }: NodeJS.Process): Promise<number> {
  const say = (line: string) => void stderr.write(`${printable(line)}\n`);
  if (args.includes("--help") || args.includes("-h")) {
    stdout.write(HELP);
    return 0;
  }
  try {
    const { createMcpServer } = await import("opportunity-stage/mcp");
    const options = readOrgOptions(args, [UNCONFIRMED]);
    const salesforce = await connection(options, say);
    const { rules, org, flags } = options;
    const server = await createMcpServer(salesforce, {
      allowWritesWithoutConfirmation: flags.has(UNCONFIRMED),
      ...(rules === undefined ? {} : { rules }),
      ...(org === undefined ? {} : { org }),
    });
    const { StdioServerTransport } = await import("@modelcontextprotocol/sdk/server/stdio.js");
    const over = new Promise<void>((resolve) => {
      server.onclose = resolve;
      // A client that goes away closes the input.
      stdin.once("end", () => void server.close());
    });
    await server.connect(new StdioServerTransport());
    await over;
    return 0;
  } catch (error) {
    if (error instanceof Usage) say(`${error.message}\nTry: opportunity-stage mcp --help`);
    else if (isProblem(error)) say(`error: ${error.message}${error.help ? `\n  ${error.help}` : ""}`);
    else throw error;
    return error instanceof Usage ? 2 : 1;
  }
}

async function connection(options: OrgOptions, say: (line: string) => void) {
  const { instanceUrl, accessToken, source } = await findLogin(options, say);
  const { allowedOrigins, apiVersion, rules, org, fields } = options;
  const salesforce = await connect({
    instanceUrl,
    accessToken,
    allowedOrigins,
    ...(apiVersion === undefined ? {} : { apiVersion }),
    ...(rules === undefined ? {} : { rules }),
    ...(org === undefined ? {} : { org }),
    ...(fields === undefined ? {} : { fields }),
  });
  say(`opportunity-stage: ${instanceUrl}, with ${source}`);
  return salesforce;
}
