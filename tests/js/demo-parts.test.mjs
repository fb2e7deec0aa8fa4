// The samples that run, and connecting an org of one's own.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { startDemo } from "./support/demo.mjs";

let demo;
let visit;
let page;
before(async () => {
  demo = await startDemo({ oauthCors: true });
});
after(() => demo?.stop());
beforeEach(async () => {
  await demo.org.reset();
  visit = await demo.open({ viewport: { width: 1280, height: 900 } });
  page = visit.page;
});

describe("the samples", () => {
  afterEach(() => visit.leave());

  const output = () => page.locator("#output").innerText();
  async function run(name, values = {}) {
    await page.getByRole("tab", { name }).click();
    await page.locator(`#parameters[data-sample="${name}"]`).waitFor();
    for (const [label, value] of Object.entries(values))
      await page.locator(`#parameters [name="${label}"]`).fill(value);
    await page.locator("#run").click();
    await page.locator("#run-state", { hasText: /^(Done|Ended)/ }).waitFor();
    return output();
  }

  test("each is shown as it is served, line by line", async () => {
    for (const name of ["find.js", "preview.js", "update.js", "undo.js", "rules.js", "assistant.js"]) {
      await page.getByRole("tab", { name }).click();
      await page.locator(`#parameters[data-sample="${name}"]`).waitFor();
      const source = await readFile(new URL(`../../www-demo/samples/${name}`, import.meta.url), "utf8");
      assert.equal(await page.locator("#source").textContent(), source);
      assert.equal(await page.locator("#source .l").count(), source.trimEnd().split("\n").length);
    }
  });

  test("find.js looks the account up that is typed in", async () => {
    assert.match(await run("find.js"), /Acme - 200 Widgets/);
    const found = await run("find.js", { account: "Edge" });
    assert.match(found, /Edge Emergency Generator/);
    assert.doesNotMatch(found, /Acme/);
    assert.ok((await page.locator("#headless-wire .entries li").count()) > 0);
  });

  test("preview.js says what would change, and writes nothing", async () => {
    const text = await run("preview.js");
    assert.match(text, /Closed Won: close_won, allowed/);
    assert.match(text, /Probability.*75 → 100 \(salesforce\)/);
    assert.deepEqual((await demo.org.log()).writes, []);
    assert.match(await run("preview.js", { stage: "closed" }), /Closed Won or Closed Lost|could mean|ambiguous/i);
  });

  test("update.js writes it and reads it back", async () => {
    assert.match(await run("update.js"), /"verified": true/);
    assert.equal((await demo.org.opportunity("Acme - 200 Widgets")).StageName, "Negotiation/Review");
  });

  test("undo.js puts back what it has written", async () => {
    const text = await run("undo.js");
    assert.match(text, /Proposal\/Price Quote → Closed Won\s+Closed Won → Proposal\/Price Quote/);
    assert.equal((await demo.org.opportunity("Acme - 200 Widgets")).StageName, "Proposal/Price Quote");
  });

  test("assistant.js commits what the person confirms, and nothing that is declined", async () => {
    page.once("dialog", (dialog) => dialog.dismiss());
    await run("assistant.js");
    assert.deepEqual((await demo.org.log()).writes, []);
    const asked = [];
    page.once("dialog", (dialog) => {
      asked.push(dialog.message());
      dialog.accept();
    });
    await run("assistant.js");
    assert.match(asked[0], /Id\. Decision Makers/);
    assert.equal((await demo.org.log()).writes.filter(({ changes }) => changes.StageName).length, 1);
    assert.equal((await demo.org.opportunity("Acme - 200 Widgets")).StageName, "Id. Decision Makers");
    // No change means no token, and no question.
    assert.match(await run("assistant.js"), /change nothing/);
    assert.equal(asked.length, 1);
    // Which of an account's opportunities is meant is not guessed.
    assert.match(await run("assistant.js", { opportunity: "Acme" }), /Acme - 200 Widgets[\s\S]*Acme - /);
    assert.equal((await demo.org.log()).writes.filter(({ changes }) => changes.StageName).length, 1);
  });

  test("each works after the others, and again", async () => {
    page.on("dialog", (dialog) => dialog.accept());
    const names = ["find.js", "preview.js", "update.js", "undo.js", "rules.js", "assistant.js"];
    for (const name of [...names, ...names.toReversed()]) {
      await run(name);
      assert.match(await page.locator("#run-state").textContent(), /^Done/, name);
      assert.doesNotMatch(await output(), /is not of type|undefined/, name);
    }
  });

  test("rules.js needs no request", async () => {
    const text = await run("rules.js");
    assert.match(text, /denied/);
    assert.match(text, /A deal of this size needs a next step/);
    assert.equal(await page.locator("#headless-wire .entries li").count(), 0);
    assert.doesNotMatch(await run("rules.js", { amount: "100", from: "Proposal/Price Quote" }), /denied/);
  });

  test("the samples are tabs for the keyboard too", async () => {
    await page.getByRole("tab", { name: "find.js" }).focus();
    await page.keyboard.press("ArrowRight");
    await page.locator('#parameters[data-sample="preview.js"]').waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.textContent), "preview.js");
    assert.equal(await page.getByRole("tab", { name: "preview.js" }).getAttribute("aria-selected"), "true");
  });
});

