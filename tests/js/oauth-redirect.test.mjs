// Sign-in by a redirect.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { find, options, page, portal, sandbox, tokenRequests } from "./support/oauth.mjs";

describe("by a redirect", () => {
  const there = () => options({ mode: "redirect", redirectUri: `${portal.origin}/index.html` });

  async function leave() {
    await page.evaluate((given) => void window.start(given), there());
    await page.locator("#oaapprove").waitFor();
  }

  async function complete() {
    await page.waitForFunction(() => document.title === "ready");
    return page.evaluate((given) => window.complete(given), there());
  }

  test("the secrets stay in the tab and are used once; the session is there after the return", async () => {
    await leave();
    await page.locator("#oaapprove").click();
    await page.waitForFunction(() => document.title === "ready");
    const [[key, kept], ...others] = await page.evaluate(() => Object.entries(sessionStorage));
    assert.deepEqual([key, others], ["opportunity-stage.sign-in", []]);
    assert.deepEqual(Object.keys(JSON.parse(kept)).sort(), ["clientId", "login", "nonce", "state", "verifier"]);
    assert.equal(await complete(), "signed in");
    assert.equal(page.url(), `${portal.origin}/index.html`);
    assert.equal(await page.evaluate(() => sessionStorage.length), 0);
    assert.equal(await find(), 3);
    assert.equal(await complete(), "no session", "an answer is taken once");
  });

  test("two concurrent calls return the same session", async () => {
    await leave();
    await page.locator("#oaapprove").click();
    await page.waitForFunction(() => document.title === "ready");
    const outcomes = await page.evaluate((set) => Promise.all([window.complete(set), window.complete(set)]), there());
    assert.deepEqual(outcomes, ["signed in", "signed in"]);
    assert.equal((await tokenRequests("authorization_code")).length, 1);
  });

  test("the code of one org is not sent to another", async () => {
    for (const more of [{ clientId: "another" }, { loginUrl: "https://other.my.salesforce.com" }]) {
      await leave();
      await page.locator("#oaapprove").click();
      await page.waitForFunction(() => document.title === "ready");
      const problem = await page.evaluate((set) => window.complete(set), { ...there(), ...more });
      assert.equal(problem.code, "invalid_options");
      assert.ok(problem.message.includes(sandbox.instanceUrl));
    }
    assert.deepEqual(await tokenRequests("authorization_code"), []);
  });

  test("access is denied", async () => {
    await leave();
    await page.locator("#oadeny").click();
    assert.equal((await complete()).code, "sign_in_cancelled");
    assert.equal(page.url(), `${portal.origin}/index.html`);
    assert.equal(await page.evaluate(() => sessionStorage.length), 0);
  });

  test("rejects a response with another state, and ends the attempt", async () => {
    await leave();
    await page.goto(`${portal.origin}/index.html?code=aPrx&state=made-up`);
    assert.equal((await complete()).code, "sign_in_failed");
    assert.equal(page.url(), `${portal.origin}/index.html`);
    assert.equal(await page.evaluate(() => sessionStorage.length), 0);
    assert.deepEqual(await tokenRequests("authorization_code"), []);
  });

  test("rejects a response of another issuer before it redeems the code", async () => {
    for (const issuer of [
      "https://evil.example",
      "https://login.salesforce.com",
      `${sandbox.instanceUrl}/`,
      sandbox.instanceUrl.toUpperCase(),
      "",
      "null",
    ]) {
      await leave();
      const state = new URL(page.url()).searchParams.get("state");
      const answer = new URLSearchParams({ code: "aPrx", state, iss: issuer });
      await page.goto(`${portal.origin}/index.html?${answer}`);
      const problem = await complete();
      assert.equal(problem.code, "sign_in_failed", issuer);
      assert.match(problem.message, /another issuer/);
      assert.equal(page.url(), `${portal.origin}/index.html`);
    }
    assert.deepEqual(await tokenRequests("authorization_code"), []);
  });

  test("accepts a response of its issuer: the login host, or that of its discovery document", async () => {
    const common = "https://login.salesforce.com";
    for (const [issuer, discovered] of [
      [sandbox.instanceUrl, "https://other.example"],
      [common, common],
    ]) {
      await page.route(/openid-configuration/, (route) =>
        route.fulfill({ json: { issuer: discovered }, headers: { "access-control-allow-origin": "*" } }),
      );
      await leave();
      await page.locator("#oaapprove").click();
      await page.waitForURL(/\?code=/);
      await page.waitForFunction(() => document.title === "ready");
      await page.evaluate(
        (iss) => history.replaceState(null, "", `${location.href}&iss=${encodeURIComponent(iss)}`),
        issuer,
      );
      assert.equal(await complete(), "signed in");
      assert.equal(page.url(), `${portal.origin}/index.html`);
      await page.unrouteAll();
    }
  });

  test("removes a response without a state, with a repeated key or in the fragment from the address, and ends the attempt", async () => {
    for (const answer of [
      "?code=aPrx",
      "?code=aPrx&state=",
      "?code=aPrx&code=aPrx2&state=STATE",
      "?code=aPrx&state=STATE&state=other",
      "?code=aPrx&state=STATE&iss=INSTANCE&iss=https://evil.example",
      "?error=access_denied&error_description=no",
      "#access_token=00Dx&state=STATE",
      "#id_token=eyJx",
      "#code=aPrx&state=STATE",
      "?code=aPrx&state=STATE#access_token=00Dx",
    ]) {
      await leave();
      const state = new URL(page.url()).searchParams.get("state");
      const given = answer.replaceAll("STATE", state).replaceAll("INSTANCE", encodeURIComponent(sandbox.instanceUrl));
      await page.goto(`${portal.origin}/index.html${given}`);
      const problem = await complete();
      assert.equal(problem.code, "sign_in_failed", answer);
      assert.equal(page.url().replace(/#$/, ""), `${portal.origin}/index.html`, answer);
      assert.ok(!JSON.stringify(problem).includes("aPrx"), answer);
      assert.equal(await page.evaluate(() => sessionStorage.length), 0, answer);
    }
    assert.deepEqual(await tokenRequests("authorization_code"), []);
  });

  test("leaves an address of the page's own unchanged", async () => {
    for (const own of ["?keep=1", "?state=open", "#code", "#state=open", "?iss=x"]) {
      await page.goto(`${portal.origin}/index.html${own}`);
      assert.equal(await complete(), "no session", own);
      assert.equal(page.url(), `${portal.origin}/index.html${own}`);
    }
  });

  test("the user returns with the browser's back button", async () => {
    // An answer without content leaves the page where it is, as a page that was kept.
    await page.route(/\/oauth2\/authorize/, (route) => route.fulfill({ status: 204 }));
    await page.evaluate((given) => {
      void window.start(given);
    }, there());
    await page.waitForFunction(() => sessionStorage.length === 1);
    const problem = await page.evaluate(() => {
      window.dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
      return window.outcome;
    });
    assert.equal(problem.code, "sign_in_cancelled");
    assert.equal(await page.evaluate(() => sessionStorage.length), 0);
  });

  test("does not redirect a framed page to a login page that refuses frames", async () => {
    await page.setContent(`<iframe src="${portal.origin}/"></iframe>`);
    const frame = await (await page.waitForSelector("iframe")).contentFrame();
    await frame.waitForFunction(() => document.title === "ready");
    assert.equal((await frame.evaluate((given) => window.start(given), there())).code, "sign_in_blocked");
  });
});
