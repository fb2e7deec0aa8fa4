/** "Check the set-up": what the doctor finds with what stands in the form, one line for each check. */
import { byId, h } from "./dom.js";
import { sentence } from "./format.js";

/** What each state is called for those who do not see its mark. */
const STATES = { fine: "Fine", warning: "Limited", broken: "To be changed", skipped: "Not checked" };
const MARKS = { fine: "✓", warning: "!", broken: "✕", skipped: "–" };
const WHOLE = {
  fine: "Everything is set up.",
  limited: "It works, with less than is possible.",
  broken: "Something has to be changed before it works.",
};

/** @param {() => Promise<{ instanceUrl: string, accessToken: string | (() => string | Promise<string>), allowedOrigins: string[] }>} given */
export function diagnosisPart(given) {
  const button = /** @type {HTMLButtonElement} */ (byId("diagnose"));
  button.addEventListener("click", async () => {
    button.disabled = true;
    byId("diagnosis").hidden = false;
    byId("diagnosis-copy").hidden = true;
    byId("checks").replaceChildren();
    byId("diagnosis-state").textContent = "Checking…";
    try {
      // A popup opens only in answer to a click, so that the sign-in comes before anything that has to be waited for.
      const options = given();
      const { diagnose, diagnosisText } = await import("opportunity-stage/doctor");
      const diagnosis = await diagnose({ ...(await options), onCheck: (check) => byId("checks").append(line(check)) });
      byId("diagnosis-state").textContent = WHOLE[diagnosis.state];
      byId("diagnosis-text").textContent = diagnosisText(diagnosis);
      byId("diagnosis-copy").hidden = false;
    } catch (problem) {
      byId("diagnosis-state").textContent = problem instanceof Error ? problem.message : String(problem);
    } finally {
      button.disabled = false;
      byId("diagnosis-title").focus();
    }
  });
}

/** @param {import("opportunity-stage/doctor").Check} check */
function line({ id, state, finding, change, code }) {
  const mark = h("span.mark", { ariaHidden: "true" }, MARKS[state]);
  return h(
    "li",
    { data: { check: id, state, code } },
    mark,
    h("span.visually-hidden", {}, `${STATES[state]}: `),
    h("div", {}, h("p", {}, ...sentence(finding)), change && h("p.hint", {}, ...sentence(change))),
  );
}
