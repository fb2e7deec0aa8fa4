// Sign-ins that fail, and the responses that are refused.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { startSandbox } from "../../scripts/demo/sandbox.mjs";
import {
  context,
  control,
  decide,
  options,
  outcome,
  page,
  portal,
  press,
  sandbox,
  secrets,
  statusOf,
} from "./support/oauth.mjs";

describe("failures", () => {
  test("CORS for OAuth endpoints is off: the help names the setting", async () => {
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

  test("a timeout", async () => {
    await control("POST", "faults", { fault: "time-out", path: "/oauth2/token" });
    const popup = await press(page, options({ timeout: 300 }));
    await decide(popup);
    assert.deepEqual([(await outcome()).code, (await outcome()).retryable], ["timeout", true]);
  });

  test("an endpoint whose response never ends delays nothing", async () => {
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

  test("a response that breaks off", async () => {
    const broken = `
      if (!String(address).endsWith("/token")) return send(address, init);
      const body = new ReadableStream({ start: (it) => it.error(new TypeError("network error")) });
      return new Response(body, { headers: { "content-type": "application/json" } });`;
    assert.equal((await signInThrough(broken)).code, "network");
    const stalls = `return String(address).endsWith("/token") ? send("/stalls", init) : send(address, init);`;
    assert.equal((await signInThrough(stalls, { timeout: 500 })).code, "timeout");
  });

  test("a refusal names the setting that is missing", async () => {
    for (const [error, description, help] of [
      ["invalid_grant", "ip restricted or invalid login hours", /login hours or IP ranges/],
      ["invalid_grant", "authentication failure", /start the sign-in again/],
      ["invalid_client_id", "client identifier invalid", /consumer key/],
      ["invalid_client", "invalid client credentials", /must not require a secret/],
    ]) {
      const problem = await signInThrough(
        `return String(address).endsWith("/token")
          ? Response.json(${JSON.stringify({ error, error_description: description })}, { status: 400 })
          : send(address, init);`,
      );
      assert.equal(problem.code, "sign_in_failed", description);
      assert.match(problem.help, help);
    }
  });

  test("an invalid response", async () => {
    const problem = await signInThrough(`
      return String(address).endsWith("/token") ? new Response("<html>Log in</html>") : send(address, init);`);
    assert.equal(problem.code, "unreadable_answer");
  });

  test("a response that names another instance", async () => {
    for (const elsewhere of ["https://evil.example", "https://other.my.salesforce.com", "javascript:alert(1)"]) {
      const revoked = page.waitForResponse(/\/oauth2\/revoke/);
      const problem = await signInThrough(answerWith(`{ instance_url: "${elsewhere}" }`));
      assert.equal(problem.code, "host_not_allowed");
      assert.ok(problem.message.includes(elsewhere));
      assert.equal((await revoked).status(), 200, "the unused tokens are revoked");
    }
    for (const secret of await secrets()) if (secret.startsWith("00D")) assert.equal(await statusOf(secret), 401);
  });

  test("a token that is not a valid header value", async () => {
    const problem = await signInThrough(answerWith(String.raw`{ access_token: "00D!x\r\nX-Other: 1" }`));
    assert.equal(problem.code, "unreadable_answer");
    assert.ok(!JSON.stringify(problem).includes("00D!x"));
  });

  test("revokes the tokens of every response that it rejects", async () => {
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

  test("accepts the token type in any letter case", async () => {
    assert.equal(await signInThrough(answerWith(`{ token_type: "bEARER" }`)), "signed in");
  });

  test("ignores an identity from a host that is not the org's", async () => {
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

  test("accepts an id token despite a wrong clock, and one that was not requested", async () => {
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

  test("a response with unexpected values", async () => {
    assert.equal(await signInThrough(answerWith(`{ issued_at: "1e300" }`)), "signed in");
    const odd = `return String(address).endsWith("/token")
      ? Response.json({ error: "constructor" }, { status: 400 }) : send(address, init);`;
    const problem = await signInThrough(odd);
    assert.deepEqual([problem.code, typeof problem.help], ["sign_in_failed", "string"]);
  });

  test("rejects an id token with another nonce", async () => {
    const idToken = (nonce) => idTokenWith(`{ nonce: ${nonce} }`);
    const scopes = ["openid", "api", "refresh_token"];
    assert.equal(await signInThrough(idToken("window.nonce"), { scopes }), "signed in");
    assert.equal((await signInThrough(idToken("'another'"), { scopes })).code, "unreadable_answer");
    assert.equal((await signInThrough(answerWith("{}"), { scopes })).code, "unreadable_answer", "no id token at all");
  });

  test("compares allowed origins in the form of the URL standard", async () => {
    const { hostname, port } = new URL(sandbox.instanceUrl);
    for (const origin of [sandbox.instanceUrl.toUpperCase(), `http://${hostname}:0${port}/`]) {
      const allowedOrigins = [origin, "https://proxy.example:443", "http://localhost:80"];
      assert.equal(await signInThrough("return send(address, init);", { allowedOrigins }), "signed in", origin);
    }
  });

  test("invalid options open no window", async () => {
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
