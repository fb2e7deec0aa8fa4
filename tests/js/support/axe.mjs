// What axe-core finds wrong in a page: one function for the element, the demo page and the documentation.
import axe from "axe-core";

/**
 * @param {import("playwright-core").Page} page
 * @param {{ within?: string | object, rules?: string[] }} [options] a selector or a context of axe, and rules or tags; all
 *   of the page and all rules otherwise
 * @returns {Promise<string[]>} one line for each violation
 */
export async function axeFindings(page, { within, rules } = {}) {
  // A page's policy would withhold a script element; what is evaluated comes in past it.
  // Its half a megabyte is sent once for each page: sending it takes longer than a run.
  if (!(await page.evaluate("Boolean(window.axe)"))) await page.evaluate(`(() => { ${axe.source} })()`);
  return page.evaluate(
    async ({ within, rules }) => {
      // Only violations are read. To describe what passed as well would take most of the time.
      const options = { resultTypes: ["violations"], preload: false, ...(rules && { runOnly: rules }) };
      const { violations } = await window.axe.run(within ?? document, options);
      return violations.map(
        ({ id, nodes }) =>
          `${id}: ${nodes.map(({ target, failureSummary }) => `${target} ${failureSummary}`).join("; ")}`,
      );
    },
    { within, rules },
  );
}
