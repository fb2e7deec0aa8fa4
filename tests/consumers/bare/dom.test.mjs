// The element in a simulated DOM, as a portal's component tests have it.
import { expect, test } from "vitest";
import "opportunity-stage/define";

const { INSTANCE_URL: instanceUrl, ACCESS_TOKEN: token, OPPORTUNITY: opportunity } = process.env;

test("it is registered, and draws the opportunity", async () => {
  expect(customElements.get("opportunity-stage")).toBeDefined();
  const element = document.createElement("opportunity-stage");
  const properties = { instanceUrl, opportunity, allowedOrigins: [instanceUrl], accessToken: () => token };
  const opened = new Promise((resolve) => element.addEventListener("opportunity-open", resolve));
  Object.assign(element, properties);
  document.body.append(element);
  await opened;
  await element.updateComplete;
  expect(element.shadowRoot.textContent).toContain("Acme - 200 Widgets");
}, 60_000);
