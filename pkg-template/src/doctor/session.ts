/** Whether Salesforce accepts the token, for which user, in which version, and how many calls are left. */
import type { Check } from "../../doctor.js";
import { broken, fine, jsonOf, refusalOf, refused, unanswered, warning } from "./checks.js";
import type { Exchange } from "./exchange.js";
import type { Settings } from "./options.js";

const data = ({ apiVersion }: Settings, path: string) => `/services/data/v${apiVersion}${path}`;

export async function checkSession(exchange: Exchange, settings: Settings): Promise<Check> {
  const answer = await exchange.asUser({ method: "GET", path: data(settings, "/limits") });
  if (answer.kind !== "answer") return unanswered("session", answer);
  const problem = refusalOf(answer);
  if (problem === null) return fine("session", "Salesforce accepts the token for its API.");
  // The version has a check of its own, which says which there are.
  if (problem.code === "api_version_retired" || problem.code === "not_found")
    return fine("session", "Salesforce accepts the token.");
  return refused("session", problem);
}

/** The list of versions has no CORS headers, so that a page asks for the resources of the version that it wants. */
export async function checkVersion(exchange: Exchange, settings: Settings): Promise<Check> {
  const wanted = settings.apiVersion;
  const path = settings.isBrowser ? data(settings, "/") : "/services/data";
  const answer = await exchange.asUser({ method: "GET", path });
  if (answer.kind !== "answer") return unanswered("version", answer, "warning");
  const problem = refusalOf(answer);
  const isUnknown = problem?.code === "not_found" || problem?.code === "api_version_retired";
  if (problem && !isUnknown) return refused("version", problem, "warning");
  const list: unknown = jsonOf(answer);
  const versions = Array.isArray(list) ? (list as { version?: unknown }[]).map(({ version }) => String(version)) : null;
  const newest = problem === null ? (versions?.at(-1) ?? null) : null;
  const isThere = problem === null && (settings.isBrowser || versions?.includes(wanted));
  if (isThere) return fine("version", `The org speaks version ${wanted} of the API.`, { newest });
  const change = newest === null ? "Leave `apiVersion` out." : `Give \`apiVersion: "${newest}"\`, or leave it out.`;
  return broken("version", "version_retired", `The org does not speak version ${wanted} of the API.`, change, {
    newest,
  });
}

/** Whom the token belongs to. The flow works without it, with less certainty after a lost connection. */
export async function checkUser(exchange: Exchange): Promise<Check> {
  const answer = await exchange.asUser({ method: "GET", path: "/services/oauth2/userinfo" });
  if (answer.kind !== "answer") return unanswered("user", answer, "warning");
  const info = jsonOf(answer);
  if (refusalOf(answer) === null && typeof info?.["user_id"] === "string")
    return fine("user", "The token says whose it is.");
  const change = "Add the scope `openid` to the app. Without it, give the option `user` to `connect`.";
  const finding = "The token does not say whose it is.";
  return warning("user", "identity_unknown", finding, change, { status: answer.status });
}

/** A warning below a tenth: the API's calls are shared by everything that is connected to the org. */
const NEAR = 0.1;

export async function checkLimits(exchange: Exchange, settings: Settings): Promise<Check> {
  const answer = await exchange.asUser({ method: "GET", path: data(settings, "/limits") });
  if (answer.kind !== "answer") return unanswered("limits", answer, "warning");
  const problem = refusalOf(answer);
  if (problem) return refused("limits", problem, "warning");
  const daily = jsonOf(answer)?.["DailyApiRequests"] as { Max?: number; Remaining?: number } | undefined;
  const [most, left] = [daily?.Max ?? 0, daily?.Remaining ?? 0];
  const details = { most, left };
  if (most === 0) return fine("limits", "The org does not say how many calls are left.");
  const finding = `${left.toLocaleString("en")} of ${most.toLocaleString("en")} API calls are left today.`;
  if (left >= most * NEAR) return fine("limits", finding, details);
  const change = "Setup → System Overview shows who uses them. An update takes about three calls.";
  return warning("limits", "limit_near", finding, change, details);
}
