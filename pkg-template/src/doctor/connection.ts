/** Whether the org can be reached, and whether it lets this origin read its responses. */
import type { Check } from "../../doctor.js";
import { requests } from "../index.js";
import { broken, fine, refusalOf, refused, skipped, unanswered, warning } from "./checks.js";
import type { Answer, Exchange, Missing } from "./exchange.js";
import type { Settings } from "./options.js";

/** A user waits for several requests, one after the other. */
const SLOW = 2_000;

/** A resource that needs no session: it says which versions there are. */
const VERSIONS = "/services/data";

/** Of systems' names for the ways in which a network fails. */
const CAUSES: Readonly<Record<string, string>> = {
  ENOTFOUND: "no host has this name",
  EAI_AGAIN: "names cannot be looked up at the moment",
  ECONNREFUSED: "the host refuses connections",
  ECONNRESET: "the connection was cut",
  UND_ERR_SOCKET: "the connection was cut",
  UND_ERR_CONNECT_TIMEOUT: "the host does not answer",
};

const NO_HOST =
  "Compare the address with Setup → My Domain. An org that was renamed or deleted does not answer any more.";

export async function checkNetwork(exchange: Exchange, { isBrowser }: Settings): Promise<Check> {
  const answer = await exchange.reach(VERSIONS);
  if (answer.kind === "unreadable") {
    const { cause } = answer;
    const known = cause === null ? undefined : CAUSES[cause];
    if (cause === "ENOTFOUND") return broken("network", "no_such_host", "No host has this name.", NO_HOST, { cause });
    const finding = `Nothing answers at this address${known === undefined ? "" : `: ${known}`}.`;
    const change = "Check the address, the network, VPN and proxies; then try again.";
    return broken("network", "unreachable", finding, change, cause === null ? {} : { cause });
  }
  if (answer.kind !== "answer") return unanswered("network", answer);
  // A browser shows no status here.
  if (!isBrowser) {
    const problem = unusable(answer);
    if (problem) return problem;
  }
  const { milliseconds } = answer;
  return milliseconds > SLOW ? slow(milliseconds) : fine("network", "The org answers.", { milliseconds });
}

function slow(milliseconds: number): Check {
  const finding = `The org answers, but only after ${(milliseconds / 1000).toFixed(1)} s.`;
  return warning("network", "slow", finding, "Look for a VPN, a proxy or a slow connection on the way.", {
    milliseconds,
  });
}

/** A gateway, another host, or an org that is not there. */
function unusable(answer: Answer): Check | null {
  const { status, headers } = answer;
  if (status >= 300 && status < 400) {
    const target = headers.get("location") ?? "";
    const to = URL.canParse(target) ? new URL(target).origin : "another address";
    const change = "Give the address that it leads to, if that is your org's My Domain.";
    return broken("network", "redirected", `The address leads on to ${to}.`, change, { status });
  }
  if (status === 420)
    return broken("network", "no_such_host", "Salesforce has no org at this address.", NO_HOST, { status });
  // Without a session, 401 and 403 are what a healthy org may say.
  if (status === 401 || status === 403) return null;
  const problem = refusalOf(answer);
  if (problem === null) return null;
  if (status >= 500 || problem.code === "request_limit") return refused("network", problem);
  const finding = `What answers there is not Salesforce's API: status ${status}.`;
  const change =
    "Compare the address with Setup → My Domain, and look for a proxy or gateway that answers in its place.";
  return broken("network", "not_salesforce", finding, change, { status });
}

/** The requests of an update have these methods and headers. */
const PREFLIGHT = { method: "PATCH", headers: ["authorization", "content-type"] };

export async function checkCors(exchange: Exchange, settings: Settings, hasToken: boolean): Promise<Check> {
  if (settings.origin === null) return skipped("cors", "Give the portal's `origin` to have CORS checked.");
  return settings.isBrowser
    ? inBrowser(exchange, settings, settings.origin, hasToken)
    : byPreflight(exchange, settings, settings.origin);
}

