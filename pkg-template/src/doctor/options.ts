/** Checks the options of `diagnose`. */
import type { DiagnoseOptions } from "../../doctor.js";
import { pageOrigin } from "../oauth/host.js";
import { ownOptions, textsOf } from "../own-options.js";
import { problem } from "../problem.js";
import { shownAddress } from "../shown-address.js";
import { followed } from "../signal.js";

/** What `connect` offers for editing, besides the stage. */
const FIELDS = ["Name", "CloseDate", "NextStep", "Discount__c", "MRR__c"];

const NAMES = [
  ...(["instanceUrl", "accessToken", "origin", "fields", "record", "apiVersion", "allowedOrigins"] as const),
  ...(["timeout", "fetch", "onCheck", "signal"] as const),
] satisfies readonly (keyof DiagnoseOptions)[];
const KEYS: ReadonlySet<string> = new Set(NAMES);

const RECORD = /^006[0-9A-Za-z]{12}(?:[0-9A-Za-z]{3})?$/;

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
  readonly onCheck: DiagnoseOptions["onCheck"];
  readonly signal: AbortSignal | null;
}

export function readOptions(options: DiagnoseOptions): Settings {
  const wrong = (message: string, help: string) => problem("invalid_options", message, help);
  // What is typed need not be what comes in.
  const given = ownOptions(options) as unknown as DiagnoseOptions;
  for (const key of Object.keys(given))
    if (!KEYS.has(key)) throw wrong(`\`options\` has no key \`${key}\``, `the keys are ${[...KEYS].join(", ")}`);
  const { instanceUrl, accessToken, origin, record, apiVersion = "66.0", onCheck } = given;
  const { timeout = 15_000, fetch = globalThis.fetch } = given;
  if (typeof instanceUrl !== "string") throw wrong("`instanceUrl` is not a string", "give the org's My Domain address");
  if (typeof accessToken !== "string" && typeof accessToken !== "function")
    throw wrong("`accessToken` is neither a string nor a function", "give a token, or a function that returns one");
  const fields = textsOf(given.fields ?? FIELDS);
  if (!fields) throw wrong("`fields` is not a list of names", 'give a list such as `["NextStep"]`');
  const allowedOrigins = textsOf(given.allowedOrigins ?? []);
  if (!allowedOrigins) throw wrong("`allowedOrigins` is not a list of origins", "give a list of strings");
  const name = fields.find((field) => !/^[A-Za-z]\w*$/.test(field));
  if (name !== undefined) throw wrong(`\`${name}\` in \`fields\` is not a field name`, "give API names");
  if (record !== undefined && !(typeof record === "string" && RECORD.test(record)))
    throw wrong("`record` is not the id of an opportunity", "give an id that starts with `006`");
  if (typeof apiVersion !== "string") throw wrong("`apiVersion` is not a string", 'give a version such as `"66.0"`');
  if (typeof timeout !== "number" || !(timeout >= 1 && timeout <= LONGEST))
    throw wrong("`timeout` is out of range", `give milliseconds up to ${LONGEST.toLocaleString("en")}`);
  if (typeof fetch !== "function" || (onCheck !== undefined && typeof onCheck !== "function"))
    throw wrong("`fetch` and `onCheck` are functions", "give a function, or leave it out");
  const isSignalGiven = given.signal !== undefined && (given.signal as unknown) !== null;
  const signal = isSignalGiven ? followed(given.signal) : null;
  if (signal === undefined) throw wrong("`signal` is not an AbortSignal", "give the `signal` of an AbortController");
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
    fetch: (...call) => Reflect.apply(fetch, globalThis, call) as Promise<Response>,
    onCheck,
    signal,
  };
}

function originOf(given: unknown, wrong: (message: string, help: string) => Error): string | null {
  if (given === undefined) return null;
  if (typeof given !== "string") throw wrong("`origin` is not a string", "give the origin of the portal");
  const origin = pageOrigin(given);
  if (origin !== null) return origin;
  throw wrong(
    `\`${shownAddress(given)}\` in \`origin\` is not the origin of a page`,
    "give scheme, host and port alone, such as `https://portal.example.com`",
  );
}
