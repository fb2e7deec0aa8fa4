import { problem } from "../problem.js";
import { addressOf, type Attempt } from "./attempt.js";
import { cancelled } from "./failure.js";
import type { App } from "./options.js";

/**
 * The page navigates away, so the secrets of the sign-in are kept in the tab's session storage: state, verifier and nonce, which
 * are valid for this one sign-in, and the names of org and app. They are removed at the return. No token is ever stored.
 */
const KEY = "opportunity-stage.sign-in";

interface Stored extends Attempt {
  readonly login: string;
  readonly clientId: string;
}

/** Navigates to the login page. Settles only if the user returns without having logged in. */
export async function leave(app: App, attempt: Attempt): Promise<never> {
  if (window.top !== window) {
    throw problem(
      "sign_in_blocked",
      "Salesforce's login page does not open inside a frame",
      "use the mode `popup`, or sign in from the top page",
    );
  }
  const address = await addressOf(app, attempt);
  try {
    const stored: Stored = { ...attempt, login: app.login, clientId: app.clientId };
    sessionStorage.setItem(KEY, JSON.stringify(stored));
  } catch {
    throw problem("sign_in_blocked", "the browser denies this page its session storage", "use the mode `popup`");
  }
  location.assign(address);
  return new Promise((_, reject) => {
    // The page was restored from the back/forward cache.
    addEventListener("pageshow", function back({ persisted }) {
      if (!persisted) return;
      removeEventListener("pageshow", back);
      takeStored();
      reject(cancelled("the person came back without signing in"));
    });
  });
}

/** Removes the stored secrets and returns them, if there are any. */
export function takeStored(): Stored | null {
  try {
    const stored = sessionStorage.getItem(KEY);
    sessionStorage.removeItem(KEY);
    return stored === null ? null : (JSON.parse(stored) as Stored);
  } catch {
    return null;
  }
}

/** The code is sent to the org that issued it, and to no other org of the portal (RFC 9700 §4.4). */
export function ofApp(app: App, stored: Stored): Attempt {
  if (stored.login === app.login && stored.clientId === app.clientId) return stored;
  throw problem(
    "invalid_options",
    `the sign-in was begun at \`${stored.login}\`, and the options are those of another org or app`,
    "give `completeSignIn` the options that `signIn` had; a callback address for each org tells them apart",
  );
}
