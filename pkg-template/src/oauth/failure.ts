import { AuthorizationResponseError, ResponseBodyError } from "oauth4webapi";
import type { Problem, ProblemCode } from "../../index.js";
import { problem } from "../problem.js";
import type { Client } from "./client.js";
import { guarded } from "./send.js";

/** The page that has both settings of a portal. */
const SETUP = "Setup → CORS";

export const cancelled = (message: string) =>
  problem("sign_in_cancelled", message, "offer the sign-in again when the person asks for it", true);

/**
 * Runs a call of the OAuth endpoints; any failure becomes a coded problem, without the response in it.
 * `withheld` is the problem if `fetch` returns no response.
 */
export async function checked<T>(
  app: Client,
  act: () => Promise<T>,
  withheld: (app: Client) => Problem | Promise<Problem> = unreached,
): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw await translated(app, error, withheld);
  }
}

async function translated(
  app: Client,
  error: unknown,
  withheld: (app: Client) => Problem | Promise<Problem>,
): Promise<unknown> {
  if (error instanceof AuthorizationResponseError) return refused(error.error, error.error_description, null);
  if (error instanceof ResponseBodyError) return refused(error.error, error.error_description, error.status);
  if (error instanceof Error && error.name === "OpportunityStageError") return error;
  // The library wraps a response that breaks off.
  const root: unknown = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (root instanceof DOMException && root.name === "TimeoutError") {
    return problem("timeout", `\`${app.login}\` did not answer in time`, "try again", true);
  }
  const status = error instanceof Error && error.cause instanceof Response ? error.cause.status : null;
  if (status !== null && status >= 500) {
    return withStatus(problem("server_unavailable", `\`${app.login}\` answered ${status}`, "try again", true), status);
  }
  // `fetch` rejects if there is no response, or none that the page may read.
  if (root instanceof TypeError && !("code" in root)) return root === error ? withheld(app) : unreached(app);
  // The library's messages contain no values.
  return withStatus(
    problem(
      "unreadable_answer",
      `the response of \`${app.login}\` is not a sign-in response: ${error instanceof Error ? error.message : typeof error}`,
      "start the sign-in again; if it stays, look whether something between the page and Salesforce changes answers",
    ),
    status,
  );
}

/** A refusal in OAuth's own words (RFC 6749 §4.1.2.1 and §5.2). */
function refused(code: string, description: string | undefined, status: number | null): Problem {
  const text = description?.slice(0, 300) ?? "";
  // Salesforce's help spells it with a hyphen.
  if (code === "access_denied" || code === "access-denied") {
    return Object.assign(cancelled("access was denied on Salesforce's page"), detail(code, text));
  }
  if (BUSY.has(code) || status === 429) {
    const busy = problem("server_unavailable", `Salesforce cannot answer now: \`${code}\``, "try again", true);
    return withStatus(Object.assign(busy, detail(code, text)), status);
  }
  const known = HELP.find(([part]) => `${code} ${text}`.includes(part))?.[1];
  return withStatus(
    Object.assign(
      problem(
        "sign_in_failed",
        `Salesforce refused the sign-in: \`${code}\`${text && `: ${text}`}`,
        known ?? "give the message to the Salesforce administrator",
      ),
      detail(code, text),
    ),
    status,
  );
}

/** Temporary errors: they do not end a session. */
const BUSY = new Set(["rate_limit_exceeded", "slow_down", "temporarily_unavailable", "server_error", "unknown_error"]);

/** A part of the code or of its description, and the setting that is missing. The first one counts. */
const HELP = [
  ["login hours", "the administrator has to change the login hours or IP ranges of the profile"],
  ["invalid_grant", "start the sign-in again"],
  ["invalid_client_id", "`clientId` is the consumer key of the External Client App in this very org"],
  [
    "invalid_client",
    "the External Client App must not require a secret: `isConsumerSecretOptional` on, `isSecretRequiredForRefreshToken` off",
  ],
  ["redirect_uri_mismatch", "`redirectUri` has to stand among the app's callback addresses, letter by letter"],
  ["OAUTH_APP_BLOCKED", "the administrator has to allow the app under Setup → External Client Apps → Policies"],
  [
    "OAUTH_APP_ACCESS_DENIED",
    "the administrator has to admit the user by profile or permission set in the app's policies",
  ],
] as const;

/**
 * For a first response. The browser does not say why it withholds one. Salesforce's discovery document is readable by
 * every page: if that arrives, the org exists, and its settings exclude this page.
 */
export async function unreadable(app: Client): Promise<Problem> {
  const isThere = await guarded(app)(`${app.login}/.well-known/openid-configuration`, {})
    .then((answer) => answer.ok)
    .catch(() => false);
  return isThere
    ? problem(
        "sign_in_failed",
        `the org does not let ${location.origin} read the answers of its OAuth endpoints`,
        `${SETUP}: add ${location.origin} to Allowed Origins List, and under Cross-Origin Resource Sharing (CORS) ` +
          "Policy Settings, Edit, switch on Enable CORS for OAuth endpoints",
      )
    : unreached(app);
}

const unreached = (app: Client) =>
  problem(
    "network",
    `no answer came from \`${app.login}\``,
    "look at the connection, and whether the page's `connect-src` names the org",
    true,
  );

const detail = (code: string, message: string) => ({ errors: [{ code, message, fields: [] }] });

const withStatus = (found: Problem, status: number | null): Problem => Object.assign(found, { status });

export const ended = (code: ProblemCode, message: string) => problem(code, message, "sign in to Salesforce again");
