/** Checks the options of `diagnose`. */
import type { DiagnoseOptions } from "../../doctor.js";
import { problem } from "../problem.js";
import { shownAddress } from "../shown-address.js";

/** What `connect` offers for editing, besides the stage. */
const FIELDS = ["Name", "CloseDate", "NextStep", "Discount__c", "MRR__c"];

const NAMES = [
  ...(["instanceUrl", "accessToken", "origin", "fields", "record", "apiVersion", "allowedOrigins"] as const),
  ...(["timeout", "fetch", "onCheck", "signal"] as const),
] satisfies readonly (keyof DiagnoseOptions)[];
const KEYS: ReadonlySet<string> = new Set(NAMES);

const LONGEST = 600_000;

export interface Settings {
  readonly instanceUrl: string;
  readonly accessToken: () => string | Promise<string>;
  /** Whether the host can give another token. */
  readonly renewable: boolean;
  /** The origin that CORS is checked for. */
  readonly origin: string | null;
  readonly isBrowser: boolean;
  readonly fields: readonly string[];
  readonly record: string | null;
  readonly apiVersion: string;
  readonly allowedOrigins: readonly string[];
  readonly timeout: number;
  readonly fetch: typeof globalThis.fetch;
  readonly onCheck: NonNullable<DiagnoseOptions["onCheck"]>;
  readonly signal: AbortSignal | null;
}

export function readOptions(given: DiagnoseOptions): Settings {
  const wrong = (message: string, help: string) => problem("invalid_options", message, help);
  // What is typed need not be what comes in.
  if (typeof given !== "object" || (given as unknown) === null)
    throw wrong("the options are missing", "give an object");
  for (const key of Object.keys(given))
    if (!KEYS.has(key)) throw wrong(`\`options\` has no key \`${key}\``, `the keys are ${[...KEYS].join(", ")}`);
  const { instanceUrl, accessToken, origin, fields = FIELDS, record, apiVersion = "66.0" } = given;
  const { allowedOrigins = [], timeout = 15_000, fetch = globalThis.fetch, onCheck = () => undefined, signal } = given;
  if (typeof instanceUrl !== "string") throw wrong("`instanceUrl` is not a string", "give the org's My Domain address");
  if (typeof accessToken !== "string" && typeof accessToken !== "function")
    throw wrong("`accessToken` is neither a string nor a function", "give a token, or a function that returns one");
  const isList = (list: unknown) => Array.isArray(list) && list.every((text) => typeof text === "string");
  if (!isList(fields)) throw wrong("`fields` is not a list of names", 'give a list such as `["NextStep"]`');
  if (!isList(allowedOrigins)) throw wrong("`allowedOrigins` is not a list of origins", "give a list of strings");
  const name = fields.find((field) => !/^[A-Za-z]\w*$/.test(field));
  if (name !== undefined) throw wrong(`\`${name}\` in \`fields\` is not a field name`, "give API names");
  if (record !== undefined && !/^006[0-9A-Za-z]{12}(?:[0-9A-Za-z]{3})?$/.test(record))
    throw wrong("`record` is not the id of an opportunity", "give an id that starts with `006`");
  if (!(timeout > 0 && timeout <= LONGEST))
    throw wrong("`timeout` is out of range", `give milliseconds up to ${LONGEST.toLocaleString("en")}`);
  if (typeof fetch !== "function" || typeof onCheck !== "function")
    throw wrong("`fetch` and `onCheck` are functions", "give a function, or leave it out");
  const isBrowser = "document" in globalThis;
  return {
    instanceUrl: instanceUrl.replace(/\/$/, ""),
    accessToken: typeof accessToken === "string" ? () => accessToken : accessToken,
    renewable: typeof accessToken === "function",
    origin: isBrowser ? globalThis.location.origin : originOf(origin, wrong),
    isBrowser,
    fields,
    record: record ?? null,
    apiVersion,
    allowedOrigins,
    timeout,
    // A method of the window, which does not work apart from it.
    fetch: fetch.bind(globalThis),
    onCheck,
    signal: signal ?? null,
  };
}

function originOf(given: string | undefined, wrong: (message: string, help: string) => Error): string | null {
  if (given === undefined) return null;
  if (!URL.canParse(given) || new URL(given).origin === "null" || new URL(given).href !== `${new URL(given).origin}/`)
    throw wrong(
      `\`${shownAddress(given)}\` in \`origin\` is not an origin`,
      "give scheme, host and port alone, such as `https://portal.example.com`",
    );
  return new URL(given).origin;
}
