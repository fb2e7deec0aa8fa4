// The element after a failure: what could not be loaded or read, a core that has crashed, and hostile values.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  asUser,
  button,
  choose,
  deal,
  DEAL,
  leave,
  onDeal,
  org,
  other,
  OTHER,
  problems,
  sandbox,
  state,
  title,
  visit,
} from "./support/element-life.mjs";

describe("recovery", () => {
  test("after the WebAssembly could not be loaded", async () => {
    await visit.page.route(/\/core\.(wasm|js)$/, (route) => route.abort(), { times: 2 });
    await onDeal();
    await button("Try Again").focus();
    await visit.page.keyboard.press("Enter");
    await title(DEAL).waitFor();
    assert.equal(
      await visit.page.evaluate(() => window.element.shadowRoot.activeElement?.id),
      "panel",
      "the focus is where it goes on",
    );
    assert.deepEqual(await problems(), ["wasm_unavailable"]);
    await leave({ complaints: [/ERR_FAILED/] });
  });

  test("by a call as well", async () => {
    await visit.page.route(/\/core\.(wasm|js)$/, (route) => route.abort(), { times: 2 });
    await onDeal();
    await button("Try Again").waitFor();
    const opened = await visit.page.evaluate(async (id) => (await window.element.open(id)).opportunity.name, other.Id);
    assert.equal(opened, OTHER);
    assert.equal(await button("Try Again").count(), 0);
    await leave({ complaints: [/ERR_FAILED/] });
  });

  for (const variant of ["path", "compact"]) {
    test(`an opportunity that cannot be read shows no search, ${variant}`, async () => {
      await org.fault({ fault: "expired-session", times: 1, path: "/ui-api/records" });
      await onDeal({ attributes: { variant } });
      await button("Try Again").waitFor();
      assert.deepEqual(await visit.element.getByRole("button").allInnerTexts(), ["Try Again"]);
      assert.equal(await visit.element.getByRole("searchbox").count(), 0);
      await button("Try Again").click();
      if (variant === "path") await title(DEAL).waitFor();
      else await button(/^Stage of/).waitFor();
      await leave({ complaints: [/401/] });
    });
  }
});

/** Ends the instance of the core, as a defect would: an exception passes through its frames. */
const crash = () =>
  visit.page.evaluate(async () => {
    const { init, rules } = await import("./pkg/index.js");
    await init();
    const judge = rules();
    const { now } = Date;
    Date.now = () => {
      throw new Error("from another script");
    };
    try {
      judge.check({}, { stage: "Closed Won" }, { stages: [{ value: "Closed Won" }] });
    } catch (error) {
      return error.code;
    } finally {
      Date.now = now;
    }
  });

const open = (id) =>
  visit.page.evaluate(
    (id) =>
      window.element.open(id).then(
        ({ state }) => state,
        ({ code }) => code,
      ),
    id,
  );

