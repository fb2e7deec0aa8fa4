// Sign-in in a popup.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  context,
  control,
  decide,
  find,
  open,
  options,
  outcome,
  page,
  portal,
  press,
  sandbox,
  secrets,
  statusOf,
  tokenRequests,
} from "./support/oauth.mjs";

describe("in a popup", () => {
  test("a user signs in, and the session works for a connection", async () => {
    const popup = await press(page, options());
    const { searchParams } = new URL(await popup.url());
    await popup.waitForURL(/\/services\/oauth2\/authorize\?/);
    assert.equal(searchParams.get("code_verifier"), null);
    await decide(popup);
    assert.equal(await outcome(), "signed in");
    const session = await page.evaluate(() => ({ ...window.session, accessToken: typeof window.session.accessToken }));
    assert.equal(session.instanceUrl, sandbox.instanceUrl);
    assert.match(session.user.id, /^005/);
    assert.match(session.user.organizationId, /^00D/);
    assert.deepEqual(session.scopes, ["api", "refresh_token"]);
    assert.ok(Math.abs(Date.parse(session.issuedAt) - Date.now()) < 600_000);
    assert.equal(session.active, true);
    assert.equal(await find(), 3);
    assert.equal((await secrets()).length, 2, "the canaries are known");
    assert.deepEqual(await page.evaluate(() => [localStorage.length, sessionStorage.length]), [0, 0]);
  });

  test("sends the code with S256, without a secret and without a referrer", async () => {
    const popup = await press(page, options({ loginHint: "ada@acme.example", prompt: "login" }));
    await popup.waitForURL(/\/authorize\?/);
    const asked = Object.fromEntries(new URL(popup.url()).searchParams);
    assert.deepEqual(
      { ...asked, state: asked.state.length > 20, code_challenge: asked.code_challenge.length },
      {
        response_type: "code",
        client_id: "portal",
        redirect_uri: `${portal.origin}/callback.html`,
        scope: "api refresh_token",
        state: true,
        code_challenge: 43,
        code_challenge_method: "S256",
        prompt: "login",
        login_hint: "ada@acme.example",
      },
    );
    await decide(popup);
    assert.equal(await outcome(), "signed in");
    const [request, ...others] = await tokenRequests("authorization_code");
    assert.equal(others.length, 0);
    assert.ok(!JSON.stringify(request).includes("client_secret"));
    assert.equal(request.headers.referer, undefined);
    assert.equal(request.headers.cookie, undefined);
  });

  test("with an opener policy that hides the window", async () => {
    const isolated = await open("/isolated/");
    // What the tests do to keep every page focused would hide the very thing that tells a closed window.
    // Playwright lets every page believe that it has the focus. Here it is what tells a closed window from a hidden one.
    await isolated.evaluate(() => {
      document.hasFocus = () => !(window.looked = true);
      const { open } = window;
      window.open = (...given) => (window.opened = open(...given));
    });
    const popup = await press(isolated, options({ redirectUri: `${portal.origin}/isolated/callback.html` }));
    await popup.waitForURL(/\/authorize\?/);
    assert.equal(await isolated.evaluate(() => window.opened.closed), true, "the window is out of sight");
    await isolated.waitForFunction(() => window.looked);
    await decide(popup);
    assert.equal(await outcome(isolated), "signed in");
    assert.equal(await find(isolated), 3);
  });

  test("in a frame of another site, where channels are partitioned", async () => {
    const other = portal.origin.replace("localhost", "127.0.0.1");
    const host = await context.newPage();
    await host.goto(`${other}/callback.html`);
    await host.setContent(`<iframe src="${portal.origin}/"></iframe>`);
    const frame = await (await host.waitForSelector("iframe")).contentFrame();
    await frame.waitForFunction(() => document.title === "ready");
    await frame.evaluate((set) => {
      window.options = set;
    }, options());
    const opened = context.waitForEvent("page");
    await frame.locator("button").click();
    const popup = await opened;
    await decide(popup);
    assert.equal(await frame.evaluate(() => window.outcome), "signed in");
  });

  test("access is denied", async () => {
    const popup = await press(page, options());
    await decide(popup, "#oadeny");
    const problem = await outcome();
    assert.equal(problem.code, "sign_in_cancelled");
    assert.deepEqual(problem.errors, [{ code: "access_denied", message: "end-user denied authorization", fields: [] }]);
    assert.deepEqual(await tokenRequests("authorization_code"), []);
  });

  test("the window is closed", async () => {
    const popup = await press(page, options());
    await popup.locator("#oaapprove").waitFor();
    await popup.close();
    assert.equal((await outcome()).code, "sign_in_cancelled");
  });

  test("an abort closes the window", async () => {
    const opened = context.waitForEvent("page");
    await page.evaluate((given) => {
      window.leaving = new AbortController();
      window.options = { ...given, signal: window.leaving.signal };
    }, options());
    await page.getByRole("button", { name: "Sign in" }).click();
    const popup = await opened;
    await popup.locator("#oaapprove").waitFor();
    const closed = popup.waitForEvent("close");
    const reason = await page.evaluate(() => {
      window.leaving.abort(new Error("left the page"));
      return window.outcome.then(({ message }) => message);
    });
    assert.equal(reason, "left the page");
    await closed;
  });

  test("a signal that is already aborted opens nothing", async () => {
    for (const mode of ["popup", "redirect"]) {
      const reason = await page.evaluate(
        (given) =>
          window.start({ ...given, signal: AbortSignal.abort(new Error("left")) }).then(({ message }) => message),
        options({ mode }),
      );
      assert.equal(reason, "left");
    }
    assert.equal(context.pages().length, 1);
    assert.equal(page.url(), `${portal.origin}/`);
  });

  test("an abort at the very end rejects at once, and ends the session that still arrives", async () => {
    await control("POST", "faults", { fault: "latency", value: 1_000, path: "/oauth2/token" });
    const opened = context.waitForEvent("page");
    await page.evaluate((given) => {
      window.leaving = new AbortController();
      window.options = { ...given, signal: window.leaving.signal };
    }, options());
    await page.getByRole("button", { name: "Sign in" }).click();
    const sent = page.waitForRequest(/\/oauth2\/token/);
    const revoked = page.waitForResponse(/\/oauth2\/revoke/);
    await decide(await opened);
    await sent;
    const reason = await page.evaluate(() => {
      window.leaving.abort(new Error("left the page"));
      return window.outcome.then(({ message }) => message);
    });
    assert.equal(reason, "left the page");
    assert.equal((await revoked).status(), 200);
    assert.equal(await statusOf((await secrets())[0]), 401);
  });

  test("a second sign-in replaces the first", async () => {
    const popup = await press(page, options());
    await popup.locator("#oaapprove").waitFor();
    const first = page.evaluateHandle(() => ({ outcome: window.outcome }));
    const gone = popup.waitForEvent("close");
    const second = await press(page, options());
    assert.equal((await (await first).evaluate((it) => it.outcome)).code, "sign_in_cancelled");
    await gone;
    await decide(second);
    assert.equal(await outcome(), "signed in");
  });

  test("the browser blocks the window", async () => {
    const problem = await page.evaluate((given) => {
      window.open = () => null;
      return window.start(given);
    }, options());
    assert.equal(problem.code, "sign_in_blocked");
    assert.match(problem.help, /click/);
  });

  test("a window that was blocked leaves the first one open", async () => {
    const popup = await press(page, options());
    await popup.locator("#oaapprove").waitFor();
    await page.evaluate((given) => {
      const first = window.outcome;
      window.open = () => null;
      return window.start(given).then(() => (window.outcome = first) && null);
    }, options());
    await decide(popup);
    assert.equal(await outcome(), "signed in");
  });

  test("reports in the window that the waiting page was reloaded", async () => {
    const popup = await press(page, options());
    await popup.locator("#oaapprove").waitFor();
    await page.reload();
    await popup.locator("#oaapprove").click();
    await popup.waitForFunction(() => document.title === "sign_in_failed");
    assert.equal(popup.url(), `${portal.origin}/callback.html`);
  });

  test("a response that no page waits for", async () => {
    const stray = await context.newPage();
    await stray.goto(`${portal.origin}/callback.html?code=aPrx&state=made-up&keep=1`);
    await stray.waitForFunction(() => document.title === "sign_in_failed");
    assert.equal(stray.url(), `${portal.origin}/callback.html?keep=1`, "the code is out of the address");
    assert.deepEqual(await tokenRequests("authorization_code"), []);
  });

  test("ignores a response with another state", async () => {
    const popup = await press(page, options());
    await popup.locator("#oaapprove").waitFor();
    const stray = await context.newPage();
    await stray.goto(`${portal.origin}/callback.html?code=aPrx&state=made-up`);
    await stray.waitForFunction(() => document.title === "sign_in_failed");
    await page.evaluate(() => window.postMessage("code=aPrx&state=made-up", "*"));
    await decide(popup);
    assert.equal(await outcome(), "signed in");
    assert.equal((await tokenRequests("authorization_code")).length, 1);
  });
});
