// The element while the page around it changes: it goes and comes back, and its properties change under it.
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
  set,
  state,
  title,
  visit,
  writes,
} from "./support/element-life.mjs";

describe("an element that is removed and inserted again", () => {
  test("starts again, with its current attributes", async () => {
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

  test("rejects calls while it is not in a document", async () => {
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

  test("logs after a while that it has no token, without a warning", async () => {
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

  test("the default theme adds no attribute", async () => {
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

  test("opens when the token is set, and settles then; of several calls the last one counts", async () => {
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

  test("rejects if the record cannot be opened, or the connection fails", async () => {
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
  test("nothing is sent before it is set, unless a proxy adds it", async () => {
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

  test("another string is another user: the flow restarts, and the first token is not sent again", async () => {
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

  test("another function keeps the flow, and is called before the next request", async () => {
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

  test("a function that is replaced during its call, as frameworks do with each rendering, still supplies its token", async () => {
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
  test("has the changes that are written, for an undo and a retry as well", async () => {
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

  test("is not dispatched when the user only resolves a conflict", async () => {
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
  test("is opened after the current write has ended", async () => {
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

  test("that the user has already opened stays open", async () => {
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

  test("cancels a write that waits for the page's answer", async () => {
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

  test("no id leads back to the search, or to that of the account", async () => {
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
