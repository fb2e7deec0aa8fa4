import * as oauth from "oauth4webapi";
import { problem } from "../problem.js";
import type { Session } from "../../oauth.js";
import type { Attempt } from "./attempt.js";
import { ended } from "./failure.js";
import { isConfigured } from "./host.js";
import type { Client } from "./client.js";
import { guarded } from "./send.js";

/** What Salesforce grants. It has no `expires_in`: a token is valid until it is rejected. */
export interface Granted {
  readonly accessToken: string;
  readonly refreshToken: string | null;
  readonly instance: string;
  readonly user: Session["user"];
  readonly scopes: readonly string[] | null;
  readonly issuedAt: number | null;
}

/** Exchanges the code for tokens: `POST /services/oauth2/token`. */
export async function exchange(app: Client, { state, verifier, nonce }: Attempt, answer: URLSearchParams) {
  // An answer that names two issuers is rejected, too.
  await checkIssuer(app, answer.has("iss") ? answer.getAll("iss").join() : null);
  const server = await serverOf(app);
  answer.delete("iss");
  const code = oauth.validateAuthResponse(server, clientOf(app), answer, state);
  const response = await oauth.authorizationCodeGrantRequest(
    server,
    clientOf(app),
    app.authentication,
    code,
    app.redirectUri,
    verifier,
    optionsOf(app),
  );
  const expected = nonce === null ? {} : { expectedNonce: nonce, requireIdToken: true };
  return orRevoked(app, response, null, async () =>
    readable(app, await oauth.processAuthorizationCodeResponse(server, clientOf(app), response, expected)),
  );
}

/** The response may name its issuer (RFC 9207): the org itself, or its login host. */
async function checkIssuer(app: Client, issuer: string | null): Promise<void> {
  if (issuer === null || issuer === app.login || issuer === (await issuerOf(app))) return;
  throw problem(
    "sign_in_failed",
    `the answer to the sign-in names another issuer than that of \`${app.login}\``,
    "start the sign-in again; if it stays, do not use this page: answers of two sign-ins may have been exchanged",
  );
}

/** Requests a new access token, and with rotation a new refresh token: the old one is then invalid. */
export async function renew(app: Client, refreshToken: string, held: Granted): Promise<Granted> {
  const server = await serverOf(app);
  const client = clientOf(app);
  const response = await oauth.refreshTokenGrantRequest(
    server,
    client,
    app.authentication,
    refreshToken,
    optionsOf(app),
  );
  return orRevoked(app, response, refreshToken, async () => {
    const fresh = readable(app, await oauth.processRefreshTokenResponse(server, client, response));
    const isSame = held.user === null || fresh.user === null || held.user.id === fresh.user.id;
    if (fresh.instance === held.instance && isSame) return fresh;
    throw ended("session_expired", "the session has ended: a refresh brought tokens of another org or user");
  });
}

/** `POST /services/oauth2/revoke`: revokes a refresh token and its access tokens. */
export async function revoke(app: Client, token: string): Promise<void> {
  const server = { issuer: app.login, revocation_endpoint: endpoint(app, "revoke") };
  try {
    await oauth.processRevocationResponse(
      // Users leave right after signing out: the request outlives the page.
      await oauth.revocationRequest(
        server,
        clientOf(app),
        app.authentication,
        token,
        optionsOf(app, { keepalive: true }),
      ),
    );
  } catch (error) {
    // Salesforce's error for a token that is already invalid, which RFC 7009 §2.2 treats as success.
    if (!(error instanceof oauth.ResponseBodyError && GONE.has(error.error))) throw error;
  }
}

const GONE = new Set(["invalid_token", "unsupported_token_type"]);

/** Revokes from a page that is unloading: sent at once, the response is not read. */
export function revokeAtLast(app: Client, token: string): void {
  const body = new URLSearchParams({ client_id: app.clientId, token });
  guarded(app)(endpoint(app, "revoke"), { method: "POST", body, keepalive: true }).catch(() => undefined);
}

const endpoint = (app: Client, name: string) => `${app.login}/services/oauth2/${name}`;

const clientOf = (app: Client): oauth.Client => ({
  client_id: app.clientId,
  // An id token is good for minutes, and people's clocks are wrong by more. It comes from Salesforce's own hand and has
  // the nonce of this sign-in: its times prove nothing besides.
  [oauth.clockTolerance]: 86_400,
});

