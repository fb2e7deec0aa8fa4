// Bundles the snippets of docs/frameworks.md with their frameworks and the packed package, opens each in Chromium, and updates
// a stage. The org is the sandbox behind a Salesforce host name.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { after, before, beforeEach, test } from "node:test";
import { build } from "esbuild";
import { compile } from "svelte/compiler";
import { startSandbox } from "../../scripts/demo/sandbox.mjs";
import { serve } from "../../scripts/demo/site.mjs";
import { launch } from "./support/browser.mjs";
import { orgOf } from "./support/org.mjs";
import { packedProject } from "./support/project.mjs";

const ORG = "https://acme.my.salesforce.com";
const DEAL = "Acme - 200 Widgets";
const require = createRequire(import.meta.url);

let snippets;
let project;
let site;
let sandbox;
let org;
let browser;
before(async () => {
  const text = await readFile(new URL("../../pkg-template/docs/frameworks.md", import.meta.url), "utf8");
  snippets = (language) => new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\`$`, "m").exec(text)[1];
  project = await packedProject();
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

/** What the snippets take from around them. */
const SCOPE = `const { org, id } = window.given, token = () => window.given.accessToken;
  const saved = (receipt) => { window.saved = receipt; };`;

test("React", () => {
  const [, imports, tag] = /(import .*;\n)([^]*)/.exec(snippets("jsx"));
  return updates(
    `${imports} import { createRoot } from "react-dom/client"; ${SCOPE}
    const App = () => (${tag.trim()});
    createRoot(document.querySelector("#app")).render(<App />);`,
    { loader: "jsx", jsx: "automatic" },
  );
});

test("Vue", () =>
  updates(
    `import "opportunity-stage/define"; import { createApp } from "vue/dist/vue.esm-bundler.js"; ${SCOPE}
    const app = createApp({ setup: () => ({ org, id, token, saved }), template: ${JSON.stringify(snippets("vue"))} });
    app.config.compilerOptions.isCustomElement = (tag) => tag === "opportunity-stage";
    app.mount("#app");`,
  ));

test("Angular", () =>
  updates(
    `import "@angular/compiler"; import "opportunity-stage/define";
    import { Component, CUSTOM_ELEMENTS_SCHEMA, provideZonelessChangeDetection } from "@angular/core";
    import { bootstrapApplication } from "@angular/platform-browser"; ${SCOPE}
    class App {
      org = org; id = id; token = token;
      saved(event) { saved(event.detail.receipt); }
    }
    const template = ${JSON.stringify(snippets("html"))};
    const Deal = Component({ selector: "#app", schemas: [CUSTOM_ELEMENTS_SCHEMA], template })(App);
    bootstrapApplication(Deal, { providers: [provideZonelessChangeDetection()] });`,
  ));

test("Svelte", () => {
  const source = `<script>import "opportunity-stage/define"; ${SCOPE}</script>\n${snippets("svelte")}`;
  const component = compile(source, { generate: "client", filename: "Deal.svelte" }).js.code;
  return updates(
    `import { mount } from "svelte"; import Deal from "deal"; mount(Deal, { target: document.querySelector("#app") });`,
    { plugins: [given("deal", component, project.folder)], conditions: ["browser", "svelte"] },
  );
});

/** A module whose text is at hand. */
const given = (name, contents, resolveDir) => ({
  name,
  setup(build) {
    build.onResolve({ filter: new RegExp(`^${name}$`) }, () => ({ path: name, namespace: name }));
    build.onLoad({ filter: /./, namespace: name }, () => ({ contents, resolveDir }));
  },
});

/** Bundles the page, and moves the stage on it. */
async function updates(contents, { loader = "js", ...options } = {}) {
  await build({
    stdin: { contents, loader, resolveDir: project.folder },
    // The frameworks are this checkout's. Our package is the packed one, and the page's import map finds it.
    nodePaths: [dirname(dirname(require.resolve("react/package.json")))],
    external: ["opportunity-stage/*"],
    outfile: `${project.folder}/page.js`,
    bundle: true,
    format: "esm",
    define: {
      "process.env.NODE_ENV": '"production"',
      __VUE_OPTIONS_API__: "true",
      __VUE_PROD_DEVTOOLS__: "false",
      __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: "false",
    },
    logLevel: "silent",
    ...options,
  });
  const { Id: id } = await org.opportunity(DEAL);
  const given = JSON.stringify({ org: ORG, id, accessToken: sandbox.accessToken });
  await project.write(
    "index.html",
    `<!doctype html><html lang="en"><title>Portal</title><div id="app"></div><script>window.given = ${given}</script>
    <script type="importmap">{ "imports": { "opportunity-stage/define": "/node_modules/opportunity-stage/dist/define.js" } }</script>
    <script type="module" src="/page.js"></script></html>`,
  );
  const page = await browser.newPage({ locale: "en-US" });
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  await page.route(`${ORG}/**`, async (route) => {
    const url = route.request().url().replace(ORG, sandbox.instanceUrl);
    const headers = { ...route.request().headers(), host: new URL(sandbox.instanceUrl).host };
    await route.fulfill({ response: await route.fetch({ url, headers }) });
  });
  await page.goto(site.origin);
  const next = page.locator("opportunity-stage").getByRole("radio", { name: /^Negotiation\/Review/ });
  await next.focus();
  await next.press("Space");
  await page.getByRole("button", { name: "Confirm Update" }).click();
  await page.waitForFunction(() => window.saved);
  assert.equal(await page.evaluate(() => window.saved.after.StageName), "Negotiation/Review");
  assert.equal((await org.opportunity(DEAL)).StageName, "Negotiation/Review");
  assert.deepEqual(complaints, []);
  await page.close();
}
