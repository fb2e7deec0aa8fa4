/** Checks the options of `createSandbox`. What the org itself is made of is checked by the org. */
import type { SandboxOptions } from "../../sandbox.js";
import { ownOptions } from "../own-options.js";
import { problem } from "../problem.js";

/**
 * Longer than a My Domain name may be, so that no org can have it; and a host of Salesforce's, so that `connect` takes
 * it without `allowedOrigins`.
 */
const INSTANCE_URL = "https://opportunity-stage-sandbox-within-this-process.my.salesforce.com";

const NAMES = [
  ...(["profile", "generate", "seed", "org", "faults", "instanceUrl", "accessToken"] as const),
  ...(["origin", "origins", "otherwise", "now", "wasm"] as const),
] satisfies readonly (keyof SandboxOptions)[];
const KEYS: ReadonlySet<string> = new Set(NAMES);

export interface Settings {
  readonly instanceUrl: string;
  /** The origin of the page that requests come from. */
  readonly origin: string | null;
  readonly otherwise: typeof globalThis.fetch | null;
  readonly now: () => number;
  /** What the org is created with, as JSON. */
  readonly setup: string;
}

export const wrong = (message: string, help: string) => problem("invalid_options", message, help);

export function readOptions(given: SandboxOptions): Settings & { readonly wasm: unknown } {
  const options = ownOptions(given) as SandboxOptions;
  for (const key of Object.keys(options))
    if (!KEYS.has(key)) throw wrong(`\`options\` has no key \`${key}\``, `the keys are ${NAMES.join(", ")}`);
  const {
    profile = [],
    generate,
    seed,
    org,
    faults = [],
    accessToken,
    origins,
    otherwise,
    now = Date.now,
    wasm,
  } = options;
  const instanceUrl = originOf(options.instanceUrl ?? INSTANCE_URL, "instanceUrl");
  const origin = pageOrigin(options.origin);
  if (typeof now !== "function") throw wrong("`now` is not a function", "give a function that returns milliseconds");
  if (otherwise !== undefined && typeof otherwise !== "function")
    throw wrong("`otherwise` is not a function", "give a `fetch` for other hosts, or leave it out");
  checkCount(generate);
  if (!Array.isArray(faults)) throw wrong("`faults` is not a list", 'give a list such as `["row-lock"]`');
  const setup = {
    ...{ profiles: profilesOf(profile), generate, seed, org, faults, token: accessToken, address: instanceUrl },
    origins: origins ?? (origin === null ? [] : [origin]),
  };
  return { instanceUrl, origin, otherwise: otherwise ?? null, now, setup: json(setup), wasm };
}

/** The org knows that it is wrong, but not what it was. */
export function checkCount(generate: unknown): void {
  if (
    generate !== undefined &&
    !(Number.isInteger(generate) && (generate as number) >= 0 && (generate as number) < 2 ** 32)
  )
    throw wrong("`generate` is not a number of opportunities", "give a whole number");
}

/** `profile` is one or several. */
export const profilesOf = (profile: unknown) => (Array.isArray(profile) ? (profile as unknown[]) : [profile]);

/** What is plain data becomes JSON; what is not is the caller's mistake. */
export function json(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    throw wrong("the options are not plain data", "`seed`, `org` and `faults` are JSON");
  }
}

/** A page has an origin; a server sends none, unless the caller names one. */
function pageOrigin(given: string | null | undefined): string | null {
  if (given === undefined) return (globalThis as { location?: Location }).location?.origin ?? null;
  return given === null || given === "null" ? given : originOf(given, "origin");
}

function originOf(given: unknown, name: string): string {
  const url = typeof given === "string" && URL.canParse(given) ? new URL(given) : null;
  if (url === null || url.origin === "null" || url.href !== `${url.origin}/`)
    throw wrong(`\`${name}\` is not an origin`, "give scheme, host and port, such as `https://acme.my.salesforce.com`");
  return url.origin;
}
