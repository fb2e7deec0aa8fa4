/** The entry `opportunity-stage/oauth`: signs a user in to their org, for portals without a sign-in of their own. */
import type { completeSignIn as CompleteSignIn, signIn as SignIn, Session } from "../oauth.js";
import { begin, type Attempt } from "./oauth/attempt.js";
import { answerOf, takeAnswer } from "./oauth/callback.js";
import { checked, unreadable } from "./oauth/failure.js";
import { exchange } from "./oauth/grant.js";
import { readOptions, type App } from "./oauth/options.js";
import { handOver, openPopup } from "./oauth/popup.js";
import { leave, ofApp, takeStored } from "./oauth/redirect.js";
import { startSession } from "./oauth/session.js";
import { problem } from "./problem.js";

/** A server has neither a window to open nor an address to return to. */
function needsPage(): void {
  if (typeof location === "undefined") {
    throw problem("sign_in_blocked", "a sign-in needs a page", "call it in the browser");
  }
}

export const signIn: typeof SignIn = async (options) => {
  needsPage();
  const app = readOptions(options);
  const { signal } = app;
  signal?.throwIfAborted();
  const attempt = begin(app);
  if (app.mode === "redirect") return leave(app, attempt);
  // Before anything is awaited: browsers open a window only during a click.
  const popup = openPopup();
  return unless(signal, redeem(app, attempt, await popup.answer(app, attempt, signal)));
};

/** The pending call: a framework may run a page's start twice, and both callers must get the same session. */
let completing: Promise<Session | null> | undefined;

export const completeSignIn: typeof CompleteSignIn = (options) =>
  (completing ??= complete(options).finally(() => {
    completing = undefined;
  }));

const complete: typeof CompleteSignIn = async (options) => {
  needsPage();
  const stored = takeStored();
  const answer = takeAnswer();
  if (!answer) return null;
  if (stored?.state !== answer.get("state")) {
    await handOver(answer);
    return null;
  }
  const app = readOptions(options);
  return redeem(app, ofApp(app, stored), answerOf(answer));
};

async function redeem(app: App, attempt: Attempt, answer: URLSearchParams): Promise<Session> {
  return startSession(app, await checked(app, () => exchange(app, attempt, answer), unreadable));
}

/** An abort rejects at once. A session that arrives later is ended. */
function unless(signal: AbortSignal | null | undefined, coming: Promise<Session>): Promise<Session> {
  return new Promise((resolve, reject) => {
    const given = () => {
      reject(signal?.reason as Error);
      coming.then((session) => session.signOut()).catch(() => undefined);
    };
    if (signal?.aborted) given();
    signal?.addEventListener("abort", given);
    coming.then(resolve, reject).finally(() => signal?.removeEventListener("abort", given));
  });
}
