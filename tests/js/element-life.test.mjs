// The element while the page around it changes: it goes and comes back, and its properties change under it.
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { startSandbox } from "../../scripts/demo/sandbox.mjs";
import { launch } from "./support/browser.mjs";
import { openElementPage, serveElementPage } from "./support/element-page.mjs";
import { orgOf } from "./support/org.mjs";

const DEAL = "Acme - 200 Widgets";
const OTHER = "Edge Emergency Generator";

let site;
let sandbox;
let org;
let browser;
before(async () => {
  site = await serveElementPage();
  sandbox = await startSandbox({ origins: [site.origin] });
  org = orgOf(sandbox);
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await sandbox?.stop();
  await site?.close();
});

let deal;
let other;
let visit;
beforeEach(async () => {
  await org.reset();
  [deal, other] = [await org.opportunity(DEAL), await org.opportunity(OTHER)];
  visit = await openElementPage(browser, site.origin);
});

/** An element on the deal; its requests go by a `fetch` of the page's, which may hold one back and notes each token. */
async function onDeal({ attributes = {}, properties = {} } = {}) {
  const { instanceUrl, accessToken } = sandbox;
  await visit.page.evaluate((good) => {
    window.tokens = [];
    window.gate = null;
    window.through = async (request) => {
      const headers = new Headers(request.headers);
      window.tokens.push(`${request.method} ${headers.get("authorization")}`);
      headers.set("authorization", `Bearer ${good}`);
      if (request.method !== "GET") await window.gate;
      return fetch(new Request(request, { headers }));
    };
  }, accessToken);
  await visit.mount({
    attributes: { "instance-url": instanceUrl, opportunity: deal.Id, ...attributes },
    properties: { allowedOrigins: [instanceUrl], accessToken, ...properties },
  });
}

/** The same, with the page's `fetch` and the token of a user. */
async function asUser(token, options = {}) {
  await onDeal({ ...options, attributes: { "instance-url": "", ...options.attributes } });
  await visit.page.evaluate(
    ([token, instanceUrl]) =>
      Object.assign(window.element, {
        fetch: window.through,
        instanceUrl,
        accessToken: token === "function" ? () => "first" : token,
      }),
    [token, sandbox.instanceUrl],
  );
}

const set = (properties) => visit.page.evaluate((all) => Object.assign(window.element, all) && undefined, properties);
const button = (name) => visit.element.getByRole("button", { name });
const radio = (name) => visit.element.getByRole("radio", { name });
const title = (name) => visit.element.getByRole("heading", { name });
/** By the keyboard: the radio itself cannot be seen. */
async function choose(name) {
  await radio(name).focus();
  await visit.page.keyboard.press("Space");
}
const writes = async () => (await org.log()).writes;
const state = () => visit.page.evaluate(() => window.element.view?.state ?? null);
/** Read in the page: an error that leaves it keeps no code. */
const problems = () =>
  visit.page.evaluate(() =>
    window.events.filter(({ name }) => name === "opportunity-problem").map(({ detail }) => detail.problem.code),
  );

async function leave({ complaints = [] } = {}) {
  assert.deepEqual(
    visit.complaints.filter((complaint) => !complaints.some((known) => known.test(complaint))),
    [],
  );
  await visit.close();
}

