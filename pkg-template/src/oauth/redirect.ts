import { problem } from "../problem.js";
import { addressOf, type Attempt } from "./attempt.js";
import { cancelled } from "./failure.js";
import type { App } from "./options.js";

/**
 * The page goes away, so the secrets of the sign-in wait in the tab's session storage: state, verifier and nonce, which
 * are good for this one sign-in. They are removed at the return, whatever it brings. No token is ever stored.
 */
const KEY = "opportunity-stage.sign-in";

/** Leaves for the login page. Settles only where the person comes back without having logged in. */
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
    sessionStorage.setItem(KEY, JSON.stringify(attempt));
  } catch {
    throw problem("sign_in_blocked", "the browser denies this page its session storage", "use the mode `popup`");
  }
  location.assign(address);
  return new Promise((_, reject) => {
    // The page was kept while the person was away, and came back by the browser's own button.
    addEventListener("pageshow", function back({ persisted }) {
      if (!persisted) return;
      removeEventListener("pageshow", back);
      takeStored();
      reject(cancelled("the person came back without signing in"));
    });
  });
}

/** The secrets that were left here, if any; they are here no longer. */
export function takeStored(): Attempt | null {
  try {
    const stored = sessionStorage.getItem(KEY);
    sessionStorage.removeItem(KEY);
    return stored === null ? null : (JSON.parse(stored) as Attempt);
  } catch {
    return null;
  }
}
