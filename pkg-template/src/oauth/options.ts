import { None } from "oauth4webapi";
import type { SignInOptions } from "../../oauth.js";
import { ownOptions, textsOf } from "../own-options.js";
import { problem } from "../problem.js";
import { followed } from "../signal.js";
import type { Client } from "./client.js";
import { allowedOrigins, orgOrigin } from "./host.js";

/** The app of a page. */
export interface App extends Client {
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

/** As in `connect`. */
const LONGEST = 600_000;

/** Checks the host's options before anything is sent or opened. */
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
    throw invalid("`timeout` is not a number from 1 to 600,000", "pass milliseconds");
  }
  if (given.fetch !== undefined && typeof given.fetch !== "function") {
    throw invalid("`fetch` is not a function", "leave it out for the page's own");
  }
  const isSignalGiven = given.signal !== undefined && given.signal !== null;
  const signal = isSignalGiven ? followed(given.signal) : undefined;
  if (isSignalGiven && !signal) {
    throw invalid("`signal` is not an AbortSignal", "pass the `signal` of an AbortController");
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
    authentication: None(),
    redirectUri: ownAddress(given.redirectUri),
    scopes,
    prompt: given.prompt === undefined ? undefined : text(given.prompt, "prompt"),
    loginHint: given.loginHint === undefined ? undefined : text(given.loginHint, "loginHint"),
    fetch: given.fetch ?? ((...call) => globalThis.fetch(...call)),
    timeout,
    settings: { redirect: "error", credentials: "omit", referrerPolicy: "no-referrer", cache: "no-store" },
    mode: given.mode ?? "popup",
    signal,
  };
}

/** The callback must be a page of the portal: a page of another origin could not hand the response over. */
function ownAddress(given: unknown): string {
  const redirectUri = text(given, "redirectUri");
  const url = parsed(redirectUri);
  const isWeb = url?.protocol === "https:" || url?.protocol === "http:";
  if (!isWeb || url.origin !== location.origin || url.hash || url.username || url.password) {
    throw invalid(
      "`redirectUri` is not an address of this page's own origin",
      `give the callback address as it stands in the External Client App; it starts with ${location.origin}/`,
    );
  }
  // If parsers could disagree (a backslash, dot segments, upper case), Salesforce's may see another host.
  if (url.href !== redirectUri && url.href !== `${redirectUri}/`) {
    throw invalid("`redirectUri` is not written as a URL parser writes it", `write \`${url.href}\``);
  }
  // Salesforce compares the text, so it is sent unchanged.
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
  if (typeof given !== "string" || given === "")
    throw invalid(`\`${name}\` is not a string`, `pass \`${name}\` as a string`);
  return given;
}

function texts(given: unknown, name: string): readonly string[] {
  const own = textsOf(given);
  if (own) return own;
  throw invalid(`\`${name}\` is not a list of strings`, `pass \`${name}\` as an array`);
}

const invalid = (message: string, help: string) => problem("invalid_options", message, help);