describe("an element that goes and comes back", () => {
  test("begins anew, with what its attributes say then", async () => {
    await onDeal();
    await title(DEAL).waitFor();
    const left = await visit.page.evaluate(async () => {
      const { element } = window;
      element.remove();
      await new Promise((resolve) => setTimeout(resolve));
      const { view } = element;
      document.querySelector("main").append(element);
      return view;
    });
    assert.equal(left, null);
    await title(DEAL).waitFor();
    await visit.page.evaluate(async (id) => {
      const { element } = window;
      element.remove();
      await new Promise((resolve) => setTimeout(resolve));
      element.setAttribute("opportunity", id);
      await element.updateComplete;
      document.querySelector("main").append(element);
    }, other.Id);
    await title(OTHER).waitFor();
    await leave();
  });

  test("takes no call while it is in no page", async () => {
    const codes = await visit.page.evaluate(async () => {
      const element = document.createElement("opportunity-stage");
      const code = (promise) => promise.then(String, ({ code }) => code);
      return [await code(element.open("006R0000001rboIIAQ")), await code(element.confirm())];
    });
    assert.deepEqual(codes, ["closed", "closed"]);
    await leave();
  });

  test("properties that were set before the tag was defined are kept", async () => {
    const { instanceUrl, accessToken } = sandbox;
    await visit.page.evaluate(
      ([instanceUrl, token, opportunity]) => {
        const element = document.createElement("late-stage");
        document.querySelector("main").replaceChildren(element);
        const properties = { instanceUrl, opportunity, accessToken: () => token, allowedOrigins: [instanceUrl] };
        Object.assign(element, properties);
        window.define("late-stage");
      },
      [instanceUrl, accessToken, deal.Id],
    );
    await visit.page.locator("late-stage").getByRole("heading", { name: DEAL }).waitFor();
    await leave();
  });

  test("says after a while that it has no token, without a warning", async () => {
    await visit.page.clock.install();
    const lines = [];
    visit.page.on("console", (message) => lines.push(`${message.type()}: ${message.text()}`));
    await visit.mount({ attributes: { "instance-url": sandbox.instanceUrl } });
    await visit.page.clock.fastForward(60_000);
    assert.equal(lines.filter((text) => /^info: .*has no access token yet/.test(text)).length, 1);
    await leave();
  });

  test("reports once what it waits for", async () => {
    await visit.page.clock.install();
    await visit.mount({ attributes: { opportunity: deal.Id } });
    await visit.page.clock.fastForward(60_000);
    assert.equal(visit.complaints.filter((text) => /waits for its attribute `instance-url`/.test(text)).length, 1);
    await leave({ complaints: [/instance-url/] });
  });
});

describe("a token in the markup", () => {
  const SECRET = "00D000000000001!secret";

  for (const name of ["accessToken", "access-token"]) {
    test(`is removed from \`${name}\` at once, reported, and not used`, async () => {
      await visit.page.evaluate(
        ([name, secret, instanceUrl]) => {
          // As a server writes it: the attribute is there before the element is defined.
          const element = document.createElement("marked-stage");
          element.setAttribute("instance-url", instanceUrl);
          element.setAttribute(name, secret);
          document.querySelector("main").replaceChildren(element);
          window.define("marked-stage");
        },
        [name, SECRET, sandbox.instanceUrl],
      );
      const element = visit.page.locator("marked-stage");
      await element.locator(".root").waitFor();
      assert.ok(!(await visit.page.content()).includes(SECRET));
      await element.evaluate((element, [name, secret]) => element.setAttribute(name, secret), [name, SECRET]);
      assert.ok(!(await visit.page.content()).includes(SECRET));
      assert.equal(await element.evaluate((element) => element.accessToken), undefined);
      const codes = await visit.page.evaluate(() => window.events.map(({ detail }) => detail.problem?.code));
      assert.deepEqual(codes, ["invalid_options", "invalid_options"]);
      const reports = visit.complaints.filter((text) => /must not be part of the markup/.test(text));
      assert.equal(reports.length, 2);
      assert.ok(!visit.complaints.join().includes(SECRET));
      assert.deepEqual(
        (await org.log()).requests.filter(({ origin }) => origin),
        [],
      );
      await leave({ complaints: [/must not be part of the markup/] });
    });
  }

  test("looks that are not asked for leave no attribute", async () => {
    await visit.mount({ attributes: { "instance-url": sandbox.instanceUrl } });
    assert.deepEqual(await visit.page.evaluate(() => window.element.getAttributeNames()), ["instance-url"]);
    await leave();
  });
});