/** A server may send a preflight by itself, and sees why it is refused. */
async function byPreflight(exchange: Exchange, settings: Settings, origin: string): Promise<Check> {
  const { path } = requests.opportunityStages({ apiVersion: settings.apiVersion });
  const answer = await preflight(exchange, path, origin, PREFLIGHT.method, PREFLIGHT.headers);
  if (answer.kind !== "answer") return unanswered("cors", answer);
  const { status } = answer;
  if (status >= 500 || status === 420) {
    const problem = refusalOf(answer);
    if (problem) return refused("cors", problem);
  }
  if (answer.headers.get("access-control-allow-origin") !== origin) {
    return broken("cors", "cors_not_allowed", `The org does not list \`${origin}\`.`, listIt(origin), { status });
  }
  const missing = missingHeaders(answer, PREFLIGHT.headers);
  if (missing.length > 0) return headersMissing(missing);
  return fine("cors", `The org lists \`${origin}\`.`);
}

const listIt = (origin: string) => `Setup → CORS → Allowed Origins List → New: \`${origin}\`, without a path.`;

function headersMissing(missing: readonly string[]): Check {
  const names = missing.join(", ");
  return broken(
    ...(["cors", "preflight_refused", `Preflights do not allow the header ${names}.`] as const),
    "Salesforce allows it: look for a proxy or gateway that answers preflights in its place.",
    { headers: missing },
  );
}

/** Asks as a browser would before a request of this kind. */
export function preflight(
  exchange: Exchange,
  path: string,
  origin: string,
  method: string,
  names: readonly string[],
): Promise<Answer | Missing> {
  const headers = {
    origin,
    "access-control-request-method": method,
    "access-control-request-headers": names
      .map((name) => name.toLowerCase())
      .sort()
      .join(","),
  };
  return exchange.send({ method: "OPTIONS", path, headers });
}

/** Which of these headers the answer to a preflight does not allow. */
export function missingHeaders({ headers }: Answer, names: readonly string[]): readonly string[] {
  const allowed = (headers.get("access-control-allow-headers") ?? "")
    .split(",")
    .map((name) => name.trim().toLowerCase());
  return names.filter((name) => !allowed.includes(name.toLowerCase()));
}

/** A page sees only whether it may read the answer. */
async function inBrowser(exchange: Exchange, settings: Settings, origin: string, hasToken: boolean): Promise<Check> {
  const answer = hasToken
    ? await exchange.asUser(requests.opportunityStages({ apiVersion: settings.apiVersion }))
    : await exchange.send({ method: "GET", path: VERSIONS, headers: { authorization: "Bearer none" } });
  if (answer.kind === "answer") return fine("cors", `The org lets \`${origin}\` read its responses.`);
  if (answer.kind !== "unreadable") return unanswered("cors", answer);
  const finding =
    `The org answers, but the browser withholds the response from \`${origin}\`: ` +
    "the origin is not listed, or the token was not valid, which looks the same in a browser.";
  const command = `npx opportunity-stage doctor --instance-url ${settings.instanceUrl} --origin ${origin}`;
  return broken("cors", "withheld", finding, `${listIt(origin)} To tell the two apart: \`${command}\`.`);
}

const OAUTH =
  "Setup → CORS → Enable CORS for OAuth endpoints. Needed only if pages sign users in by `opportunity-stage/oauth`.";

/** The token endpoint has a switch of its own. A grant that does not exist is refused without any consequence. */
export async function checkOauthCors(exchange: Exchange, { origin, isBrowser }: Settings): Promise<Check> {
  if (origin === null) return skipped("oauth_cors", "Give the portal's `origin` to have it checked.");
  const path = "/services/oauth2/token";
  const headers = { "content-type": "application/x-www-form-urlencoded", ...(isBrowser ? {} : { origin }) };
  const answer = await exchange.send({ method: "POST", path, headers, body: "grant_type=none" });
  const isOn = answer.kind === "answer" && (isBrowser || answer.headers.get("access-control-allow-origin") === origin);
  if (isOn) return fine("oauth_cors", "CORS for OAuth endpoints is on.");
  if (answer.kind !== "answer" && answer.kind !== "unreadable") return unanswered("oauth_cors", answer, "warning");
  return oauthOff();
}

/** It is off in a new org, and most portals do not need it: this is not a fault. */
const oauthOff = (): Check => ({
  ...{ id: "oauth_cors", state: "fine", code: "oauth_cors_off", change: OAUTH, details: {} },
  finding: "CORS for OAuth endpoints is off, as in a new org.",
});
