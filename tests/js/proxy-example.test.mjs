// The proxy as a new user sets it up: the packed package in an empty folder, the example's files, a browser.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp } from "node:fs/promises";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { startSandbox } from "../../scripts/demo/sandbox.mjs";
import { launch } from "./support/browser.mjs";
import { orgOf } from "./support/org.mjs";
import { freePort, packedProject } from "./support/project.mjs";

const example = fileURLToPath(new URL("../../examples/proxy", import.meta.url));

let sandbox;
let browser;
let project;
let server;
before(async () => {
  [sandbox, browser] = await Promise.all([startSandbox(), launch()]);
});
after(async () => {
  server?.kill();
  await browser?.close();
  await sandbox?.stop();
  await project?.remove();
});

test("from an empty folder to a saved stage, without a token in the page", async (t) => {
  const started = performance.now();
  project = await packedProject();
  for (const file of ["server.mjs", "portal.js", "index.html"])
    await cp(`${example}/${file}`, `${project.folder}/${file}`);
  const origin = `http://localhost:${await freePort()}`;
  const env = {
    ...process.env,
    INSTANCE_URL: sandbox.instanceUrl,
    ORIGIN: origin,
    CLIENT_ID: "portal",
    CLIENT_SECRET: "canary_secret",
    SESSION_SECRET: "a secret of thirty-two characters or more",
  };
  server = spawn(process.execPath, ["server.mjs"], { cwd: project.folder, env, stdio: ["ignore", "pipe", "inherit"] });
  let log = "";
  server.stdout.setEncoding("utf8").on("data", (chunk) => (log += chunk));
  await once(server.stdout, "data");

  const context = await browser.newContext();
  const page = await context.newPage();
  const traffic = [];
  page.on("request", (request) => {
    if (request.url().startsWith(origin)) traffic.push(request.url(), JSON.stringify(request.headers()));
  });
  page.on("response", (response) => traffic.push(JSON.stringify(response.headers())));
  await page.goto(origin);
  await page.getByRole("link", { name: "Sign in to Salesforce" }).click();
  await page.getByRole("button", { name: "Allow" }).click();
  await page.getByRole("button", { name: /Acme - 200 Widgets/ }).click();
  await page.getByRole("radio", { name: /^Negotiation\/Review/ }).focus();
  await page.keyboard.press("Space");
  await page.getByRole("button", { name: "Confirm Update" }).click();
  await page.locator(".message", { hasText: "I've updated the opportunity." }).waitFor();
  t.diagnostic(`${((performance.now() - started) / 1000).toFixed(1)} s from an empty folder to the first saved stage`);
  const { writes } = await orgOf(sandbox).log();
  assert.deepEqual(
    writes.map(({ changes }) => changes.StageName?.to),
    ["Negotiation/Review"],
  );

  const [cookie, ...others] = await context.cookies();
  assert.deepEqual(others, []);
  const { name, httpOnly, secure, sameSite, path } = cookie;
  assert.deepEqual(
    { name, httpOnly, secure, sameSite, path },
    { name: "__Host-opportunity-stage", httpOnly: true, secure: true, sameSite: "Strict", path: "/" },
  );
  assert.equal(await page.evaluate(() => document.cookie), "");
  const seen = JSON.stringify([traffic, log, await page.content()]);
  for (const secret of ["canary_secret", "sandbox_token", "5Aep861", sandbox.accessToken]) {
    assert.ok(!seen.includes(secret), secret);
  }
  assert.match(log, /"request":"update, composite"/);

  await page.getByRole("button", { name: "Sign out" }).click();
  await page.waitForLoadState();
  assert.deepEqual(await context.cookies(), []);
  await context.close();
});
