/** The entry `opportunity-stage/oauth`: signs a person in to their org, for portals without a way of their own. */
import type { completeSignIn as CompleteSignIn, signIn as SignIn } from "../oauth.js";
import { begin } from "./oauth/attempt.js";
import { answerOf, takeAnswer } from "./oauth/callback.js";
import { checked, unreadable } from "./oauth/failure.js";
import { exchange } from "./oauth/grant.js";
import { readOptions } from "./oauth/options.js";
import { handOver, openPopup } from "./oauth/popup.js";
import { leave, takeStored } from "./oauth/redirect.js";
import { startSession } from "./oauth/session.js";

export const signIn: typeof SignIn = async (options) => {
  const app = readOptions(options);
  const attempt = begin(app);
  if (options.mode === "redirect") return leave(app, attempt);
  // Before anything is awaited: the browser lets only a click open a window.
  const popup = openPopup();
  const answer = await popup.answer(app, attempt, options.signal);
  return startSession(app, await checked(app, () => exchange(app, attempt, answer), unreadable));
};

export const completeSignIn: typeof CompleteSignIn = async (options) => {
  const answer = takeAnswer();
  const stored = takeStored();
  if (!answer) return null;
  if (stored?.state !== answer.get("state")) {
    await handOver(answer);
    return null;
  }
  const app = readOptions(options);
  return startSession(app, await checked(app, () => exchange(app, stored, answerOf(answer)), unreadable));
};
