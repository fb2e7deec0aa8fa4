// The element in the page: upgrades, two versions, moves, and 200 mounts.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { button, choose, deal, leave, onDeal, org, sandbox, visit, writes } from "./support/element-flow.mjs";

describe("in the page", () => {
  test("properties that were set before the upgrade are kept", async () => {
    const { instanceUrl, accessToken } = sandbox;
    await visit.page.evaluate(
      ([instanceUrl, accessToken, id]) => {
        const early = document.createElement("early-stage");
        Object.assign(early, { instanceUrl, accessToken, allowedOrigins: [instanceUrl], opportunity: id });
        document.querySelector("main").append(early);
        window.define("early-stage");
      },
      [instanceUrl, accessToken, deal.Id],
    );
    await visit.page
      .locator("early-stage")
      .getByRole("radio", { name: /^Proposal/ })
      .waitFor();
    await leave();
  });

  test("two versions live on one page", async () => {
    await onDeal();
    await visit.page.evaluate(() => {
      window.define("opportunity-stage");
      window.define("opportunity-stage-next");
    });
    const classes = await visit.page.evaluate(() => [
      customElements.get("opportunity-stage") === window.OpportunityStageElement,
      customElements.get("opportunity-stage-next").prototype instanceof window.OpportunityStageElement,
    ]);
    assert.deepEqual(classes, [true, true]);
    await leave();
  });

  test("a move within the page continues the flow, a removal ends it", async () => {
    await org.fault({ fault: "time-out", path: "/ui-api/records" });
    await onDeal();
    // The request is under way and will never be answered.
    await visit.page.waitForFunction(() => window.element.view?.state === "opening");
    const moved = await visit.page.evaluate(async () => {
      const { element } = window;
      const aside = document.body.appendChild(document.createElement("aside"));
      aside.append(element);
      await new Promise((resolve) => setTimeout(resolve));
      return element.view.state;
    });
    assert.equal(moved, "opening");
    const aborted = visit.page.waitForEvent("requestfailed");
    const left = await visit.page.evaluate(async () => {
      window.element.remove();
      await new Promise((resolve) => setTimeout(resolve));
      return window.element.view;
    });
    await aborted;
    assert.equal(left, null);
    await leave();
  });

  test("writes nothing if it is removed while the page is asked", async () => {
    await onDeal();
    await visit.page.evaluate(() => {
      window.element.addEventListener("before-save", (event) => {
        event.waitUntil(new Promise((resolve) => (window.answer = resolve)));
      });
    });
    await choose(/^Negotiation\/Review/);
    await button("Confirm Update").click();
    await visit.page.waitForFunction(() => window.answer);
    await visit.page.evaluate(async () => {
      window.element.remove();
      await new Promise((resolve) => setTimeout(resolve));
      window.answer(true);
      await new Promise((resolve) => setTimeout(resolve));
    });
    assert.deepEqual(await writes(), []);
    await leave();
  });

  test("200 mounts and unmounts leave nothing behind", async () => {
    await visit.page.evaluate(
      async (view) => {
        window.refs = [];
        window.fake = window.fakeConnection([view]);
        for (let turn = 0; turn < 200; turn += 1) {
          const element = document.createElement("opportunity-stage");
          element.salesforce = window.fake;
          document.body.append(element);
          await element.updateComplete;
          element.remove();
          window.refs.push(new WeakRef(element));
        }
        await new Promise((resolve) => setTimeout(resolve));
      },
      (await import("./support/element-views.mjs")).views.current,
    );
    assert.equal(await visit.page.evaluate(() => window.fake.open), 0, "every conversation was closed");
    const devtools = await visit.page.context().newCDPSession(visit.page);
    await devtools.send("HeapProfiler.collectGarbage");
    const alive = await visit.page.evaluate(() => window.refs.filter((ref) => ref.deref()).length);
    assert.ok(alive <= 2, `${alive} elements are still there`);
    await leave();
  });
});
