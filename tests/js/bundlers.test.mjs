// The packed package through the tools of other people, without configuration for it: bundled and opened in a browser,
// or run where there is none.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { nodeResolve } from "@rollup/plugin-node-resolve";
import { rollup } from "@rollup/wasm-node";
import webpack from "webpack";
import { startSandbox } from "../../scripts/demo/sandbox.mjs";
import { serve } from "../../scripts/demo/site.mjs";
import { launch } from "./support/browser.mjs";
import { packedProject, tool } from "./support/project.mjs";

let project;
let site;
let sandbox;
let browser;

before(async () => {
  project = await packedProject();
  site = await serve(project.folder);
  sandbox = await startSandbox({ origins: [site.origin] });
  browser = await launch();
  for (const entry of ["", "/inline"])
    await project.write(`source${entry.slice(1)}.js`, script(`opportunity-stage${entry}`));
});

after(async () => {
  await browser?.close();
  await sandbox?.stop();
  await site?.close();
  await project?.remove();
});

/** A page that looks Acme up and puts what it gets into its title. */
const script = (entry) => `
  import { connect } from "${entry}";
  const { instanceUrl, accessToken } = Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
  connect({ instanceUrl, accessToken, allowedOrigins: [instanceUrl] })
    .then((salesforce) => salesforce.find({ account: "Acme" }))
    .then((matches) => { document.title = "found " + matches.length; },
      (problem) => { document.title = problem.code + ": " + problem.message; });`;

async function titleOf(file) {
  await project.write(`${file}.html`, `<!doctype html><title></title><script type="module" src="/${file}"></script>`);
  const page = await browser.newPage();
  const { instanceUrl, accessToken } = sandbox;
  await page.goto(`${site.origin}/${file}.html#${new URLSearchParams({ instanceUrl, accessToken })}`);
  await page.waitForFunction(() => document.title !== "");
  const title = await page.title();
  await page.close();
  return title;
}

async function pack() {
  const config = {
    context: project.folder,
    mode: "production",
    entry: "./source.js",
    output: { path: `${project.folder}/webpack`, filename: "main.js", publicPath: "auto" },
    performance: { hints: false },
  };
  const stats = await new Promise((resolve, reject) =>
    webpack(config, (error, result) => (error ? reject(error) : resolve(result))),
  );
  const { errors, warnings } = stats.toJson({ all: false, errors: true, warnings: true });
  assert.deepEqual([errors, warnings], [[], []]);
}

describe("bundled, and opened in a browser", () => {
  test("webpack", async () => {
    await pack();
    assert.equal(await titleOf("webpack/main.js"), "found 3");
  });

  test("Rollup, with the wasm inside", async () => {
    const bundle = await rollup({ input: `${project.folder}/sourceinline.js`, plugins: [nodeResolve()] });
    // The words of conversations are a chunk of their own.
    const names = { entryFileNames: "rolled.js", chunkFileNames: "rolled-[name].js" };
    await bundle.write({ dir: project.folder, ...names, format: "es" });
    assert.equal(await titleOf("rolled.js"), "found 3");
  });
});

describe("run where there is no browser", () => {
  before(() =>
    project.write(
      "run.mjs",
      `import { connect } from "opportunity-stage";
       const [instanceUrl, accessToken] = process.argv.slice(2);
       const salesforce = await connect({ instanceUrl, accessToken, allowedOrigins: [instanceUrl] });
       console.log((await salesforce.find({ account: "Acme" })).length);`,
    ),
  );
  const args = () => ["run.mjs", sandbox.instanceUrl, sandbox.accessToken];

  test("Bun", async () => {
    assert.equal(await tool("bun", args(), { cwd: project.folder }), "3\n");
  });
});
