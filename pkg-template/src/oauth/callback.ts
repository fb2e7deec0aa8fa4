import { problem } from "../problem.js";

/** Removes the response from this page's address and returns it; null if there is none. */
export function takeAnswer(): URLSearchParams | null {
  const answer = new URLSearchParams(location.search);
  const fragment = new URLSearchParams(location.hash.slice(1));
  const isAnswer = answer.has("code") || answer.has("error");
  // Of the implicit flow, or of another `response_mode`: neither was requested.
  const isInFragment =
    ["access_token", "id_token"].some((key) => fragment.has(key)) || (fragment.has("state") && fragment.has("code"));
  if (!isAnswer && !isInFragment) return null;
  // A code is valid once, and must not reach analytics, a referrer or the history.
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

/** The keys of a response, and no others. */
export function answerOf(parameters: URLSearchParams): URLSearchParams {
  return new URLSearchParams(ANSWER.flatMap((key) => parameters.getAll(key).map((value) => [key, value])));
}

const ANSWER = ["code", "state", "iss", "error", "error_description"];
