// A page with an element on the sandbox, whose token is a canary. Importing this prepares each test.
import assert from "node:assert/strict";
import { beforeEach } from "node:test";
import { browser, org, sandbox, site, useElementPage } from "./element-org.mjs";
import { openElementPage } from "./element-page.mjs";

export { org, sandbox } from "./element-org.mjs";

export const DEAL = "Acme - 200 Widgets";
export const canary = "00DSB0000000001!AQ.canary_element_5f1c";

useElementPage(["--token", canary]);

export let deal;
export let visit;
beforeEach(async () => {
  await org.reset();
  deal = await org.opportunity(DEAL);
  visit = await openElementPage(browser, site.origin);
});

/** An element that is connected to the sandbox. */
export async function connected({ attributes = {}, properties = {} } = {}) {
  const { instanceUrl, accessToken } = sandbox;
  await visit.mount({
    attributes: { "instance-url": instanceUrl, ...attributes },
    properties: { accessToken, allowedOrigins: [instanceUrl], ...properties },
  });
}
export const onDeal = (options = {}) =>
  connected({ ...options, attributes: { opportunity: deal.Id, ...options.attributes } });
export const button = (name) => visit.element.getByRole("button", { name });
export const radio = (name) => visit.element.getByRole("radio", { name });
export const choose = (name) => radio(name).check({ force: true });
export const writes = async () => (await org.log()).writes;
export const names = async () =>
  (await visit.events()).map(({ name }) => name).filter((name) => name !== "view-change");

/** Ends the visit: the token has left no trace, and nothing was complained about. */
export async function leave({ complaints = [] } = {}) {
  const traces = await visit.page.evaluate(() => [
    document.documentElement.getHTML({
      serializableShadowRoots: true,
      shadowRoots: [...document.querySelectorAll("opportunity-stage")].map((one) => one.shadowRoot),
    }),
    JSON.stringify(window.events),
    JSON.stringify(localStorage) + JSON.stringify(sessionStorage),
    location.href,
  ]);
  assert.ok(!JSON.stringify([traces, visit.complaints]).includes("canary"), "the token has left a trace");
  assert.deepEqual(
    visit.complaints.filter((complaint) => !complaints.some((known) => known.test(complaint))),
    [],
  );
  await visit.close();
}
