import { problem } from "../problem.js";

/** The answer in this page's address, which is always removed from it; null if there is no answer. */
export function takeAnswer(): URLSearchParams | null {
  const answer = new URLSearchParams(location.search);
  const fragment = new URLSearchParams(location.hash.slice(1));
  const isAnswer = answer.has("code") || answer.has("error");
  // Of the implicit flow, or of another `response_mode`: nothing of that was asked for.
  const isInFragment = fragment.has("access_token") || (fragment.has("state") && fragment.has("code"));
  if (!isAnswer && !isInFragment) return null;
  // A code is good once, and is no business of those who read the address later: analytics, a referrer, the history.
  const rest = new URL(location.href);
  if (isAnswer) for (const key of [...ANSWER, "error_uri"]) rest.searchParams.delete(key);
  if (isInFragment) rest.hash = "";
  history.replaceState(history.state, "", rest);
  const isWhole = ANSWER.every((key) => answer.getAll(key).length <= 1) && !!answer.get("state");
  if (isInFragment || !isWhole) {
    throw problem(
      "sign_in_failed",
      isInFragment ? "the answer came in the fragment of the address" : "the answer has no `state`, or a key twice",
      "start the sign-in again from the page with the sign-in button",
    );
  }
  return answerOf(answer);
}

/** The keys of an answer, and no others. */
export function answerOf(parameters: URLSearchParams): URLSearchParams {
  return new URLSearchParams(ANSWER.flatMap((key) => parameters.getAll(key).map((value) => [key, value])));
}

const ANSWER = ["code", "state", "iss", "error", "error_description"];
