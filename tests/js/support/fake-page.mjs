// The demo page with a package behind it that shows given views: for its looks, without an org.
import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { serveSite } from "../../../scripts/demo/site.mjs";

const fakePackage = fileURLToPath(new URL("fake-package.js", import.meta.url));
const fakeElement = fileURLToPath(new URL("fake-define.js", import.meta.url));

/** @param {string} folder an empty folder to put the page into */
export async function serveFakePage(folder) {
  const dist = `${folder}/dist`;
  await mkdir(dist);
  await copyFile(fakePackage, `${dist}/index.js`);
  await copyFile(fakeElement, `${dist}/define.js`);
  await writeFile(`${dist}/oauth.js`, "export const signIn = null;\n");
  const config = { instanceUrl: "https://acme.my.salesforce.com", accessToken: "unused", opportunity: null };
  return serveSite({ dist, config });
}

/** Opens the page and lets it show this view as the answer to a sentence. */
export async function showView(page, origin, view) {
  await page.addInitScript(
    (shown) => {
      window.fakeViews = shown;
    },
    [
      {
        ...view,
        turn: 0,
        state: "idle",
        parts: [],
        citation: null,
        steps: [],
        choices: [],
        card: null,
        form: null,
        buttons: [],
        violations: [],
        warnings: [],
        problem: null,
        receipt: null,
      },
      view,
    ],
  );
  await page.goto(origin);
  await page.locator("html[data-ready]").waitFor({ state: "attached" });
  if (view.turn === 0) return;
  await page.getByLabel("Say something").fill("What's the current stage of the Acme opportunity?");
  await page.getByRole("button", { name: "Send" }).click();
  await page.locator(`article[data-state="${view.state}"]`).waitFor();
}
