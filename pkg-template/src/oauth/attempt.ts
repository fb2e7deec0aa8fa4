import {
  calculatePKCECodeChallenge,
  generateRandomCodeVerifier,
  generateRandomNonce,
  generateRandomState,
} from "oauth4webapi";
import { problem } from "../problem.js";
import type { Client } from "./client.js";

/** The secrets of one sign-in: the response is worthless without them. */
export interface Attempt {
  readonly state: string;
  readonly verifier: string;
  /** Only if an ID token is requested. */
  readonly nonce: string | null;
}

export function begin(app: Client): Attempt {
  if (!isSecureContext) {
    throw problem(
      "sign_in_blocked",
      "the browser allows no sign-in from a page without `https`",
      "serve the page with `https`, or from localhost",
    );
  }
  return {
    state: generateRandomState(),
    verifier: generateRandomCodeVerifier(),
    nonce: app.scopes.includes("openid") ? generateRandomNonce() : null,
  };
}

/** The authorization URL (RFC 6749 §4.1.1, RFC 7636 §4.3). */
export async function addressOf(app: Client, { state, verifier, nonce }: Attempt): Promise<string> {
  const parameters = new URLSearchParams({
    response_type: "code",
    client_id: app.clientId,
    redirect_uri: app.redirectUri,
    scope: app.scopes.join(" "),
    state,
    code_challenge: await calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
  });
  if (nonce !== null) parameters.set("nonce", nonce);
  if (app.prompt !== undefined) parameters.set("prompt", app.prompt);
  if (app.loginHint !== undefined) parameters.set("login_hint", app.loginHint);
  return `${app.login}/services/oauth2/authorize?${parameters}`;
}
