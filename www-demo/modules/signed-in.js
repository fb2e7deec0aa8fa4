// The page that Salesforce sends people back to: it hands the answer to the one that waits, and closes.

/** This page has no import map, and a relative address has no types. */
const address = new URL("../pkg/oauth.js", import.meta.url).href;

try {
  /** @type {typeof import("opportunity-stage/oauth")} */
  const { completeSignIn } = await import(address);
  await completeSignIn();
} catch (problem) {
  const status = document.getElementById("status");
  if (status) status.textContent = problem instanceof Error ? problem.message : String(problem);
}

export {};
