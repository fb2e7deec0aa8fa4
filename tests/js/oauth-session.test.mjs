// A session: renewal, several tabs, sign-out.
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
  renewPage,
  sandbox,
  secrets,
  signIn,
  statusOf,
  tokenRequests,
} from "./support/oauth.mjs";
import { until } from "./support/until.mjs";

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

  test("concurrent calls share one refresh", async () => {
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

  test("tabs have their own tokens, and refresh one after the other", async () => {
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

  test("keeps the refresh token without rotation", async () => {
    await control("POST", "faults", { fault: "no-refresh-rotation" });
    await signIn();
    await page.evaluate(() => window.session.refresh());
    await page.evaluate(() => window.session.refresh());
    await expire();
    assert.equal(await find(), 3);
  });

  test("waits for a refresh that is in progress elsewhere", async () => {
    await signIn();
    for (const value of ["", "old"]) {
      await control("POST", "faults", { fault: "refresh-busy", value, times: 1 });
      await page.evaluate(() => window.session.refresh());
    }
    assert.equal(await page.evaluate(() => window.session.active), true);
  });

  test("an expired refresh token ends it, and is not sent again", async () => {
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

  test("a server error does not end it", async () => {
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

  test("temporary failures do not end it, and have their own codes", async () => {
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

  test("a refresh that returns tokens of another org or user ends it, and revokes the tokens", async () => {
    const other = "https://other.my.salesforce.com";
    for (const [change, rotates] of [
      [`{ id: granted.id.replace(/005[^/]*$/, "005000000000001AAA") }`, true],
      [`{ id: granted.id.replace(/005[^/]*$/, "005000000000001AAA") }`, false],
      [`{ instance_url: "${other}" }`, true],
    ]) {
      await control("POST", "reset");
      if (!rotates) await control("POST", "faults", { fault: "no-refresh-rotation" });
      await renewPage();
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

  test("does not refresh without the scope", async () => {
    await signIn(page, options({ scopes: ["api"] }));
    assert.equal(await find(), 3);
    await expire();
    assert.equal((await find()).code, "session_expired");
    assert.equal(await refreshes(), 0);
  });

  test("a sign-out ends it, and revokes the tokens", async () => {
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

  test("a sign-out continues after the page is closed, and accepts tokens that have already ended", async () => {
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

  test("ends with the page, and revokes the tokens", async () => {
    await signIn();
    const [access] = await secrets();
    const status = () => statusOf(access);
    assert.equal(await status(), 200);
    await page.reload();
    // Sent while the page unloaded: only the test waits for it.
    await until("the end of the token", async () => (await status()) !== 200);
    assert.equal(await status(), 401);
  });

  test("a sign-out during a refresh revokes the new tokens", async () => {
    await signIn();
    await control("POST", "faults", { fault: "latency", value: 1_000, path: "/oauth2/token" });
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
