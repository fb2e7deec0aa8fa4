/** Checks the options of `createSandbox`. What the org itself is made of is checked by the org. */
import type { SandboxOptions } from "../../sandbox.js";
import { ownOptions } from "../own-options.js";
import { isProblem, problem } from "../problem.js";

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
/** With more, WebAssembly runs out of memory after minutes. */
const MAX_GENERATED = 1_000_000;
/** Also `https://*.example.com`. A slash at the end is ignored. */
const ORIGIN_PATTERN = /^https?:\/\/[^\s/?#]+\/?$/i;

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
  try {
    return read(given);
  } catch (error) {
    if (isProblem(error)) throw error;
    throw wrong("an option cannot be read: it throws", "give plain data and functions");
  }
}

function read(given: SandboxOptions): Settings & { readonly wasm: unknown } {
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
    // Looked up each time: fake timers may replace `Date` later.
    now = () => Date.now(),
    wasm,
  } = options;
  const instanceUrl = originOf(options.instanceUrl ?? INSTANCE_URL, "instanceUrl");
  const origin = pageOrigin(options.origin);
  if (typeof now !== "function") throw wrong("`now` is not a function", "give a function that returns milliseconds");
  if (otherwise !== undefined && typeof otherwise !== "function")
    throw wrong("`otherwise` is not a function", "give a `fetch` for other hosts, or leave it out");
  checkCount(generate);
  checkToken(accessToken);
  checkOrigins(origins);
  for (const [name, value] of Object.entries({ seed, org }))
    if (value !== undefined && tagOf(value) !== "Object")
      throw wrong(`\`${name}\` is not an object`, "give the parsed content of the file, such as `JSON.parse(text)`");
  if (!Array.isArray(faults)) throw wrong("`faults` is not a list", 'give a list such as `["row-lock"]`');
  const setup = {
    ...{ profile: profilesOf(profile), generate, seed, org, faults, accessToken, instanceUrl },
    origins: origins ?? (origin === null ? [] : [origin]),
  };
  return { instanceUrl, origin, otherwise: otherwise ?? null, now: () => time(now), setup: json(setup), wasm };
}

/** Checked here: JSON has no `NaN`, so that the org could only report `null`. */
export function checkCount(generate: unknown): void {
  if (
    generate !== undefined &&
    !(Number.isInteger(generate) && (generate as number) >= 0 && (generate as number) <= MAX_GENERATED)
  )
    throw wrong("`generate` is not a number of opportunities", "give a whole number up to 1,000,000");
}

function checkToken(token: unknown): void {
  if (token !== undefined && !(typeof token === "string" && /^[\x20-\x7e]+$/.test(token)))
    throw wrong("`accessToken` is not a token", "give a text of ASCII characters, or leave it out");
}

function checkOrigins(origins: unknown): void {
  if (origins === undefined) return;
  if (!Array.isArray(origins))
    throw wrong("`origins` is not a list", 'give a list such as `["http://localhost:3000"]`');
  for (const [index, origin] of origins.entries())
    if (typeof origin !== "string" || !ORIGIN_PATTERN.test(origin))
      throw wrong(
        `\`origins[${index}]\` is not an origin`,
        "give scheme, host and port, such as `http://localhost:3000`",
      );
}

function time(now: () => unknown): number {
  const help = "return milliseconds since 1970, such as `Date.now()`";
  let milliseconds: number;
  try {
    milliseconds = Number(now());
  } catch {
    throw wrong("`now` throws", help);
  }
  if (Number.isFinite(milliseconds)) return milliseconds;
  throw wrong(`\`now\` returned \`${milliseconds}\``, help);
}

/** `Object` for plain data, of any realm; `Map`, `Promise` and so on for what JSON would make `{}` of. */
const tagOf = (value: unknown) => Object.prototype.toString.call(value).slice("[object ".length, -1);

/** `profile` is one or several. */
export const profilesOf = (profile: unknown) => (Array.isArray(profile) ? (profile as unknown[]) : [profile]);

/** Plain data as JSON; throws for anything else, because JSON would drop it without a word. */
export function json(value: unknown): string {
  try {
    return JSON.stringify(value, (key, part: unknown) => {
      const isLost =
        typeof part === "function" || typeof part === "symbol" || (typeof part === "number" && !isFinite(part));
      if (!isLost && (typeof part !== "object" || part === null || ["Object", "Array"].includes(tagOf(part))))
        return part;
      throw wrong(`\`${key}\` is not plain data`, "give what JSON can hold");
    });
  } catch (error) {
    if (isProblem(error)) throw error;
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
  if (url === null || !url.protocol.startsWith("http") || url.origin === "null" || url.href !== `${url.origin}/`)
    throw wrong(`\`${name}\` is not an origin`, "give scheme, host and port, such as `https://acme.my.salesforce.com`");
  return url.origin;
}
