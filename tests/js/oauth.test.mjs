// Signing in at the sandbox's OAuth endpoints, from a portal on another origin, in Chromium.
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { startSandbox } from "../../scripts/demo/sandbox.mjs";
import { launch } from "./support/browser.mjs";
import { startPortal } from "./support/portal.mjs";
import { until } from "./support/until.mjs";

let portal;
let sandbox;
let browser;
let context;
let page;
/** The answers of the token endpoint, as they are read. */
let reading;
let traces;

before(async () => {
  portal = await startPortal();
  sandbox = await startSandbox({ origins: [portal.origin], args: ["--oauth-cors"] });
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await sandbox?.stop();
  await portal?.stop();
});

/** Every token that Salesforce gave out: none may leave a trace. */
async function secrets() {
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

async function control(method, path, body) {
  const response = await fetch(`${sandbox.instanceUrl}/sandbox/${path}`, {
    method,
    headers: { authorization: `Bearer ${sandbox.accessToken}`, "content-type": "application/json" },
    body: body && JSON.stringify(body),
  });
  assert.ok(response.ok, `${path}: ${response.status}`);
  return response.json().catch(() => null);
}

async function open(path) {
  const tab = await context.newPage();
  await tab.goto(portal.origin + path);
  await tab.waitForFunction(() => document.title === "ready");
  return tab;
}

const options = (more = {}) => ({
  instanceUrl: sandbox.instanceUrl,
  allowedOrigins: [sandbox.instanceUrl],
  clientId: "portal",
  redirectUri: `${portal.origin}/callback.html`,
  ...more,
});

/** Presses the button and gives the window that opens. */
async function press(tab, given) {
  await tab.evaluate((set) => {
    window.options = set;
  }, given);
  const opened = tab.context().waitForEvent("page");
  await tab.getByRole("button", { name: "Sign in" }).click();
  return opened;
}

/** Decides on Salesforce's page. The window goes once the answer was taken. */
async function decide(popup, button = "#oaapprove") {
  await popup.locator(button).waitFor();
  const closed = popup.waitForEvent("close");
  await popup.evaluate((found) => document.querySelector(found).click(), button);
  await closed;
}

const outcome = (tab = page) => tab.evaluate(() => window.outcome);

/** A person who signs in and allows it. */
async function signIn(tab = page, given = options()) {
  const popup = await press(tab, given);
  await decide(popup);
  assert.equal(await outcome(tab), "signed in");
}

/** Looks Acme up with the session's tokens. */
const find = (tab = page) =>
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
const statusOf = async (access) =>
  (await fetch(`${sandbox.instanceUrl}/services/data/v66.0/limits`, { headers: { authorization: `Bearer ${access}` } }))
    .status;

const tokenRequests = async (type) =>
  (await control("GET", "log")).requests.filter(
    ({ path, body }) => path === "/services/oauth2/token" && JSON.stringify(body).includes(type),
  );

describe("in a popup", () => {
  test("a person signs in, and the session serves a connection", async () => {
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

  test("inside another site's frame, where channels are apart", async () => {
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

  test("the host gives up by its signal, and the window goes", async () => {
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

  test("who has given up before is sent nowhere", async () => {
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

  test("an abort at the very end rejects at once, and the session that arrives is ended", async () => {
    await control("POST", "faults", { fault: "latency", value: "500", path: "/oauth2/token" });
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

  test("a second sign-in takes the place of the first", async () => {
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

  test("the page that waited was loaded anew: the window says so", async () => {
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

  test("an answer with another state is not taken", async () => {
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

  test("the secrets wait in the tab, once, and the session is there after the return", async () => {
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

  test("who asks twice at the same time has one session", async () => {
    await leave();
    await page.locator("#oaapprove").click();
    await page.waitForFunction(() => document.title === "ready");
    const outcomes = await page.evaluate((set) => Promise.all([window.complete(set), window.complete(set)]), there());
    assert.deepEqual(outcomes, ["signed in", "signed in"]);
    assert.equal((await tokenRequests("authorization_code")).length, 1);
  });

  test("the code of one org goes to no other", async () => {
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

  test("an answer with another state is refused, and the attempt is over", async () => {
    await leave();
    await page.goto(`${portal.origin}/index.html?code=aPrx&state=made-up`);
    assert.equal((await complete()).code, "sign_in_failed");
    assert.equal(page.url(), `${portal.origin}/index.html`);
    assert.equal(await page.evaluate(() => sessionStorage.length), 0);
    assert.deepEqual(await tokenRequests("authorization_code"), []);
  });

  test("an answer that names another issuer is refused before the code is redeemed", async () => {
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

  test("an answer that names its issuer is taken: the login host, or the one of its discovery document", async () => {
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

  test("an answer without a state, with a key twice, or in the fragment leaves the address and ends the attempt", async () => {
    for (const answer of [
      "?code=aPrx",
      "?code=aPrx&state=",
      "?code=aPrx&code=aPrx2&state=STATE",
      "?code=aPrx&state=STATE&state=other",
      "?code=aPrx&state=STATE&iss=INSTANCE&iss=https://evil.example",
      "?error=access_denied&error_description=no",
      "#access_token=00Dx&state=STATE",
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

  test("an address of the page's own stays as it is", async () => {
    for (const own of ["?keep=1", "?state=open", "#code", "#state=open", "?iss=x"]) {
      await page.goto(`${portal.origin}/index.html${own}`);
      assert.equal(await complete(), "no session", own);
      assert.equal(page.url(), `${portal.origin}/index.html${own}`);
    }
  });

  test("the person comes back by the browser's button", async () => {
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

  test("a framed page is not sent to a login page that no frame shows", async () => {
    await page.setContent(`<iframe src="${portal.origin}/"></iframe>`);
    const frame = await (await page.waitForSelector("iframe")).contentFrame();
    await frame.waitForFunction(() => document.title === "ready");
    assert.equal((await frame.evaluate((given) => window.start(given), there())).code, "sign_in_blocked");
  });
});

describe("a session", () => {
  const expire = () => control("POST", "sessions/expire");

  test("is renewed when Salesforce refuses the token, again and again, with a new refresh token each time", async () => {
    await signIn();
    assert.equal(await find(), 3);
    for (let time = 1; time <= 2; time += 1) {
      await expire();
      assert.equal(await find(), 3);
      assert.equal((await tokenRequests("refresh_token")).filter(isRefresh).length, time);
    }
    assert.equal(new Set(await secrets()).size, 6, "three access tokens and three refresh tokens");
  });

  const isRefresh = ({ body }) => JSON.stringify(body).includes("grant_type=refresh_token");
  const refreshes = async () => (await tokenRequests("refresh_token")).filter(isRefresh).length;

  test("one refresh serves all who ask at the same time", async () => {
    await signIn();
    await find();
    await expire();
    const found = await page.evaluate(async () => {
      const { instanceUrl } = window.session;
      const others = await Promise.all(
        [1, 2, 3].map(() =>
          window.connect({ instanceUrl, accessToken: window.session.accessToken, allowedOrigins: [instanceUrl] }),
        ),
      );
      const all = await Promise.all([window.salesforce, ...others].map((one) => one.find({ account: "Acme" })));
      return all.map((matches) => matches.length);
    });
    assert.deepEqual(found, [3, 3, 3, 3]);
    assert.equal(await refreshes(), 1);
  });

  test("tabs have tokens of their own, and refresh one after the other", async () => {
    const second = await open("/");
    await signIn(page);
    await signIn(second);
    // Another tab is refreshing: it holds the lock.
    const name = `opportunity-stage.refresh.${sandbox.instanceUrl}.portal`;
    await second.evaluate((lock) => {
      return new Promise((held) => {
        void navigator.locks.request(lock, () => new Promise((done) => ((window.done = done), held())));
      });
    }, name);
    await page.evaluate(() => {
      window.refreshed = window.session.refresh();
    });
    const waits = await page.evaluate(async () => (await navigator.locks.query()).pending.map((lock) => lock.name));
    assert.deepEqual(waits, [name]);
    assert.equal(await refreshes(), 0, "nothing is sent while another tab refreshes");
    await second.evaluate(() => window.done());
    await page.evaluate(() => window.refreshed);
    await second.evaluate(() => window.session.refresh());
    assert.equal(await refreshes(), 2);
    await expire();
    assert.deepEqual([await find(page), await find(second)], [3, 3]);
  });

  test("without rotation the refresh token stays", async () => {
    await control("POST", "faults", { fault: "no-refresh-rotation" });
    await signIn();
    await page.evaluate(() => window.session.refresh());
    await page.evaluate(() => window.session.refresh());
    await expire();
    assert.equal(await find(), 3);
  });

  test("a refresh that is under way elsewhere is waited for", async () => {
    await signIn();
    for (const value of ["", "old"]) {
      await control("POST", "faults", { fault: "refresh-busy", value, times: 1 });
      await page.evaluate(() => window.session.refresh());
    }
    assert.equal(await page.evaluate(() => window.session.active), true);
  });

  test("a refresh token that is good no longer ends it, and asks no more", async () => {
    await signIn();
    await find();
    await control("POST", "faults", { fault: "refresh-expired" });
    await expire();
    assert.equal((await find()).code, "session_expired");
    assert.equal(await page.evaluate(() => window.session.active), false);
    const problem = await page.evaluate(() => window.session.refresh().catch(window.plain));
    assert.equal(problem.code, "session_expired");
    assert.match(problem.message, /takes the refresh token no longer, `invalid_grant` \(expired access/);
    assert.equal(await refreshes(), 1);
  });

  test("a server that fails does not end it", async () => {
    await signIn();
    await control("POST", "faults", { fault: "edge-503", path: "/oauth2/token", times: 1 });
    const failed = await page.evaluate(() => window.session.refresh().catch(window.plain));
    assert.deepEqual([failed.code, failed.status, failed.retryable], ["server_unavailable", 503, true]);
    await page.evaluate(() => window.session.refresh());
    assert.equal(await page.evaluate(() => window.session.active), true);
  });

  /** Signs in with a `fetch` that the test can take over later: `window.answer` gives what the token endpoint says. */
  async function signInLoosely(more) {
    await page.evaluate((given) => {
      const own = (address, init) => {
        if (window.answer && /token$/.test(address)) return window.answer(address, init);
        window.asked += 1;
        window.outlives = init.keepalive;
        return fetch(address, init);
      };
      window.options = { ...given, fetch: own };
      window.asked = 0;
    }, options(more));
    const opened = context.waitForEvent("page");
    await page.getByRole("button", { name: "Sign in" }).click();
    await decide(await opened);
    assert.equal(await outcome(), "signed in");
  }

  test("temporary failures do not end it, and have codes of their own", async () => {
    await signInLoosely();
    await find();
    await expire();
    for (const [answer, code] of [
      ["Promise.reject(new TypeError('Failed to fetch'))", "network"],
      ["Promise.resolve(Response.json({ error: 'rate_limit_exceeded' }, { status: 400 }))", "server_unavailable"],
      ["Promise.resolve(Response.json({ error: 'invalid_grant' }, { status: 429 }))", "server_unavailable"],
      ["Promise.resolve(new Response('busy', { status: 503 }))", "server_unavailable"],
    ]) {
      await page.evaluate((text) => {
        window.answer = new Function(`return ${text}`);
      }, answer);
      const problem = await page.evaluate(() => window.session.refresh().catch(window.plain));
      assert.deepEqual([problem.code, problem.retryable], [code, true], answer);
      const found = await find();
      assert.deepEqual([found.code, found.retryable], [code, true], `${answer}, as the connection tells it`);
    }
    assert.equal(await page.evaluate(() => window.asked), 1, "the org's settings are not in doubt any more");
    await page.evaluate(() => {
      window.answer = null;
    });
    assert.equal(await find(), 3);
  });

  test("a refresh that brings tokens of another org or user ends it, and the tokens at Salesforce", async () => {
    const other = "https://other.my.salesforce.com";
    for (const [change, rotates] of [
      [`{ id: granted.id.replace(/005[^/]*$/, "005000000000001AAA") }`, true],
      [`{ id: granted.id.replace(/005[^/]*$/, "005000000000001AAA") }`, false],
      [`{ instance_url: "${other}" }`, true],
    ]) {
      await control("POST", "reset");
      if (!rotates) await control("POST", "faults", { fault: "no-refresh-rotation" });
      page = await open("/");
      await signInLoosely({ allowedOrigins: [sandbox.instanceUrl, other] });
      await page.evaluate((text) => {
        window.answer = async (address, init) => {
          const granted = await (await fetch(address, init)).json();
          return Response.json({ ...granted, ...new Function("granted", `return ${text}`)(granted) });
        };
      }, change);
      const problem = await page.evaluate(() => window.session.refresh().catch(window.plain));
      assert.equal(problem.code, "session_expired", change);
      assert.match(problem.message, /another org or user/);
      assert.equal(await page.evaluate(() => window.session.active), false);
      const access = (await secrets()).filter((secret) => secret.startsWith("00D"));
      await until("the end of all tokens", async () => {
        const statuses = await Promise.all(access.map(statusOf));
        return statuses.every((status) => status === 401);
      });
      assert.equal(
        (await page.evaluate(() => window.session.accessToken().catch(window.plain))).code,
        "session_expired",
      );
    }
  });

  test("without the scope for it there is no refresh", async () => {
    await signIn(page, options({ scopes: ["api"] }));
    assert.equal(await find(), 3);
    await expire();
    assert.equal((await find()).code, "session_expired");
    assert.equal(await refreshes(), 0);
  });

  test("ends with the sign-out, at Salesforce as well", async () => {
    await signIn();
    await find();
    const [access] = await secrets();
    await page.evaluate(() => window.session.signOut());
    assert.equal(await statusOf(access), 401);
    const problem = await page.evaluate(() => window.session.accessToken().catch(window.plain));
    assert.equal(problem.code, "session_expired");
    assert.equal(await page.evaluate(() => window.session.active), false);
    await page.evaluate(() => window.session.signOut());
  });

  test("a sign-out outlives the page, and finds nothing wrong with tokens that have ended", async () => {
    await signInLoosely();
    const [, token] = await secrets();
    const answer = await fetch(`${sandbox.instanceUrl}/services/oauth2/revoke`, {
      method: "POST",
      body: new URLSearchParams({ token }),
    });
    assert.equal(answer.status, 200);
    await page.evaluate(() => window.session.signOut());
    assert.equal(await page.evaluate(() => window.outlives), true);
  });

  test("ends with the page, at Salesforce as well", async () => {
    await signIn();
    const [access] = await secrets();
    const status = () => statusOf(access);
    assert.equal(await status(), 200);
    await page.reload();
    // Sent while the page unloaded: only the test waits for it.
    await until("the end of the token", async () => (await status()) !== 200);
    assert.equal(await status(), 401);
  });

  test("a sign-out during a refresh ends the tokens that the refresh brings", async () => {
    await signIn();
    await control("POST", "faults", { fault: "latency", value: "300", path: "/oauth2/token" });
    const sent = page.waitForRequest(/\/oauth2\/token/);
    await page.evaluate(() => {
      window.refreshed = window.session.refresh().catch(() => undefined);
    });
    await sent;
    await page.evaluate(() => window.session.signOut().then(() => window.refreshed));
    const statuses = await Promise.all((await secrets()).filter((secret) => secret.startsWith("00D")).map(statusOf));
    assert.deepEqual(statuses, [401, 401]);
  });
});

describe("what is in the way", () => {
  test("CORS for OAuth endpoints is off: the help says which switch", async () => {
    const closed = await startSandbox({ origins: [portal.origin] });
    try {
      const given = options({ instanceUrl: closed.instanceUrl, allowedOrigins: [closed.instanceUrl] });
      const popup = await press(page, given);
      await decide(popup);
      const problem = await outcome();
      assert.equal(problem.code, "sign_in_failed");
      assert.match(problem.help, /^Setup → CORS: .*Enable CORS for OAuth endpoints$/);
      assert.ok(problem.help.includes(portal.origin));
    } finally {
      await closed.stop();
    }
  });

  /** Signs in with a `fetch` of the page's own, written as the body of a function of `send`, `address` and `init`. */
  async function signInThrough(body, more) {
    await page.evaluate(
      ([given, text]) => {
        const own = new Function("send", "address", "init", `return (async () => { ${text} })()`);
        window.options = { ...given, fetch: (address, init) => own(window.fetch.bind(window), address, init) };
      },
      [options(more), body],
    );
    const opened = context.waitForEvent("page");
    await page.getByRole("button", { name: "Sign in" }).click();
    const popup = await opened;
    await popup.waitForURL(/authorize/);
    const nonce = new URL(popup.url()).searchParams.get("nonce");
    await page.evaluate((value) => {
      window.nonce = value;
    }, nonce);
    await decide(popup);
    return outcome();
  }

  /** The answer of the token endpoint, with something else in it. */
  const answerWith = (change) => `
    const answer = await send(address, init);
    if (!String(address).endsWith("/token")) return answer;
    const granted = await answer.json();
    return Response.json({ ...granted, ...(${change}) });`;

  test("no connection", async () => {
    const problem = await signInThrough("throw new TypeError('Failed to fetch')");
    assert.deepEqual([problem.code, problem.retryable], ["network", true]);
  });

  test("no answer in time", async () => {
    await control("POST", "faults", { fault: "time-out", path: "/oauth2/token" });
    const popup = await press(page, options({ timeout: 300 }));
    await decide(popup);
    assert.deepEqual([(await outcome()).code, (await outcome()).retryable], ["timeout", true]);
  });

  test("an org that answers but in part holds nothing up", async () => {
    const scopes = ["openid", "api", "refresh_token"];
    const hangs = `new Promise((_, stop) => init.signal.addEventListener("abort", () => stop(init.signal.reason)))`;
    const isDiscovery = `String(address).endsWith("openid-configuration")`;
    const issuer = await signInThrough(`return ${isDiscovery} ? ${hangs} : send(address, init);`, {
      scopes,
      timeout: 300,
    });
    assert.equal(issuer.code, "timeout");
    const probe = await signInThrough(
      `if (${isDiscovery}) return ${hangs};
       throw new TypeError("Failed to fetch");`,
      { timeout: 300 },
    );
    assert.equal(probe.code, "network");
    const failing = await signInThrough(
      `return ${isDiscovery} ? new Response("busy", { status: 503 }) : send(address, init);`,
      { scopes },
    );
    assert.deepEqual([failing.code, failing.status], ["server_unavailable", 503]);
  });

  test("an answer that breaks off", async () => {
    const broken = `
      if (!String(address).endsWith("/token")) return send(address, init);
      const body = new ReadableStream({ start: (it) => it.error(new TypeError("network error")) });
      return new Response(body, { headers: { "content-type": "application/json" } });`;
    assert.equal((await signInThrough(broken)).code, "network");
    const stalls = `return String(address).endsWith("/token") ? send("/stalls", init) : send(address, init);`;
    assert.equal((await signInThrough(stalls, { timeout: 500 })).code, "timeout");
  });

  test("an invalid response", async () => {
    const problem = await signInThrough(`
      return String(address).endsWith("/token") ? new Response("<html>Log in</html>") : send(address, init);`);
    assert.equal(problem.code, "unreadable_answer");
  });

  test("an org that says it answers at another host", async () => {
    for (const elsewhere of ["https://evil.example", "https://other.my.salesforce.com", "javascript:alert(1)"]) {
      const revoked = page.waitForResponse(/\/oauth2\/revoke/);
      const problem = await signInThrough(answerWith(`{ instance_url: "${elsewhere}" }`));
      assert.equal(problem.code, "host_not_allowed");
      assert.ok(problem.message.includes(elsewhere));
      assert.equal((await revoked).status(), 200, "the unused tokens are revoked");
    }
    for (const secret of await secrets()) if (secret.startsWith("00D")) assert.equal(await statusOf(secret), 401);
  });

  test("a token that no header takes", async () => {
    const problem = await signInThrough(answerWith(String.raw`{ access_token: "00D!x\r\nX-Other: 1" }`));
    assert.equal(problem.code, "unreadable_answer");
    assert.ok(!JSON.stringify(problem).includes("00D!x"));
  });

  test("the tokens of an answer that is refused are ended at Salesforce, whatever is wrong with it", async () => {
    for (const change of [
      `{ token_type: "mac" }`,
      `{ token_type: "DPoP" }`,
      "{ token_type: undefined }",
      "{ token_type: 5 }",
      "{ instance_url: 5 }",
      `{ access_token: "00D x" }`,
      "{ access_token: undefined }",
      "{ scope: 5 }",
      `{ id_token: "none" }`,
    ]) {
      const revoked = page.waitForResponse(/\/oauth2\/revoke/);
      const problem = await signInThrough(answerWith(change));
      assert.equal(problem.code, "unreadable_answer", `${change}: ${JSON.stringify(problem)}`);
      assert.equal((await revoked).status(), 200, change);
    }
    const access = (await secrets()).filter((secret) => secret.startsWith("00D"));
    assert.deepEqual(new Set(await Promise.all(access.map(statusOf))), new Set([401]));
  });

  test("the type of a token is taken in any letter case", async () => {
    assert.equal(await signInThrough(answerWith(`{ token_type: "bEARER" }`)), "signed in");
  });

  test("an identity of a host that is not the org's names no user", async () => {
    const identity = (host) => answerWith(`{ id: "${host}/id/00D000000000001AAA/005000000000001AAA" }`);
    const user = () => page.evaluate(() => window.session.user);
    for (const host of ["https://evil.example", "javascript://x", `${sandbox.instanceUrl}.evil.example`]) {
      assert.equal(await signInThrough(identity(host)), "signed in");
      assert.equal(await user(), null, host);
    }
    assert.equal(await signInThrough(identity("https://login.salesforce.com")), "signed in");
    assert.deepEqual(await user(), { id: "005000000000001AAA", organizationId: "00D000000000001AAA" });
  });

  /** An id token with these claims in place of the usual ones. */
  const idTokenWith = (more) =>
    answerWith(`(() => {
      const part = (value) => btoa(JSON.stringify(value)).replaceAll("=", "").replaceAll("+", "-").replaceAll("/", "_");
      const now = Math.floor(Date.now() / 1000);
      const claims = { iss: "${sandbox.instanceUrl}", aud: "portal", sub: "u", iat: now, exp: now + 60, ...(${more}) };
      return { id_token: [part({ alg: "RS256" }), part(claims), "c2ln"].join(".") };
    })()`);

  test("an id token is taken by a clock that is wrong, and where it came unasked", async () => {
    const scopes = ["openid", "api", "refresh_token"];
    const late = idTokenWith("{ nonce: window.nonce, iat: now - 7200, exp: now - 7080 }");
    assert.equal(await signInThrough(late, { scopes }), "signed in");
    const early = idTokenWith("{ nonce: window.nonce, iat: now + 7200, nbf: now + 7200, exp: now + 7320 }");
    assert.equal(await signInThrough(early, { scopes }), "signed in");
    const common = "https://login.salesforce.com";
    const unasked = `
      if (String(address).endsWith("openid-configuration")) return Response.json({ issuer: "${common}" });
      ${idTokenWith(`{ iss: "${common}" }`)}`;
    assert.equal(await signInThrough(unasked, { scopes: ["full", "refresh_token"] }), "signed in");
  });

  test("an answer with odd words in it", async () => {
    assert.equal(await signInThrough(answerWith(`{ issued_at: "1e300" }`)), "signed in");
    const odd = `return String(address).endsWith("/token")
      ? Response.json({ error: "constructor" }, { status: 400 }) : send(address, init);`;
    const problem = await signInThrough(odd);
    assert.deepEqual([problem.code, typeof problem.help], ["sign_in_failed", "string"]);
  });

  test("the nonce of an id token is that of this sign-in", async () => {
    const idToken = (nonce) => idTokenWith(`{ nonce: ${nonce} }`);
    const scopes = ["openid", "api", "refresh_token"];
    assert.equal(await signInThrough(idToken("window.nonce"), { scopes }), "signed in");
    assert.equal((await signInThrough(idToken("'another'"), { scopes })).code, "unreadable_answer");
    assert.equal((await signInThrough(answerWith("{}"), { scopes })).code, "unreadable_answer", "no id token at all");
  });

  test("an allowed origin is compared as the URL standard writes it", async () => {
    const { hostname, port } = new URL(sandbox.instanceUrl);
    for (const origin of [sandbox.instanceUrl.toUpperCase(), `http://${hostname}:0${port}/`]) {
      const allowedOrigins = [origin, "https://proxy.example:443", "http://localhost:80"];
      assert.equal(await signInThrough("return send(address, init);", { allowedOrigins }), "signed in", origin);
    }
  });

  test("options that are wrong open no window", async () => {
    for (const [given, code, names] of [
      [undefined, "invalid_options", "options"],
      [options({ clientSecret: "x" }), "invalid_options", "clientSecret"],
      [options({ clientId: "" }), "invalid_options", "clientId"],
      [options({ scopes: "api" }), "invalid_options", "scopes"],
      [options({ scopes: ["openid"] }), "invalid_options", "api"],
      [options({ mode: "frame" }), "invalid_options", "mode"],
      [options({ timeout: 0 }), "invalid_options", "timeout"],
      [options({ timeout: 600_001 }), "invalid_options", "timeout"],
      [options({ signal: {} }), "invalid_options", "signal"],
      [options({ prompt: null }), "invalid_options", "prompt"],
      [options({ loginHint: 5 }), "invalid_options", "loginHint"],
      [options({ redirectUri: "https://evil.example/callback" }), "invalid_options", "redirectUri"],
      ...[
        "#x",
        "/../callback.html",
        "/./callback.html",
        "/%2e%2e/callback.html",
        "/a b",
        "/callback.html ",
        "\t/callback.html",
        "\\callback.html",
        "\\@evil.example",
        "@evil.example/callback.html",
        ".evil.example/callback.html",
        "\\.evil.example/",
      ].map((rest) => [options({ redirectUri: portal.origin + rest }), "invalid_options", "redirectUri"]),
      ...[
        `${portal.origin.toUpperCase()}/callback.html`,
        `${portal.origin.replace("//", "/")}/callback.html`,
        `${portal.origin.replace("//", "\\\\")}/callback.html`,
        `${portal.origin.replace("//", "//user@")}/callback.html`,
        `blob:${portal.origin}/6ba7b810-9dad-11d1-80b4-00c04fd430c8`,
        "/callback.html",
        "//evil.example",
        "",
      ].map((redirectUri) => [options({ redirectUri }), "invalid_options", "redirectUri"]),
      ...[
        "https://24",
        "https://0x7f.1",
        "https://proxy.example/path",
        "https://proxy.example?x",
        "https://user@proxy.example",
        "https://proxy.example:0",
        "https://proxy.example:6000",
        "https://proxy.example:99999",
        "https:\\\\proxy.example",
        "http://proxy.example",
        "https://*.example",
        "https://prüfung.example",
        "proxy.example",
        "",
      ].map((origin) => [options({ allowedOrigins: [origin] }), "invalid_options", "allowedOrigins"]),
      [options({ instanceUrl: undefined }), "invalid_options", "instanceUrl"],
      [options({ instanceUrl: "https://login.salesforce.com" }), "host_not_allowed", "token endpoint"],
      [options({ instanceUrl: "https://test.salesforce.com" }), "host_not_allowed", "token endpoint"],
      [options({ instanceUrl: "https://acme.my.salesforce.com.evil.example" }), "host_not_allowed", "evil.example"],
      [options({ instanceUrl: "https://my.salesforce.com" }), "host_not_allowed", "my.salesforce.com"],
      [options({ instanceUrl: "http://acme.my.salesforce.com" }), "invalid_instance_url", "http://acme"],
      [options({ instanceUrl: "https://user:pass@acme.my.salesforce.com" }), "invalid_instance_url", "acme"],
      [options({ instanceUrl: "https://acme.my.salesforce.com/services" }), "invalid_instance_url", "services"],
      [options({ instanceUrl: "https://acme.my.salesforce.com\n" }), "invalid_instance_url", "acme"],
      [options({ loginUrl: "https://acme.my.site.com" }), "host_not_allowed", "acme.my.site.com"],
      [
        options({
          instanceUrl: "https://acme.my.salesforce.com",
          loginUrl: "https://test.salesforce.com/",
          allowedOrigins: ["https://test.salesforce.com/"],
        }),
        "host_not_allowed",
        "token endpoint",
      ],
      [
        options({ instanceUrl: "http://evil.example", allowedOrigins: ["http://evil.example"] }),
        "invalid_instance_url",
        "evil",
      ],
    ]) {
      const problem = await page.evaluate((set) => window.start(set), given);
      assert.equal(problem.code, code, JSON.stringify([given, problem]));
      assert.ok(problem.message.includes(names), `\`${problem.message}\` does not name ${names}`);
    }
    assert.equal(context.pages().length, 1);
  });
});
