/** The answer that stands in this page's address; null where there is none. */
export function takeAnswer(): URLSearchParams | null {
  const answer = new URLSearchParams(location.search);
  if (!answer.has("state") || !(answer.has("code") || answer.has("error"))) return null;
  // A code is good once, and is no business of those who read the address later: analytics, a referrer, the history.
  const rest = new URL(location.href);
  for (const key of ANSWER) rest.searchParams.delete(key);
  history.replaceState(history.state, "", rest);
  return answerOf(answer);
}

/** The keys of an answer, and no others. */
export function answerOf(parameters: URLSearchParams): URLSearchParams {
  return new URLSearchParams(ANSWER.flatMap((key) => parameters.getAll(key).map((value) => [key, value])));
}

// `iss` (RFC 9207) is left out: a sign-in is bound to one org by its state, and Salesforce's issuer has several names.
const ANSWER = ["code", "state", "error", "error_description"];
