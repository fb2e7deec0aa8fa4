import type { SignInOptions } from "../../oauth.js";
import { ownOptions } from "../own-options.js";
import { problem } from "../problem.js";
import { followed } from "../signal.js";
import { allowedOrigins, orgOrigin } from "./host.js";

/** What is known of the org and of the app in it. */
export interface App {
  /** Where the API answers, as configured. */
  readonly instance: string;
  /** Where people log in: the origin of the OAuth endpoints. */
  readonly login: string;
  readonly allowed: readonly string[];
  readonly clientId: string;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  readonly prompt: string | undefined;
  readonly loginHint: string | undefined;
  readonly fetch: typeof globalThis.fetch;
  readonly timeout: number;
  readonly mode: "popup" | "redirect";
  readonly signal: AbortSignal | undefined;
}

const KNOWN = new Set([
  "instanceUrl",
  "loginUrl",
  "clientId",
  "redirectUri",
  "scopes",
  "mode",
  "prompt",
  "loginHint",
  "allowedOrigins",
  "fetch",
  "timeout",
  "signal",
]);

/** As `connect` has it. */
const LONGEST = 600_000;

/** Reads what the host gives; nothing was sent or opened before it is right. */
export function readOptions(options: SignInOptions | undefined): App {
  if (typeof options !== "object" || options === null) {
    throw invalid("the options of the sign-in are missing", "give the same options as to `signIn`");
  }
  const given = ownOptions(options) as unknown as SignInOptions;
  for (const key of Object.keys(given)) {
    if (!KNOWN.has(key)) throw invalid(`there is no option \`${key}\``, "look at the spelling");
  }
  if (given.mode !== undefined && given.mode !== "popup" && given.mode !== "redirect") {
    throw invalid("`mode` is neither `popup` nor `redirect`", "leave it out for a popup");
  }
  const timeout = given.timeout ?? 10_000;
  if (typeof timeout !== "number" || !(timeout >= 1 && timeout <= LONGEST)) {
    throw invalid("`timeout` is no number from 1 to 600,000", "give milliseconds");
  }
  if (given.fetch !== undefined && typeof given.fetch !== "function") {
    throw invalid("`fetch` is no function", "leave it out for the page's own");
  }
  const isSignalGiven = given.signal !== undefined && given.signal !== null;
  const signal = isSignalGiven ? followed(given.signal) : undefined;
  if (isSignalGiven && !signal) {
    throw invalid("`signal` is no AbortSignal", "give the `signal` of an AbortController");
  }
  const allowed = allowedOrigins(texts(given.allowedOrigins ?? [], "allowedOrigins"), given.instanceUrl);
  const scopes = texts(given.scopes ?? ["api", "refresh_token"], "scopes");
  if (!scopes.includes("api") && !scopes.includes("full")) {
    throw invalid("`scopes` is without `api`", "the REST API needs the scope `api`");
  }
  const instance = orgOrigin(given.instanceUrl, "instanceUrl", allowed);
  return {
    instance,
    login: given.loginUrl === undefined ? instance : orgOrigin(given.loginUrl, "loginUrl", allowed),
    allowed,
    clientId: text(given.clientId, "clientId"),
    redirectUri: ownAddress(given.redirectUri),
    scopes,
    prompt: given.prompt === undefined ? undefined : text(given.prompt, "prompt"),
    loginHint: given.loginHint === undefined ? undefined : text(given.loginHint, "loginHint"),
    fetch: given.fetch ?? ((...call) => globalThis.fetch(...call)),
    timeout,
    mode: given.mode ?? "popup",
    signal,
  };
}

/** The answer comes to a page of the portal: nobody else's page could hand it over. */
function ownAddress(given: unknown): string {
  const redirectUri = text(given, "redirectUri");
  const url = parsed(redirectUri);
  const isWeb = url?.protocol === "https:" || url?.protocol === "http:";
  if (!isWeb || url.origin !== location.origin || url.hash || url.username || url.password) {
    throw invalid(
      "`redirectUri` is no address of this page's own origin",
      `give the callback address as it stands in the External Client App; it starts with ${location.origin}/`,
    );
  }
  // Where parsers could disagree (a backslash, dot segments, upper case), Salesforce's may see another host.
  if (url.href !== redirectUri && url.href !== `${redirectUri}/`) {
    throw invalid("`redirectUri` is not written as a URL parser writes it", `write \`${url.href}\``);
  }
  // Salesforce compares the text: it is sent as it was given.
  return redirectUri;
}

function parsed(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}

function text(given: unknown, name: string): string {
  if (typeof given !== "string" || given === "") throw invalid(`\`${name}\` is no text`, `give \`${name}\` as a text`);
  return given;
}

function texts(given: unknown, name: string): readonly string[] {
  if (!Array.isArray(given) || !given.every((item) => typeof item === "string")) {
    throw invalid(`\`${name}\` is no list of texts`, `give \`${name}\` as an array`);
  }
  return [...given] as string[];
}

const invalid = (message: string, help: string) => problem("invalid_options", message, help);
