/** Sign-in of a native app: the system's browser, PKCE, and a loopback address for the answer (RFC 8252, 7.3). */
import { execFile } from "node:child_process";
import { createServer } from "node:http";
import process from "node:process";
import { generateRandomCodeVerifier, generateRandomState, None } from "oauth4webapi";
import { addressOf } from "../oauth/attempt.js";
import type { Client } from "../oauth/client.js";
import { checked } from "../oauth/failure.js";
import { exchange, renew, type Granted } from "../oauth/grant.js";
import { allowedOrigins, orgOrigin } from "../oauth/host.js";
import { patiently } from "../oauth/refusal.js";
import { Usage, type OrgOptions } from "./options.js";

/** So long the user may take. */
const PATIENCE = 300_000;

type Given = OrgOptions & { readonly instanceUrl: string; readonly clientId: string };

/**
 * Returns a function for `connect`: it signs the user in when the first request needs a token, and refreshes when it is called again
 * with the token that it returned.
 */
export function browserSignIn(options: Given, say: (line: string) => void): () => Promise<string> {
  const client = clientOf(options);
  let tokens: Granted | null = null;
  let given: string | null = null;
  let asking: Promise<Granted> | null = null;
  const next = async (): Promise<Granted> => {
    const held = tokens;
    if (held === null || held.refreshToken === null) return signIn(client, say);
    const { refreshToken } = held;
    const fresh = await checked(client, () => patiently(() => renew(client, refreshToken, held)));
    return { ...fresh, refreshToken: fresh.refreshToken ?? refreshToken };
  };
  return async () => {
    if (tokens === null || given === tokens.accessToken) {
      asking ??= next().finally(() => (asking = null));
      tokens = await asking;
    }
    given = tokens.accessToken;
    return given;
  };
}

function clientOf({ instanceUrl, allowedOrigins: given, loginUrl, clientId, callback }: Given): Client {
  const allowed = allowedOrigins(given, instanceUrl);
  const instance = orgOrigin(instanceUrl, "--instance-url", allowed);
  return {
    instance,
    login: loginUrl === undefined ? instance : orgOrigin(loginUrl, "--login-url", allowed),
    allowed,
    clientId,
    authentication: None(),
    redirectUri: callback,
    scopes: ["api", "refresh_token"],
    prompt: undefined,
    loginHint: undefined,
    fetch: globalThis.fetch,
    timeout: 10_000,
    settings: { redirect: "manual" },
  };
}

async function signIn(client: Client, say: (line: string) => void): Promise<Granted> {
  const attempt = { state: generateRandomState(), verifier: generateRandomCodeVerifier(), nonce: null };
  const address = await addressOf(client, attempt);
  const answer = await received(client.redirectUri, attempt.state, () => {
    say(`sign in to Salesforce in the browser: ${address}`);
    openBrowser(address);
  });
  return checked(client, () => exchange(client, attempt, answer));
}

/** Waits for the browser at the callback address, which is on this machine only. */
async function received(callback: string, state: string, ready: () => void): Promise<URLSearchParams> {
  const url = URL.canParse(callback) ? new URL(callback) : null;
  const isOwn = url?.protocol === "http:" && ["localhost", "127.0.0.1"].includes(url.hostname) && !url.username;
  // Salesforce's parser must not read another host in it.
  if (!isOwn || ![callback, `${callback}/`].includes(url.href)) {
    throw new Usage("--callback is not an address on this machine, such as http://localhost:1717/OauthRedirect");
  }
  const server = createServer();
  try {
    return await new Promise<URLSearchParams>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Usage("no user signed in within five minutes")), PATIENCE);
      server.on("request", (request, response) => {
        const asked = new URL(request.url ?? "/", url);
        // Another page of the browser may call this address too: only the answer to this very sign-in counts.
        const isAnswer = asked.pathname === url.pathname && asked.searchParams.get("state") === state;
        response.writeHead(isAnswer ? 200 : 404, { "content-type": "text/plain", connection: "close" });
        response.end(isAnswer ? "You are signed in, and can close this window." : "There is nothing here.");
        if (!isAnswer) return;
        clearTimeout(timer);
        resolve(asked.searchParams);
      });
      server.once("error", (error: NodeJS.ErrnoException) => {
        clearTimeout(timer);
        reject(new Usage(`the callback address ${callback} cannot be used: ${error.code ?? "unknown"}`));
      });
      server.listen(Number(url.port || 80), url.hostname, ready);
    });
  } finally {
    server.close();
  }
}

/** Best effort: the address was printed. No shell reads it. */
function openBrowser(address: string): void {
  const [program, ...args] =
    process.platform === "darwin"
      ? ["open", address]
      : process.platform === "win32"
        ? ["rundll32", "url.dll,FileProtocolHandler", address]
        : ["xdg-open", address];
  execFile(program as string, args, () => undefined);
}
