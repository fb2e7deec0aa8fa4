// "Copy as project" of the demo page: what is copied is pasted into a shell, installed, built with Vite, and run.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { serve } from "../../scripts/demo/site.mjs";
import { startDemo } from "./support/demo.mjs";
import { packedProject, run, tool } from "./support/project.mjs";

let demo;
let project;
before(async () => {
  [demo, project] = await Promise.all([startDemo(), packedProject()]);
});
after(async () => {
  await demo?.stop();
  await project?.remove();
});

/** What the page copies for a sample. */
async function copied(name) {
  const visit = await demo.open();
  const { page } = visit;
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.getByRole("tab", { name }).click();
  await page.locator(`#parameters[data-sample="${name}"]`).waitFor();
  await page.getByRole("button", { name: "Copy as project" }).click();
  await page.locator("#status", { hasText: "Copied" }).waitFor({ state: "attached" });
  const text = await page.evaluate(() => navigator.clipboard.readText());
  await visit.leave();
  return text;
}

test("a copied sample is a project that builds and runs", async () => {
  const text = await copied("update.js");
  assert.ok(!text.includes("canary"), "the token is not copied");
  // The last line installs from the registry and starts a server: here the packed package and the checkout's Vite are used.
  const lines = text.trimEnd().split("\n");
  assert.equal(lines.pop(), "npm install && npm run dev");
  await run("sh", ["-c", lines.join("\n")], { cwd: project.folder });
  const folder = `${project.folder}/opportunity-stage-update`;
  const manifest = JSON.parse(await readFile(`${folder}/package.json`, "utf8"));
  const { version } = JSON.parse(await readFile(new URL("../../pkg/package.json", import.meta.url), "utf8"));
  const example = JSON.parse(
    await readFile(new URL("../../examples/react-vite/package.json", import.meta.url), "utf8"),
  );
  assert.equal(manifest.dependencies["opportunity-stage"], `^${version}`);
  assert.equal(manifest.devDependencies.vite, `^${example.devDependencies.vite}`);
  assert.equal(
    await readFile(`${folder}/update.js`, "utf8"),
    await readFile(new URL("../../www-demo/samples/update.js", import.meta.url), "utf8"),
  );
  // The package is found in the folder above.
  await tool("vite", ["build"], { cwd: folder });

  const site = await serve(`${folder}/dist`);
  const context = await demo.browser.newContext();
  const page = await context.newPage();
  page.on("dialog", (dialog) => void dialog.accept(demo.accessToken));
  // The sandbox lists the origin of the demo page only.
  await page.route(`${demo.origin}/built/**`, async (route) => {
    const name = new URL(route.request().url()).pathname.replace("/built", "").replace(/^\/assets/, "/assets");
    await route.fulfill({ response: await page.request.get(`${site.origin}${name}`) });
  });
  await page.route(`${demo.origin}/assets/**`, async (route) => {
    await route.fulfill({
      response: await page.request.get(`${site.origin}${new URL(route.request().url()).pathname}`),
    });
  });
  await page.goto(`${demo.origin}/built/index.html`);
  await page.getByRole("button", { name: "Run" }).click();
  await page.locator("#output", { hasText: /\S/ }).waitFor();
  assert.match(await page.locator("#output").innerText(), /"verified": true/);
  const { writes } = await demo.org.log();
  assert.equal(writes.length, 1);
  await context.close();
  await site.close();
});

test("each sample can be copied", async () => {
  for (const name of ["find.js", "preview.js", "undo.js", "rules.js", "assistant.js"]) {
    const text = await copied(name);
    const source = await readFile(new URL(`../../www-demo/samples/${name}`, import.meta.url), "utf8");
    assert.ok(text.includes(`cat > ${name} <<'END_OF_FILE'\n${source.trimEnd()}\nEND_OF_FILE`), name);
  }
});