describe("a call before there is a token", () => {
  const waiting = () => onDeal({ properties: { allowedOrigins: [], accessToken: undefined } });
  const called = (...ids) =>
    visit.page.evaluate((ids) => {
      const outcome = (view) => view && [view.state, view.opportunity?.name ?? null];
      const calls = ids.map((id) => window.element.open(id).then(outcome, ({ code }) => code));
      window.outcome = Promise.all(calls);
    }, ids);
  const outcome = () => visit.page.evaluate(() => window.outcome);

  test("opens once it comes, and settles then; of several the last one counts", async () => {
    await waiting();
    await called(deal.Id, other.Id);
    await set({ allowedOrigins: [sandbox.instanceUrl], accessToken: sandbox.accessToken });
    await title(OTHER).waitFor();
    assert.deepEqual(await outcome(), [
      ["current", OTHER],
      ["current", OTHER],
    ]);
    await leave();
  });

  test("rejects as any other where it cannot be opened, or where the connection fails", async () => {
    await waiting();
    await called("nonsense");
    await set({ allowedOrigins: [sandbox.instanceUrl], accessToken: sandbox.accessToken });
    assert.deepEqual(await outcome(), ["invalid_record_id"]);
    await waiting();
    await called(deal.Id);
    await set({ allowedOrigins: [sandbox.instanceUrl], accessToken: "not a token" });
    assert.deepEqual(await outcome(), ["invalid_access_token"]);
    await leave();
  });

  test("rejects when the element is removed", async () => {
    await waiting();
    await called(deal.Id);
    await visit.page.evaluate(() => new Promise((drawn) => requestAnimationFrame(drawn)));
    await visit.page.evaluate(() => window.element.remove());
    assert.deepEqual(await outcome(), ["closed"]);
    await leave();
  });
});

describe("the token", () => {
  test("nothing is sent before there is one, unless a proxy adds it", async () => {
    const requests = [];
    visit.page.on("request", (request) => requests.push(request.url()));
    const ofOrg = () => requests.filter((url) => url.startsWith(sandbox.instanceUrl));
    await onDeal({ properties: { allowedOrigins: [], accessToken: undefined } });
    assert.equal(await visit.element.locator(".root").getAttribute("aria-busy"), "true");
    assert.deepEqual([ofOrg(), await problems()], [[], []]);
    await set({ allowedOrigins: [`${sandbox.instanceUrl}/`] });
    await button("Try Again").waitFor();
    assert.ok(ofOrg().length > 0, "the proxy was asked");
    await set({ accessToken: sandbox.accessToken });
    await title(DEAL).waitFor();
    await leave({ complaints: [/401/] });
  });

  test("another text is another user: the flow begins anew, and nothing more goes out with the first", async () => {
    await asUser("first");
    await title(DEAL).waitFor();
    await choose(/^Negotiation\/Review/);
    await button("Confirm Update").waitFor();
    const before = await visit.page.evaluate(() => window.tokens.length);
    await set({ accessToken: "second" });
    await button("Confirm Update").waitFor({ state: "detached" });
    await title(DEAL).waitFor();
    await choose(/^Negotiation\/Review/);
    await button("Confirm Update").click();
    await visit.element.getByText("OK. I've updated the opportunity.").first().waitFor();
    const tokens = await visit.page.evaluate((before) => window.tokens.slice(before), before);
    assert.ok(tokens.length > 0 && tokens.every((token) => token.endsWith(" Bearer second")), String(tokens));
    await leave();
  });

  test("another function keeps the flow, and is asked before anything more is sent", async () => {
    await asUser("function");
    await title(DEAL).waitFor();
    await choose(/^Negotiation\/Review/);
    await button("Confirm Update").waitFor();
    const before = await visit.page.evaluate(() => {
      window.element.accessToken = () => "second";
      return window.tokens.length;
    });
    await button("Confirm Update").click();
    await visit.element.getByText("OK. I've updated the opportunity.").first().waitFor();
    const tokens = await visit.page.evaluate((before) => window.tokens.slice(before), before);
    assert.ok(tokens.length > 0 && tokens.every((token) => token.endsWith(" Bearer second")), String(tokens));
    assert.equal((await writes()).length, 1);
    await leave();
  });

  test("a function that is replaced while it is being asked, as a framework does with each drawing, gives its token", async () => {
    await asUser("function");
    await title(DEAL).waitFor();
    await choose(/^Negotiation\/Review/);
    await button("Confirm Update").waitFor();
    await visit.page.evaluate(() => {
      const another = () => async () => {
        window.element.accessToken = another();
        return "first";
      };
      window.element.accessToken = another();
    });
    await button("Confirm Update").click();
    await visit.element.getByText("OK. I've updated the opportunity.").first().waitFor({ timeout: 10_000 });
    assert.equal((await writes()).length, 1);
    await leave();
  });
});

