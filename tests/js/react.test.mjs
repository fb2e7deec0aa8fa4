// `opportunity-stage/react` from the packed package: what a server renders of it, hydrated in StrictMode in Chromium with
// React's development build, whose warnings fail the test, and used to update a stage.
import assert from "node:assert/strict";
import { symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { after, before, beforeEach, test } from "node:test";
import { build } from "esbuild";
import { startSandbox } from "../../scripts/demo/sandbox.mjs";
import { serve } from "../../scripts/demo/site.mjs";
import { launch } from "./support/browser.mjs";
import { orgOf } from "./support/org.mjs";
import { packedProject, run } from "./support/project.mjs";

const DEAL = "Acme - 200 Widgets";
const SECRET = "00D000000000001!secret";
const require = createRequire(import.meta.url);

let project;
let site;
let sandbox;
let org;
let browser;
before(async () => {
  project = await packedProject();
  for (const name of ["react", "react-dom", "scheduler"])
    await symlink(dirname(require.resolve(`${name}/package.json`)), `${project.folder}/node_modules/${name}`);
  site = await serve(project.folder);
  sandbox = await startSandbox({ origins: [site.origin] });
  org = orgOf(sandbox);
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await sandbox?.stop();
  await site?.close();
  await project?.remove();
});
beforeEach(() => org.reset());

/** A portal that renders often, with literals for everything, as React code has it. */
const PORTAL = `
  import { StrictMode, useState } from "react";
  import { OpportunityStage } from "opportunity-stage/react";
  export function Portal({ org, id, token, log }) {
    const [count, setCount] = useState(0);
    return (
      <StrictMode>
        <button onClick={() => setCount(count + 1)}>Render {count}</button>
        <OpportunityStage
          ref={(element) => { log.element = element; }}
          className="deal"
          data-deal={id}
          instanceUrl={org}
          opportunity={id}
          accessToken={async () => token}
          allowedOrigins={[org]}
          rules={{ version: 1, required: [] }}
          fetch={(request) => { log.requests += 1; return fetch(request); }}
          theme="lightning"
          variant={count > 1 ? "compact" : undefined}
          onStageSaved={({ detail }) => { log.saved = [detail.receipt.after.StageName, count]; }}
        />
      </StrictMode>
    );
  }`;

const bundle = (options) =>
  build({
    bundle: true,
    format: "esm",
    jsx: "automatic",
    define: { "process.env.NODE_ENV": '"development"' },
    logLevel: "silent",
    ...options,
  });

async function rendered(id) {
  await project.write("portal.jsx", PORTAL);
  await project.write(
    "server.jsx",
    `import { renderToString } from "react-dom/server";
     import { Portal } from "./portal.jsx";
     const [org, id, token] = process.argv.slice(2);
     console.log(renderToString(<Portal org={org} id={id} token={token} log={{}} />));`,
  );
  await bundle({
    entryPoints: [`${project.folder}/server.jsx`],
    outfile: `${project.folder}/server.mjs`,
    platform: "node",
    packages: "external",
  });
  return run("node", ["server.mjs", sandbox.instanceUrl, id, SECRET], { cwd: project.folder });
}

test("a server renders an empty tag: no token, and nothing that the browser would write otherwise", async () => {
  const markup = await rendered("006R0000001rboIIAQ");
  assert.match(markup, /<opportunity-stage class="deal" data-deal="006R0000001rboIIAQ"><\/opportunity-stage>/);
  assert.ok(!markup.includes(SECRET) && !/accesstoken/i.test(markup), markup);
});

test("it is hydrated without a warning, keeps its flow while the page renders, and hears of the receipt", async () => {
  const { Id: id } = await org.opportunity(DEAL);
  const markup = await rendered(id);
  await project.write(
    "client.jsx",
    `import { hydrateRoot } from "react-dom/client";
     import { Portal } from "./portal.jsx";
     window.log = { requests: 0 };
     hydrateRoot(document.querySelector("#app"), <Portal {...window.given} log={window.log} />, {
       onRecoverableError: (error) => console.error(error.message),
     });`,
  );
  // Bundled without configuration: the WebAssembly comes from the bundler's own chunks.
  await bundle({ entryPoints: [`${project.folder}/client.jsx`], outdir: `${project.folder}/page`, splitting: true });
  const given = JSON.stringify({ org: sandbox.instanceUrl, id, token: sandbox.accessToken });
  await project.write(
    "index.html",
    `<!doctype html><html lang="en"><title>Portal</title><link rel="icon" href="data:," /><div id="app">${markup.trim()}</div>
    <script>window.given = ${given}</script><script type="module" src="/page/client.js"></script></html>`,
  );
  const page = await browser.newPage({ locale: "en-US" });
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && complaints.push(message.text()));
  await page.goto(site.origin);
  const element = page.locator("opportunity-stage");
  const next = element.getByRole("radio", { name: /^Negotiation\/Review/ });
  await next.focus();
  await next.press("Space");
  await element.getByRole("button", { name: "Confirm Update" }).waitFor();

  const before = await page.evaluate(() => window.log.requests);
  for (const count of [0, 1]) await page.getByRole("button", { name: `Render ${count}` }).click();
  await page.getByRole("button", { name: "Render 2" }).waitFor();
  assert.equal(await page.evaluate(() => window.log.element.variant), "compact");
  assert.equal(await page.evaluate(() => window.log.requests), before, "nothing is connected anew");

  await element.getByRole("button", { name: "Confirm Update" }).click();
  await page.waitForFunction(() => window.log.saved);
  assert.deepEqual(await page.evaluate(() => window.log.saved), ["Negotiation/Review", 2]);
  assert.equal((await org.opportunity(DEAL)).StageName, "Negotiation/Review");
  // The browser's own line about the file that this bundler does not carry along.
  assert.deepEqual(
    complaints.filter((text) => !/Failed to load resource.*404/.test(text)),
    [],
  );
  assert.ok(!(await page.evaluate(() => document.querySelector("#app").outerHTML)).includes(sandbox.accessToken));
  await page.close();
});

test("the plain tag works too where it was defined before", async () => {
  const { Id: id } = await org.opportunity(DEAL);
  await project.write(
    "tag.jsx",
    `import "opportunity-stage/define";
     import { createRoot } from "react-dom/client";
     const { org, id, token } = window.given;
     const origins = [org];
     createRoot(document.querySelector("#app")).render(
       <opportunity-stage instance-url={org} opportunity={id} accessToken={() => token} allowedOrigins={origins}
         onopportunity-open={({ detail }) => { document.title = detail.opportunity.name; }} />,
     );`,
  );
  await bundle({ entryPoints: [`${project.folder}/tag.jsx`], outdir: `${project.folder}/page`, splitting: true });
  const given = JSON.stringify({ org: sandbox.instanceUrl, id, token: sandbox.accessToken });
  await project.write(
    "tag.html",
    `<!doctype html><title></title><div id="app"></div>
    <script>window.given = ${given}</script><script type="module" src="/page/tag.js"></script>`,
  );
  const page = await browser.newPage();
  await page.goto(`${site.origin}/tag.html`);
  await page.waitForFunction((name) => document.title === name, DEAL);
  assert.ok(!(await page.locator("opportunity-stage").evaluate((tag) => tag.outerHTML)).includes(sandbox.accessToken));
  await page.close();
});