test("what can be chosen from in the conversation begins at one edge", async () => {
  await visit.say("What's the current stage of the Acme opportunity?", "choosing");
  const edges = await visit.latest
    .locator(".choice > *")
    .evaluateAll((all) => all.map((one) => Math.round(one.getBoundingClientRect().left)));
  assert.ok(edges.length >= 4, `${edges}`);
  assert.equal(new Set(edges).size, 1, `${edges}`);
  await visit.leave();
});

describe("an org of one's own", () => {
  test("what is missing is named, and the cursor stands in it", async () => {
    const connect = page.getByRole("button", { name: "Connect", exact: true });
    await connect.click();
    assert.equal(await page.locator("#connect-error").innerText(), "My Domain address is missing.");
    assert.equal(await page.evaluate(() => document.activeElement.id), "instance-url");
    await page.getByLabel("My Domain address").fill(demo.instanceUrl);
    await connect.click();
    assert.equal(
      await page.locator("#connect-error").innerText(),
      "Consumer key of the External Client App is missing.",
    );
    await page.getByRole("radio", { name: "An access token" }).press("Space");
    await connect.click();
    assert.equal(await page.locator("#connect-error").innerText(), "Access token is missing.");
    assert.equal(await page.evaluate(() => document.activeElement.id), "access-token");
    await visit.leave();
  });

  test("with a pasted token, which the page forgets; back to the sandbox, as it was", async () => {
    const opensWith = page.getByLabel("Opens with");
    await opensWith.selectOption("account");
    await page.getByLabel("My Domain address").fill(demo.instanceUrl);
    await page.getByRole("radio", { name: "An access token" }).press("Space");
    await page.getByLabel("Access token", { exact: true }).fill(demo.accessToken);
    await page.getByRole("button", { name: "Connect", exact: true }).click();
    await page.locator("#faults").waitFor({ state: "hidden" });
    assert.equal(await page.getByLabel("Access token", { exact: true }).inputValue(), "");
    await page.locator("#frame opportunity-stage").getByRole("searchbox").waitFor();
    assert.equal(await page.locator("#org-name").textContent(), new URL(demo.instanceUrl).host);
    assert.equal(await opensWith.inputValue(), "search");
    await page.getByRole("button", { name: "Back to the sandbox" }).click();
    await page.locator("#faults").waitFor();
    assert.equal(await opensWith.inputValue(), "account");
    await visit.leave();
  });

  test("reports a rejected token and an invalid address, and changes nothing else", async () => {
    await page.getByRole("radio", { name: "An access token" }).press("Space");
    const attempt = async (address, token) => {
      await page.getByLabel("My Domain address").fill(address);
      await page.getByLabel("Access token", { exact: true }).fill(token);
      await page.getByRole("button", { name: "Connect", exact: true }).click();
      const message = page.locator("#connect-error p").first();
      await message.waitFor();
      const text = await page.locator("#connect-error").innerText();
      await page.getByLabel("My Domain address").fill("");
      return text;
    };
    assert.match(await attempt(demo.instanceUrl, "00D!wrong"), /session_expired/);
    assert.match(await attempt("https://acme.example", "00D!wrong"), /host_not_allowed/);
    assert.equal(await page.locator("#faults").isVisible(), true);
    // The 403 is the answer of /userinfo to a token that it does not know.
    await visit.leave({ complaints: [/status of 40[13]/] });
  });

  test("the set-up is checked with what stands in the form, and the findings can be copied without the token", async () => {
    const check = page.getByRole("button", { name: "Check the set-up" });
    const state = page.locator("#diagnosis-state");
    await page.getByLabel("My Domain address").fill("https://acme.lightning.force.com");
    await check.click();
    await state.filter({ hasText: "Something has to be changed" }).waitFor();
    assert.match(await page.locator('[data-check="address"]').innerText(), /not of the API[^]*Setup → My Domain/);

    await page.getByRole("radio", { name: "An access token" }).press("Space");
    await page.getByLabel("My Domain address").fill(demo.instanceUrl);
    await page.getByLabel("Access token", { exact: true }).fill(demo.accessToken);
    await check.click();
    await state.filter({ hasText: "Everything is set up." }).waitFor();
    assert.equal(await page.locator('#checks [data-state="fine"]').count(), await page.locator("#checks li").count());
    assert.equal(await page.evaluate(() => document.activeElement.id), "diagnosis-title");
    const text = await page.locator("#diagnosis-text").textContent();
    assert.match(text, /^\[ok\] CORS/m);
    assert.ok(!text.includes(demo.accessToken));
    await page.getByLabel("Access token", { exact: true }).fill("");
    assert.deepEqual((await demo.org.log()).writes, []);
    // The requests for a record that is not there.
    await visit.leave({ complaints: [/status of 40[034]/] });
  });

  test("by OAuth in a popup, with the callback next to the page", async () => {
    await page.getByLabel("My Domain address").fill(demo.instanceUrl);
    await page.getByLabel("Consumer key").fill("portal");
    const opened = page.waitForEvent("popup");
    await page.getByRole("button", { name: "Connect", exact: true }).click();
    const popup = await opened;
    const closed = popup.waitForEvent("close");
    await popup.locator("#oaapprove").waitFor();
    await popup.evaluate(() => document.querySelector("#oaapprove").click());
    await closed;
    await page.locator("#faults").waitFor({ state: "hidden" });
    await page.locator("#frame opportunity-stage").getByRole("searchbox").waitFor();
    // Each part of the page has a reading of the token of its own: none of them makes the others renew it.
    await page.locator("#say input").fill("What's the current stage of Acme - 200 Widgets?");
    await page.getByRole("button", { name: "Send" }).click();
    await page.locator('#log article[data-state="current"]').waitFor();
    const { requests } = await demo.org.log();
    assert.equal(requests.filter(({ path, preflight }) => path.endsWith("/token") && !preflight).length, 1);
    await visit.leave();
  });

  test("the set-up names what to list, for each way to sign in", async () => {
    await page.getByText("Enable CORS for OAuth endpoints").waitFor();
    await page.getByRole("radio", { name: "An access token" }).press("Space");
    await page.getByText("Enable CORS for OAuth endpoints").waitFor({ state: "hidden" });
    assert.equal(await page.locator("#own-origin").textContent(), demo.origin);
    await visit.leave();
  });
});
