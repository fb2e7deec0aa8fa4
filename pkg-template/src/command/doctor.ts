/** `opportunity-stage doctor`: says what is wrong in a set-up, and what to change. */
import { printable } from "../import/terminal.js";
import { isProblem, problem } from "../problem.js";
import { shownAddress } from "../shown-address.js";
import { ORG_HELP, readOrgOptions, Usage, type OrgOptions } from "./options.js";
import { findLogin, NoToken, type Login } from "./token.js";

export const HELP = `Usage: opportunity-stage doctor --instance-url <url> [--origin <url>] [options]

Checks an org, a user's token and CORS for a portal, and says for each part: fine, or what to change in Setup.
Nothing is written, unless --record names an opportunity whose own stage is then saved again.

      --origin <url>       the origin of the portal; without it CORS is not checked
      --record <id>        try a save on this opportunity
      --json               the diagnosis as JSON
${ORG_HELP}
  -h, --help               this text

Exit codes: 0 fine, or with warnings; 1 something has to be changed; 2 wrong usage.
`;

/** Without a token, the address, the network and CORS can still be checked. */
async function loginOrNone(options: OrgOptions, say: (line: string) => void): Promise<Login> {
  try {
    return await findLogin(options, say);
  } catch (error) {
    const { instanceUrl } = options;
    if (!(error instanceof NoToken) || instanceUrl === undefined) throw error;
    const [message, help] = [error.message, "run the command again with a token, to have the rest checked"];
    const accessToken = () => Promise.reject(problem("invalid_access_token", message, help));
    return { instanceUrl, accessToken, source: "no token" };
  }
}

/** Runs the command and gives its exit code. */
export async function runDoctor(args: readonly string[], { stdout, stderr }: NodeJS.Process): Promise<number> {
  const say = (line: string) => void stderr.write(`${printable(line)}\n`);
  if (args.includes("--help") || args.includes("-h")) {
    stdout.write(HELP);
    return 0;
  }
  try {
    const { diagnose, diagnosisText } = await import("opportunity-stage/doctor");
    const options = readOrgOptions(args, ["json"], ["origin", "record"]);
    const { instanceUrl, accessToken, source } = await loginOrNone(options, say);
    say(`checking ${shownAddress(instanceUrl)}, with ${source}`);
    const { allowedOrigins, apiVersion, fields, texts, flags } = options;
    const [origin, record] = [texts.get("origin"), texts.get("record")];
    const diagnosis = await diagnose({
      instanceUrl,
      accessToken,
      allowedOrigins,
      ...(apiVersion === undefined ? {} : { apiVersion }),
      ...(fields === undefined ? {} : { fields }),
      ...(origin === undefined ? {} : { origin }),
      ...(record === undefined ? {} : { record }),
    });
    stdout.write(flags.has("json") ? `${json(diagnosis)}\n` : diagnosisText(diagnosis));
    return diagnosis.state === "broken" ? 1 : 0;
  } catch (error) {
    if (error instanceof Usage) say(`${error.message}\nTry: opportunity-stage doctor --help`);
    else if (isProblem(error)) say(`error: ${error.message}${error.help ? `\n  ${error.help}` : ""}`);
    else throw error;
    return 2;
  }
}

/** JSON in which no character acts on a terminal: `JSON.stringify` leaves some of them as they are. */
const json = (value: unknown): string =>
  JSON.stringify(value, null, 2).replace(
    /[\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
