import * as oauth from "oauth4webapi";
import { problem } from "../problem.js";
import type { Attempt } from "./attempt.js";
import { isConfigured } from "./host.js";
import type { App } from "./options.js";
import { guarded } from "./send.js";

/** What Salesforce grants. It has no `expires_in`: how long a token is good shows when it is refused. */
export interface Granted {
  readonly accessToken: string;
  readonly refreshToken: string | null;
  readonly instance: string;
  readonly identity: string | null;
  readonly scopes: readonly string[] | null;
  readonly issuedAt: number | null;
}

/** The code for tokens: `POST /services/oauth2/token`. */
export async function exchange(app: App, { state, verifier, nonce }: Attempt, answer: URLSearchParams) {
  const server = await serverOf(app);
  const code = oauth.validateAuthResponse(server, clientOf(app), answer, state);
  return read(
    app,
    await oauth.processAuthorizationCodeResponse(
      server,
      clientOf(app),
      await oauth.authorizationCodeGrantRequest(
        server,
        clientOf(app),
        oauth.None(),
        code,
        app.redirectUri,
        verifier,
        optionsOf(app),
      ),
      nonce === null ? {} : { expectedNonce: nonce, requireIdToken: true },
    ),
  );
}

/** A new access token, and with rotation a new refresh token as well: the old one is dead then. */
export async function renew(app: App, refreshToken: string): Promise<Granted> {
  const server = await serverOf(app);
  return read(
    app,
    await oauth.processRefreshTokenResponse(
      server,
      clientOf(app),
      await oauth.refreshTokenGrantRequest(server, clientOf(app), oauth.None(), refreshToken, optionsOf(app)),
    ),
  );
}

/** `POST /services/oauth2/revoke`: a refresh token ends with the access tokens that came of it. */
export async function revoke(app: App, token: string): Promise<void> {
  const server = { issuer: app.login, revocation_endpoint: endpoint(app, "revoke") };
  try {
    await oauth.processRevocationResponse(
      // People leave right after they have signed out: the request outlives the page.
      await oauth.revocationRequest(server, clientOf(app), oauth.None(), token, optionsOf(app, { keepalive: true })),
    );
  } catch (error) {
    // Salesforce's words for a token that is good no longer, which RFC 7009 §2.2 holds for a success.
    if (!(error instanceof oauth.ResponseBodyError && GONE.has(error.error))) throw error;
  }
}

const GONE = new Set(["invalid_token", "unsupported_token_type"]);

/** The same from a page that is going away: sent at once, and nobody is there to read the answer. */
export function revokeAtLast(app: App, token: string): void {
  const body = new URLSearchParams({ client_id: app.clientId, token });
  guarded(app)(endpoint(app, "revoke"), { method: "POST", body, keepalive: true }).catch(() => undefined);
}

const endpoint = (app: App, name: string) => `${app.login}/services/oauth2/${name}`;

const clientOf = (app: App): oauth.Client => ({
  client_id: app.clientId,
  // An id token is good for minutes, and people's clocks are wrong by more. It comes from Salesforce's own hand and has
  // the nonce of this sign-in: its times prove nothing besides.
  [oauth.clockTolerance]: 86_400,
});

/** The endpoints are those of the checked origin, wherever a discovery document would point to. */
async function serverOf(app: App): Promise<oauth.AuthorizationServer> {
  return {
    // The scope `full` has all others in it, `openid` as well: an id token may come unasked.
    issuer: app.scopes.some((scope) => scope === "openid" || scope === "full") ? await issuerOf(app) : app.login,
    token_endpoint: endpoint(app, "token"),
  };
}

const issuers = new WeakMap<App, string>();

/** Who signs the id tokens: an org may do so in Salesforce's common name. */
async function issuerOf(app: App): Promise<string> {
  const known = issuers.get(app);
  if (known !== undefined) return known;
  const answer = await guarded(app)(`${app.login}/.well-known/openid-configuration`, {});
  if (!answer.ok) throw new Error("there is no discovery document", { cause: answer });
  const { issuer } = (await answer.json()) as { issuer?: unknown };
  if (typeof issuer !== "string") throw new Error("the discovery document names no issuer");
  issuers.set(app, issuer);
  return issuer;
}

function optionsOf(app: App, more: RequestInit = {}) {
  return {
    [oauth.customFetch]: (address: string, init: object) => guarded(app)(address, { ...init, ...more }),
    // Plain `http` passed the check of the origin: it is this machine.
    [oauth.allowInsecureRequests]: app.login.startsWith("http:"),
  };
}

function read(app: App, answer: oauth.TokenEndpointResponse): Granted {
  try {
    return readable(app, answer);
  } catch (error) {
    // Nobody keeps these tokens: they are not to live on at Salesforce.
    revokeAtLast(app, answer.refresh_token ?? answer.access_token);
    throw error;
  }
}

/** The last millisecond that a `Date` can be. */
const LAST = 8.64e15;

function readable(app: App, answer: oauth.TokenEndpointResponse): Granted {
  const text = (key: string) => (typeof answer[key] === "string" ? answer[key] : null);
  // It could not stand in a header, whose error text would show it.
  if (!/^[\x21-\x7e]+$/.test(answer.access_token)) throw new Error("the token has characters that no header takes");
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
    identity: text("id"),
    scopes: answer.scope?.split(" ") ?? null,
    issuedAt: issuedAt > 0 && issuedAt <= LAST ? issuedAt : null,
  };
}
