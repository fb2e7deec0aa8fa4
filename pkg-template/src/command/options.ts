/** Reads the options of the commands that connect to an org. */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";

/** A mistake in the command line: said as it is, without a stack. */
export class Usage extends Error {}

export interface OrgOptions {
  readonly instanceUrl: string | undefined;
  readonly allowedOrigins: readonly string[];
  readonly apiVersion: string | undefined;
  readonly targetOrg: string | undefined;
  readonly clientId: string | undefined;
  readonly callback: string;
  readonly loginUrl: string | undefined;
  readonly rules: string | undefined;
  readonly org: string | undefined;
  readonly fields: readonly string[] | undefined;
  readonly flags: ReadonlySet<string>;
  /** The options with a text that one command has besides these. */
  readonly texts: ReadonlyMap<string, string>;
}

/** The options that are the same for each command, for its help. */
export const ORG_HELP = `  --instance-url <url>     the org's My Domain address, such as https://acme.my.salesforce.com
  --target-org <name>      user name or alias of a login of the \`sf\` command; its default org otherwise
  --client-id <key>        sign in in the browser: the consumer key of an External Client App
  --callback <url>         its callback address (default: http://localhost:1717/OauthRedirect)
  --login-url <url>        the host where the user logs in, if it is another one
  --rules <file>           a rules document
  --org <file>             an org document, as \`opportunity-stage import\` writes it
  --fields <list>          fields that can be edited besides the stage, with commas between them
  --api-version <version>  default: 66.0
  --allowed-origin <url>   an origin besides Salesforce's own hosts, such as a sandbox on localhost; repeatable

The token comes from the environment variable SALESFORCE_ACCESS_TOKEN, else from --client-id, else from \`sf\`.
`;

export function readOrgOptions(
  args: readonly string[],
  flags: readonly string[],
  texts: readonly string[] = [],
): OrgOptions {
  const text = { type: "string" as const };
  const { values } = parse(() =>
    parseArgs({
      args: [...args],
      options: {
        "instance-url": text,
        "target-org": text,
        "client-id": text,
        callback: text,
        "login-url": text,
        rules: text,
        org: text,
        fields: text,
        "api-version": text,
        "allowed-origin": { type: "string", multiple: true },
        ...Object.fromEntries(texts.map((name) => [name, text])),
        ...Object.fromEntries(flags.map((flag) => [flag, { type: "boolean" as const }])),
      },
    }),
  );
  const given = values as Readonly<Record<string, string | undefined>>;
  return {
    instanceUrl: given["instance-url"]?.replace(/\/$/, ""),
    allowedOrigins: (values["allowed-origin"] as string[] | undefined) ?? [],
    apiVersion: given["api-version"],
    targetOrg: given["target-org"],
    clientId: given["client-id"],
    callback: given["callback"] ?? "http://localhost:1717/OauthRedirect",
    loginUrl: given["login-url"],
    rules: file(given["rules"]),
    org: file(given["org"]),
    fields: given["fields"]?.split(",").map((name) => name.trim()),
    flags: new Set(flags.filter((flag) => given[flag])),
    texts: new Map(texts.flatMap((name) => (given[name] === undefined ? [] : [[name, given[name]]]))),
  };
}

function parse<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw new Usage((error as Error).message);
  }
}

function file(path: string | undefined): string | undefined {
  if (path === undefined) return undefined;
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new Usage(`${path} cannot be read: ${(error as NodeJS.ErrnoException).code ?? "unknown"}`);
  }
}
