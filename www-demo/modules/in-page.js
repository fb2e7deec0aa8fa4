/**
 * The sandbox inside this page, where none was started with it: the page then works on any host that serves files. Its
 * requests never leave the page.
 *
 * @param {number} generate how many opportunities there are in addition, for the update of many
 */
export async function sandboxInPage(generate) {
  const { createSandbox } = await import("opportunity-stage/sandbox");
  const org = await createSandbox({ generate, faults: ["oauth-cors"] });
  const [opportunity] = org.records("Opportunity", { Name: "Acme - 200 Widgets" });
  return { ...org, opportunity: opportunity?.Id ?? null };
}
