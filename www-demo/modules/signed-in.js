// The page that Salesforce sends people back to: it hands the answer to the one that waits, and closes.
import { completeSignIn } from "../pkg/oauth.js";

try {
  await completeSignIn();
} catch (problem) {
  const told = document.getElementById("told");
  if (told) told.textContent = problem instanceof Error ? problem.message : String(problem);
}