describe("an element whose core has crashed", () => {
  test("says that it must restart, and restarts on request", async () => {
    await onDeal();
    await title(DEAL).waitFor();
    assert.equal(await crash(), "internal");
    await visit.element.getByText("this part of the page must restart").first().waitFor();
    assert.equal(await title(DEAL).count(), 0, "nothing that is out of date is shown");
    assert.deepEqual([await state(), await problems()], [null, ["internal"]]);
    await button("Try Again").click();
    await title(DEAL).waitFor();
    await choose(/^Negotiation\/Review/);
    await button("Confirm Update").waitFor();
    await leave();
  });

  for (const [what, variant, file] of [
    ["conversation", "path", /\/conversation\.(wasm|js)$/],
    ["sentences", "conversation", /\/understand-\w+\.js$/],
  ]) {
    test(`restarts if that happens while its ${what} is loading`, async () => {
      let release;
      const held = new Promise((resolve) => (release = resolve));
      const asked = visit.page.waitForRequest(file);
      await visit.page.route(file, async (route) => (await held, route.continue()));
      await onDeal({ attributes: { variant } });
      await asked;
      assert.equal(await crash(), "internal");
      release();
      await button("Try Again").click();
      await visit.element.getByText(DEAL).first().waitFor();
      await leave();
    });
  }

  test("opens what the page asks for, even after a second crash", async () => {
    await onDeal();
    await title(DEAL).waitFor();
    for (const [id, name] of [
      [other.Id, OTHER],
      [deal.Id, DEAL],
    ]) {
      await crash();
      assert.equal(await open(id), "current");
      await title(name).waitFor();
    }
    await leave();
  });

  test("restarts when it is removed and inserted again", async () => {
    await onDeal();
    await title(DEAL).waitFor();
    await crash();
    await visit.page.evaluate(async () => {
      window.element.remove();
      await new Promise((resolve) => setTimeout(resolve));
      document.querySelector("main").append(window.element);
    });
    await title(DEAL).waitFor();
    await leave();
  });

  test("reports that the outcome of a write is unknown", async () => {
    await asUser("first");
    await title(DEAL).waitFor();
    await visit.page.evaluate(() => void (window.gate = new Promise(() => {})));
    await choose(/^Negotiation\/Review/);
    await button("Confirm Update").click();
    await visit.page.waitForFunction(() => window.element.view?.state === "applying");
    await crash();
    await visit.element.getByText("It is not known whether the update was made").first().waitFor();
    await button("Try Again").click();
    await title(DEAL).waitFor();
    assert.deepEqual(await problems(), ["unknown_outcome"]);
    await leave();
  });

  test("waits for a new connection if the page made the lost one", async () => {
    const options = { instanceUrl: sandbox.instanceUrl, accessToken: sandbox.accessToken };
    const connected = () =>
      visit.page.evaluate(async (options) => {
        const { connect } = await import("./pkg/index.js");
        const salesforce = await connect({ ...options, allowedOrigins: [options.instanceUrl] });
        if (window.element) window.element.salesforce = salesforce;
        else window.mount({ properties: { salesforce } });
      }, options);
    await connected();
    assert.equal(await open(deal.Id), "current");
    await crash();
    await visit.element.getByText("this part of the page must restart").first().waitFor();
    assert.deepEqual([await button("Try Again").count(), await open(deal.Id)], [0, "internal"]);
    await connected();
    assert.equal(await open(deal.Id), "current");
    await leave();
  });
});

/** Sets every property and calls every method with every hostile value; gives what leaves as no problem of ours. */
const provoke = (id) =>
  visit.page.evaluate(async (id) => {
    const { HostError, hostileValues } = await import("./hostile-values.js");
    const { element, OpportunityStageElement } = window;
    let isHostile = true;
    const values = hostileValues({
      reenter: () => isHostile && void element.cancel().catch(() => undefined),
      objects: { element },
    });
    const wrong = [];
    const stray = ({ reason, error }) => wrong.push(`left unhandled: ${String(reason ?? error)}`);
    window.addEventListener("unhandledrejection", stray);
    window.addEventListener("error", stray);
    const drawn = () => Promise.race([element.updateComplete, new Promise((resolve) => setTimeout(resolve, 2_000))]);
    const isOurs = (thrown) => thrown?.name === "OpportunityStageError" && thrown.code !== "internal";
    const isAllowed = (thrown) => thrown instanceof HostError || isOurs(thrown);
    const properties = Object.keys(OpportunityStageElement.properties);
    const methods = ["open", "propose"];
    const inTime = (promise) =>
      Promise.race([promise, new Promise((_, reject) => setTimeout(reject, 20_000, new Error("it never settled")))]);
    for (const property of properties) {
      const before = element[property];
      for (const [name, make] of values) {
        element[property] = make();
        await drawn().catch((error) => wrong.push(`${property} = ${name}: ${String(error)}`));
      }
      element[property] = before;
      await drawn();
    }
    // A hostile `fetch` of an earlier connection may still be asked to send a request again.
    isHostile = false;
    await inTime(element.open(id));
    isHostile = true;
    for (const method of methods) {
      for (const [name, make] of values) {
        await inTime(element[method](make())).catch(
          (error) => isAllowed(error) || wrong.push(`${method}(${name}): ${String(error)}`),
        );
      }
    }
    isHostile = false;
    await inTime(element.open(id));
    return { wrong, calls: (properties.length + methods.length) * values.length, state: element.view?.state };
  }, id);

describe("an element that is given hostile values", () => {
  test("reports a problem, and then works with valid values", { timeout: 300_000 }, async () => {
    await onDeal();
    await title(DEAL).waitFor();
    const { wrong, calls, state } = await provoke(deal.Id);
    console.log(`the element's properties and methods x hostile values: ${calls} calls`);
    assert.deepEqual(wrong.slice(0, 20), [], `${wrong.length} of ${calls}`);
    assert.equal(state, "current");
    await visit.close();
  });
});
