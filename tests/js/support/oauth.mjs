// A portal that signs in at the sandbox's OAuth endpoints, in Chromium. Importing this prepares and ends each test: no
// token may leave a trace in the page, its console or its storage.
import assert from "node:assert/strict";
import { afterEach, beforeEach } from "node:test";
import { browser, portal, sandbox, usePortal } from "./portal-org.mjs";

export { portal, sandbox } from "./portal-org.mjs";

export let context;
export let page;
/** The answers of the token endpoint, as they are read. */
let reading;
let traces;

usePortal(["--oauth-cors"]);

/** Every token that Salesforce gave out: none may leave a trace. */
export async function secrets() {
  const granted = await Promise.all(reading);
  return granted.flatMap((answer) => [answer.access_token, answer.refresh_token]).filter(Boolean);
}

beforeEach(async () => {
  await control("POST", "reset");
  traces = [];
  context = await browser.newContext();
  context.on("console", (message) => traces.push(message.text()));
  context.on("weberror", (error) => traces.push(String(error.error().stack)));
  reading = [];
  context.on("response", (response) => {
    if (response.url().endsWith("/oauth2/token") && response.ok()) reading.push(response.json().catch(() => ({})));
  });
  page = await open("/");
});

afterEach(async () => {
  for (const tab of context.pages()) {
    traces.push(
      await tab.evaluate(() =>
        JSON.stringify([
          document.documentElement.outerHTML,
          location.href,
          document.cookie,
          Object.entries(localStorage),
          Object.entries(sessionStorage),
          window.session ?? null,
          Object.entries(Object.getOwnPropertyDescriptors(window.session ?? {})),
          performance.getEntries().map(({ name }) => name),
        ]),
      ),
    );
  }
  const known = await secrets();
  await context.close();
  for (const secret of known) assert.ok(!traces.join("\n").includes(secret), "a token has left a trace");
});

export async function control(method, path, body) {
  const response = await fetch(`${sandbox.instanceUrl}/sandbox/${path}`, {
    method,
    headers: { authorization: `Bearer ${sandbox.accessToken}`, "content-type": "application/json" },
    body: body && JSON.stringify(body),
  });
  assert.ok(response.ok, `${path}: ${response.status}`);
  return response.json().catch(() => null);
}

export async function open(path) {
  const tab = await context.newPage();
  await tab.goto(portal.origin + path);
  await tab.waitForFunction(() => document.title === "ready");
  return tab;
}

export const options = (more = {}) => ({
  instanceUrl: sandbox.instanceUrl,
  allowedOrigins: [sandbox.instanceUrl],
  clientId: "portal",
  redirectUri: `${portal.origin}/callback.html`,
  ...more,
});

/** Presses the button and gives the window that opens. */
export async function press(tab, given) {
  await tab.evaluate((set) => {
    window.options = set;
  }, given);
  const opened = tab.context().waitForEvent("page");
  await tab.getByRole("button", { name: "Sign in" }).click();
  return opened;
}

/** Decides on Salesforce's page. The window goes once the answer was taken. */
export async function decide(popup, button = "#oaapprove") {
  await popup.locator(button).waitFor();
  const closed = popup.waitForEvent("close");
  await popup.evaluate((found) => document.querySelector(found).click(), button);
  await closed;
}

export const outcome = (tab = page) => tab.evaluate(() => window.outcome);

/** A person who signs in and allows it. */
export async function signIn(tab = page, given = options()) {
  const popup = await press(tab, given);
  await decide(popup);
  assert.equal(await outcome(tab), "signed in");
}

/** Looks Acme up with the session's tokens. */
export const find = (tab = page) =>
  tab.evaluate(async () => {
    if (!window.salesforce) {
      window.salesforce = await window.connect({
        instanceUrl: window.session.instanceUrl,
        accessToken: window.session.accessToken,
        allowedOrigins: [window.session.instanceUrl],
      });
      // The first call also reads the org's metadata. An opportunity is open when that is over.
      const [first] = await window.salesforce.find({ account: "Acme" }).catch(() => []);
      if (first) await window.salesforce.open(first.id).catch(() => {});
    }
    return window.salesforce.find({ account: "Acme" }).then((found) => found.length, window.plain);
  });

/** What the API says to a token. */
export const statusOf = async (access) =>
  (await fetch(`${sandbox.instanceUrl}/services/data/v66.0/limits`, { headers: { authorization: `Bearer ${access}` } }))
    .status;

export const tokenRequests = async (type) =>
  (await control("GET", "log")).requests.filter(
    ({ path, body }) => path === "/services/oauth2/token" && JSON.stringify(body).includes(type),
  );

/** Opens the portal's page in a new tab, which takes the place of `page`. */
export async function renewPage() {
  page = await open("/");
}