describe("before-save", () => {
  test("tells what is written, also by an undo and by another try", async () => {
    await onDeal();
    await choose(/^Closed Won/);
    await button("Confirm Update").waitFor();
    await org.fault({ fault: "request-limit", times: 1 });
    await button("Confirm Update").click();
    await button("Try Again").click();
    await button("Undo").click();
    await visit.element
      .getByText(/I've moved the opportunity back/)
      .first()
      .waitFor();
    const asked = (await visit.events("before-save")).map(({ detail: { writes, changes } }) => [
      writes,
      ...changes.filter(({ by }) => by === "you").map(({ field, from, to }) => `${field}: ${from} > ${to}`),
    ]);
    const { CloseDate } = await org.opportunity(DEAL);
    const today = new Date().toISOString().slice(0, 10);
    assert.deepEqual(asked, [
      ["update", "StageName: Proposal/Price Quote > Closed Won"],
      ["update", "StageName: Proposal/Price Quote > Closed Won"],
      ["undo", "StageName: Closed Won > Proposal/Price Quote", `CloseDate: ${today} > ${CloseDate}`],
    ]);
    await leave({ complaints: [/403/] });
  });

  test("is not asked where a conflict is only decided about", async () => {
    await onDeal();
    await choose(/^Negotiation\/Review/);
    await org.change(deal.Id, { StageName: "Qualification" });
    await button("Confirm Update").click();
    await button("Keep Mine").click();
    await visit.element.getByRole("dialog").waitFor({ state: "hidden" });
    assert.equal(await state(), "preview");
    assert.equal((await visit.events("before-save")).length, 1);
    await leave({ complaints: [/412|400/] });
  });
});

describe("another opportunity", () => {
  test("is opened once what is being written has come to its end", async () => {
    await asUser("first");
    await choose(/^Negotiation\/Review/);
    await visit.page.evaluate(() => {
      window.gate = new Promise((resolve) => (window.opened = resolve));
    });
    await button("Confirm Update").click();
    await visit.page.waitForFunction(() => window.tokens.some((token) => token.startsWith("POST")));
    await set({ opportunity: other.Id });
    assert.equal(await state(), "applying");
    await visit.page.evaluate(() => window.opened());
    await title(OTHER).waitFor();
    assert.equal((await org.opportunity(DEAL)).StageName, "Negotiation/Review");
    assert.equal((await visit.events("stage-saved")).length, 1);
    await leave();
  });

  test("that the person has opened already stays as it is", async () => {
    await onDeal({ attributes: { opportunity: "", account: "Acme", variant: "conversation" } });
    await button(new RegExp(`^${DEAL}`)).click();
    await visit.element.getByText("opportunity is Proposal/Price Quote.").last().waitFor();
    const same = await visit.page.evaluate(async (id) => {
      const { element } = window;
      const { view } = element;
      element.opportunity = id;
      await element.updateComplete;
      return element.view === view;
    }, deal.Id);
    assert.equal(same, true);
    await visit.page.evaluate((id) => (window.element.opportunity = id), other.Id);
    await visit.element.getByText("opportunity is Id. Decision Makers.").last().waitFor();
    assert.equal(await visit.element.locator(".said").count(), 0, "what was said was about another one");
    await leave();
  });

  test("means no where the page is being asked", async () => {
    await asUser("first");
    await visit.page.evaluate(() => {
      window.element.addEventListener("before-save", (event) => {
        event.waitUntil(new Promise((resolve) => (window.answer = resolve)));
      });
    });
    await choose(/^Negotiation\/Review/);
    await button("Confirm Update").click();
    await visit.page.waitForFunction(() => window.answer);
    await set({ opportunity: other.Id });
    await visit.page.evaluate(() => window.answer(true));
    await title(OTHER).waitFor();
    await choose(/^Closed Lost/);
    await button("Cancel").waitFor();
    assert.deepEqual(await writes(), []);
    await leave();
  });

  test("none at all leads back to the search, or to the account's", async () => {
    await onDeal();
    await title(DEAL).waitFor();
    await visit.page.evaluate(() => window.element.removeAttribute("opportunity"));
    await visit.element.getByRole("searchbox").waitFor();
    assert.equal(await visit.page.evaluate(() => window.element.view.opportunity), null);
    await visit.page.evaluate(() => window.element.setAttribute("account", "Acme"));
    await button(new RegExp(`^${DEAL}`)).waitFor();
    await visit.page.evaluate(() => window.element.removeAttribute("account"));
    await button(new RegExp(`^${DEAL}`)).waitFor({ state: "detached" });
    await leave();
  });

  test("with an invalid id is reported, and the previous one is gone", async () => {
    await onDeal();
    await title(DEAL).waitFor();
    await set({ opportunity: "001000000000001AAA" });
    await visit.element.locator(".notice").getByText("That is not the id of an opportunity.").waitFor();
    assert.equal(await title(DEAL).count(), 0);
    assert.equal(await visit.element.getByRole("searchbox").count(), 0);
    assert.deepEqual(await problems(), ["invalid_record_id"]);
    await set({ opportunity: other.Id });
    await title(OTHER).waitFor();
    assert.equal(await visit.element.locator(".notice").count(), 0);
    await leave();
  });

  test("with an invalid id from the start is reported, until another one is opened", async () => {
    await onDeal({ attributes: { opportunity: "nonsense" } });
    await visit.element.locator(".notice").getByText("That is not the id of an opportunity.").waitFor();
    assert.equal(await visit.element.getByRole("searchbox").count(), 0);
    await visit.page.evaluate((id) => window.element.open(id), deal.Id);
    await title(DEAL).waitFor();
    assert.equal(await visit.page.getByRole("alert").textContent(), "");
    await leave();
  });
});

describe("a way back", () => {
  test("where the WebAssembly could not be had", async () => {
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

  test("also by a call", async () => {
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
  test("says that it has to start again, and does so when it is asked to", async () => {
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

  test("opens what the page asks for, again after a second crash", async () => {
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

  test("begins anew when it is taken out and put back", async () => {
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

  test("says that it does not know what became of a write", async () => {
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

  test("waits for another connection where the page has made the one that is gone", async () => {
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

describe("an element that is given anything", () => {
  test("reports it as a problem, and works as before with what is right", { timeout: 300_000 }, async () => {
    await onDeal();
    await title(DEAL).waitFor();
    const { wrong, calls, state } = await provoke(deal.Id);
    console.log(`the element's properties and methods x hostile values: ${calls} calls`);
    assert.deepEqual(wrong.slice(0, 20), [], `${wrong.length} of ${calls}`);
    assert.equal(state, "current");
    await visit.close();
  });
});