/** The endpoints are those of the checked origin, wherever a discovery document would point to. */
async function serverOf(app: Client): Promise<oauth.AuthorizationServer> {
  return {
    // The scope `full` has all others in it, `openid` as well: an id token may come unasked.
    issuer: app.scopes.some((scope) => scope === "openid" || scope === "full") ? await issuerOf(app) : app.login,
    token_endpoint: endpoint(app, "token"),
  };
}

const issuers = new WeakMap<Client, string>();

/** Who signs the id tokens: an org may do so in Salesforce's common name. */
async function issuerOf(app: Client): Promise<string> {
  const known = issuers.get(app);
  if (known !== undefined) return known;
  const answer = await guarded(app)(`${app.login}/.well-known/openid-configuration`, {});
  if (!answer.ok) throw new Error("there is no discovery document", { cause: answer });
  const { issuer } = (await answer.json()) as { issuer?: unknown };
  if (typeof issuer !== "string") throw new Error("the discovery document names no issuer");
  issuers.set(app, issuer);
  return issuer;
}

function optionsOf(app: Client, more: RequestInit = {}) {
  return {
    [oauth.customFetch]: (address: string, init: object) => guarded(app)(address, { ...init, ...more }),
    // Plain `http` passed the check of the origin: it is this machine.
    [oauth.allowInsecureRequests]: app.login.startsWith("http:"),
  };
}

/** Reads an answer with tokens. Those of an answer that is refused, whatever is wrong with it, end at Salesforce. */
async function orRevoked<T>(app: Client, response: Response, held: string | null, act: () => Promise<T>): Promise<T> {
  const copy = response.clone();
  try {
    return await act();
  } catch (error) {
    void copy.json().then(
      (answer: unknown) => {
        const { refresh_token: refresh, access_token: access } = (answer ?? {}) as Record<string, unknown>;
        const token = typeof refresh === "string" && refresh !== held ? refresh : access;
        if (typeof token === "string" && token !== "") revokeAtLast(app, token);
      },
      () => undefined,
    );
    throw error;
  }
}

/** The last millisecond that a `Date` can be. */
const LAST = 8.64e15;

function readable(app: Client, answer: oauth.TokenEndpointResponse): Granted {
  const text = (key: string) => (typeof answer[key] === "string" ? answer[key] : null);
  // It could not stand in a header, whose error text would show it.
  if (!/^[\x21-\x7e]+$/.test(answer.access_token)) throw new Error("the token has characters that no header takes");
  // The library takes `DPoP` as well, which a connection could not use.
  if (answer.token_type !== "bearer") throw new Error("the token is of another type than `Bearer`");
  if (answer["instance_url"] !== undefined && text("instance_url") === null)
    throw new Error("`instance_url` is not a text");
  const instance = (text("instance_url") ?? app.instance).replace(/\/$/, "");
  if (!isConfigured(instance, app.instance, app.allowed)) {
    throw problem(
      "host_not_allowed",
      `Salesforce says that the org answers at \`${instance}\`, not at \`${app.instance}\``,
      "set `instanceUrl` to that address, if it is your org's, or name it in `allowedOrigins`",
    );
  }
  const issuedAt = Number(text("issued_at"));
  return {
    accessToken: answer.access_token,
    refreshToken: answer.refresh_token ?? null,
    instance,
    user: userOf(text("id"), new Set([app.login, instance])),
    scopes: answer.scope?.split(" ") ?? null,
    issuedAt: issuedAt > 0 && issuedAt <= LAST ? issuedAt : null,
  };
}

/** Salesforce's common hosts, which an `id` may name instead of the org. */
const COMMON = ["https://login.salesforce.com", "https://test.salesforce.com"];

/** The `id` of an answer is an address that ends in the ids of the org and of the user. It is read, never asked. */
function userOf(identity: string | null, own: ReadonlySet<string>): Session["user"] {
  const [, origin = "", organizationId, id] =
    /^(https?:\/\/[^/]+)\/id\/(00D[0-9A-Za-z]{12,15})\/(005[0-9A-Za-z]{12,15})$/.exec(identity ?? "") ?? [];
  const isTrusted = own.has(origin) || COMMON.includes(origin);
  return isTrusted && organizationId !== undefined && id !== undefined ? { id, organizationId } : null;
}
