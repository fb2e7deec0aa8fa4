// "Copy as project" of the demo page: what is copied is pasted into a shell, installed, built with Vite, and run.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { startSandbox } from "../../scripts/demo/sandbox.mjs";
import { serve } from "../../scripts/demo/site.mjs";
import { startDemo } from "./support/demo.mjs";
import { orgOf } from "./support/org.mjs";
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

test("a copied sample is a project that builds and runs", async (t) => {
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
  const site = await serve(`${folder}/dist`);
  t.after(() => site.close());
  // An org that lists the origin of the built page, as a portal's own would.
  const sandbox = await startSandbox({ origins: [site.origin] });
  t.after(() => sandbox.stop());
  const main = await readFile(`${folder}/main.js`, "utf8");
  assert.ok(main.includes(demo.instanceUrl), "it names the org that the page is connected to");
  await project.write("opportunity-stage-update/main.js", main.replaceAll(demo.instanceUrl, sandbox.instanceUrl));
  // The package is found in the folder above.
  await tool("vite", ["build"], { cwd: folder });
  const context = await demo.browser.newContext();
  t.after(() => context.close());
  const page = await context.newPage();
  page.on("dialog", (dialog) => void dialog.accept(sandbox.accessToken));
  await page.goto(site.origin);
  await page.getByRole("button", { name: "Run" }).click();
  await page.locator("#output", { hasText: /\S/ }).waitFor();
  assert.match(await page.locator("#output").innerText(), /"verified": true/);
  assert.equal((await orgOf(sandbox).log()).writes.length, 1);
});

test("each sample can be copied", async () => {
  for (const name of ["find.js", "preview.js", "undo.js", "rules.js", "assistant.js"]) {
    const text = await copied(name);
    const source = await readFile(new URL(`../../www-demo/samples/${name}`, import.meta.url), "utf8");
    assert.ok(text.includes(`cat > ${name} <<'END_OF_FILE'\n${source.trimEnd()}\nEND_OF_FILE`), name);
  }
});
