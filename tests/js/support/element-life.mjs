// A page with an element whose requests pass through the page, which may hold one back. Importing this prepares each test.
import assert from "node:assert/strict";
import { beforeEach } from "node:test";
import { browser, org, sandbox, site, useElementPage } from "./element-org.mjs";
import { openElementPage } from "./element-page.mjs";

export { org, sandbox } from "./element-org.mjs";

export const DEAL = "Acme - 200 Widgets";
export const OTHER = "Edge Emergency Generator";

useElementPage();

export let deal;
export let other;
export let visit;
beforeEach(async () => {
  await org.reset();
  [deal, other] = [await org.opportunity(DEAL), await org.opportunity(OTHER)];
  visit = await openElementPage(browser, site.origin);
});

/** An element on the deal; its requests go by a `fetch` of the page's, which may hold one back and notes each token. */
export async function onDeal({ attributes = {}, properties = {} } = {}) {
  const { instanceUrl, accessToken } = sandbox;
  await visit.page.evaluate((good) => {
    window.tokens = [];
    window.gate = null;
    window.through = async (request) => {
      const headers = new Headers(request.headers);
      window.tokens.push(`${request.method} ${headers.get("authorization")}`);
      headers.set("authorization", `Bearer ${good}`);
      if (request.method !== "GET") await window.gate;
      return fetch(new Request(request, { headers }));
    };
  }, accessToken);
  await visit.mount({
    attributes: { "instance-url": instanceUrl, opportunity: deal.Id, ...attributes },
    properties: { allowedOrigins: [instanceUrl], accessToken, ...properties },
  });
}

/** The same, with the page's `fetch` and the token of a user. */
export async function asUser(token, options = {}) {
  await onDeal({ ...options, attributes: { "instance-url": "", ...options.attributes } });
  await visit.page.evaluate(
    ([token, instanceUrl]) =>
      Object.assign(window.element, {
        fetch: window.through,
        instanceUrl,
        accessToken: token === "function" ? () => "first" : token,
      }),
    [token, sandbox.instanceUrl],
  );
}

export const set = (properties) =>
  visit.page.evaluate((all) => Object.assign(window.element, all) && undefined, properties);
export const button = (name) => visit.element.getByRole("button", { name });
export const radio = (name) => visit.element.getByRole("radio", { name });
export const title = (name) => visit.element.getByRole("heading", { name });
/** By the keyboard: the radio itself cannot be seen. */
export async function choose(name) {
  await radio(name).focus();
  await visit.page.keyboard.press("Space");
}
export const writes = async () => (await org.log()).writes;
export const state = () => visit.page.evaluate(() => window.element.view?.state ?? null);
/** Read in the page: an error that leaves it keeps no code. */
export const problems = () =>
  visit.page.evaluate(() =>
    window.events.filter(({ name }) => name === "opportunity-problem").map(({ detail }) => detail.problem.code),
  );

export async function leave({ complaints = [] } = {}) {
  assert.deepEqual(
    visit.complaints.filter((complaint) => !complaints.some((known) => known.test(complaint))),
    [],
  );
  await visit.close();
}
