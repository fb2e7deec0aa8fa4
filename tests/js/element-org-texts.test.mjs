// Texts of the org in the element: its own labels in every language, nothing hidden, nothing reordered.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { launch } from "./support/browser.mjs";
import { openElementPage, serveElementPage } from "./support/element-page.mjs";
import { views, violation } from "./support/element-views.mjs";

let site;
let browser;
before(async () => {
  site = await serveElementPage();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await site?.close();
});

const LANGUAGES = ["ar", "de", "en", "es", "fr", "ja", "pt-BR"];
const VARIANTS = ["path", "conversation"];

/** What an administrator may have made of the labels. */
const labels = {
  object: "Deal",
  objectPlural: "Deals",
  stage: "Sales Step",
  amount: "Volume",
  closeDate: "Schlusstermin",
  owner: "Seller",
  account: "Client",
  recordType: "Kind",
};

const NOUN = /opportunit|oportunidad|opportunité|oportunidade|商談|فرص/i;

/** The preview, whose plan has the org's labels. */
const preview = JSON.parse(
  JSON.stringify(views.preview)
    .replaceAll('"label":"Amount"', `"label":"${labels.amount}"`)
    .replaceAll('"label":"Close Date"', `"label":"${labels.closeDate}"`),
);

/** The catalogue's own words for fields that the org has renamed; Portuguese says "the current value" with one. */
async function fieldsIn(lang) {
  const catalogue = JSON.parse(
    await readFile(new URL(`../../pkg-template/lang/${lang}.json`, import.meta.url), "utf8"),
  );
  const words = ["ui.amount", "ui.close_date", "ui.owner", "ui.account"].map((code) => catalogue[code]);
  return new RegExp(`(?<!\\p{L})(${words.join("|")})(?!\\p{L}| atual)`, "iu");
}

/** Everything that is shown or read aloud. */
const textOf = (page) =>
  page.evaluate(() => {
    const root = document.querySelector("opportunity-stage").shadowRoot;
    const named = [...root.querySelectorAll("[aria-label], [placeholder]")];
    const spoken = named.map((one) => `${one.getAttribute("aria-label") ?? ""} ${one.placeholder ?? ""}`);
    for (const hidden of root.querySelectorAll(".technical")) hidden.remove();
    return [root.querySelector(".root").textContent, ...spoken].join("\n");
  });

/** A view of each sentence that the element has. */
function sentences() {
  const base = { ...views.current, labels };
  const codes =
    "greeting help help_current not_understood not_understood_current found_none found_several found_more opening current_stage already_there stage_unknown stage_not_in_process editing updating updated updated_merged updated_otherwise updated_unverified changed_meanwhile changed_meanwhile_unknown left_theirs undone undone_fields undone_unverified".split(
      " ",
    );
  const parameters = { words: "Acme", count: 3, subject: "Acme", stage: "Won", fields: "Volume", by: "Maya", at: "" };
  const said = codes.map((code) => ({ ...base, state: "failed", text: { code, parameters } }));
  const reasons =
    "stage_unknown stage_not_in_process closed_is_final transition_not_allowed transition_forbidden loss_reason_required reopens_opportunity amount_ignored close_date_past close_date_moves".split(
      " ",
    );
  const more = { from: "A", to: "B", stage: "C", label: "Reason", date: "2026-01-01", today: "2026-01-01" };
  const warned = {
    ...preview,
    labels,
    warnings: reasons.map((code) => ({ ...violation(code, code, { parameters: more }), acknowledge: false })),
  };
  const problems =
    "invalid_record_id invalid_query unknown_outcome not_found record_locked record_in_approval changed_meanwhile".split(
      " ",
    );
  const failed = problems.map((code) => ({
    ...base,
    state: "failed",
    problem: { code, message: "x", help: null, fields: [], errors: [], status: null, retryable: false, conflict: null },
  }));
  return [...said, warned, ...failed];
}

for (const lang of LANGUAGES) {
  test(`a renamed object and renamed fields are called by their labels in ${lang}`, async () => {
    const { page, mount, close, complaints } = await openElementPage(browser, site.origin);
    const fields = await fieldsIn(lang);
    for (const variant of VARIANTS) {
      for (const view of sentences()) {
        await mount({ attributes: { variant }, views: [view], lang });
        const text = await textOf(page);
        const of = `${variant} ${view.state} ${view.text.code} ${view.problem?.code}`;
        assert.doesNotMatch(text, NOUN, of);
        assert.doesNotMatch(text, fields, of);
      }
    }
    await mount({ views: [{ ...views.current, labels }], lang });
    const facts = await page.locator("opportunity-stage .summary dt").allInnerTexts();
    assert.deepEqual(facts.slice(0, 3), ["Volume", "Schlusstermin", "Seller"]);
    await mount({ attributes: { variant: "conversation" }, views: [{ ...views.preview, labels }], lang });
    const [object, now, then] = await page.locator("opportunity-stage .rows dt").allInnerTexts();
    assert.equal(object.replace(/[\u2068\u2069]/g, ""), "Deal");
    assert.match(now, /Sales Step/);
    assert.match(then, /Sales Step/);
    assert.deepEqual(complaints, []);
    await close();
  });
}

test("uses the catalogue's labels before the org's are known, and if they are the standard ones", async () => {
  const { page, mount, close } = await openElementPage(browser, site.origin);
  for (const known of [undefined, null, { ...labels, object: "Opportunity", closeDate: null, stage: "Phase" }]) {
    const text = { code: "current_stage", parameters: { subject: "Acme", stage: "Won" } };
    await mount({
      attributes: { variant: "conversation" },
      views: [{ ...views.current, text, labels: known }],
      lang: "de",
    });
    const message = await page.locator("opportunity-stage .message").first().innerText();
    assert.match(message, /^Die aktuelle Phase der Opportunity „Acme“ ist Won\./);
  }
  await close();
});

const EVIL = "a\u202Eb\0c\u2066d";
const SHOWN = "a⟨U+202E⟩b␀c⟨U+2066⟩d";

/** The view with something hidden at the end of every text that an org writes. */
function tainted(value, key = "") {
  const texts = ["name", "account", "owner", "label", "from", "to", "fromLabel", "toLabel", "before", "mine", "theirs"];
  if (typeof value === "string" && texts.includes(key)) return `${value}${EVIL}`;
  if (typeof value === "string" && (key === "message" || key === "text" || key === "rule")) return `${value}${EVIL}`;
  if (Array.isArray(value)) return value.map((one) => tainted(one, key));
  if (value && typeof value === "object") {
    const coded = key === "submit" || "event" in value || "type" in value === false;
    return Object.fromEntries(
      Object.entries(value).map(([name, one]) => [name, coded || name !== "type" ? tainted(one, name) : one]),
    );
  }
  return value;
}

for (const [name, view] of Object.entries(views)) {
  test(`nothing hides in ${name}, and every text of the org is isolated`, async () => {
    const { page, mount, close } = await openElementPage(browser, site.origin);
    for (const variant of ["path", "compact", "conversation"]) {
      const { parts, text, message, ...rest } = view;
      const shown = { ...tainted(rest), parts, text, message };
      await mount({ attributes: { variant }, views: [shown], lang: "en" });
      const found = await page.evaluate((shown) => {
        const root = document.querySelector("opportunity-stage").shadowRoot.querySelector(".root");
        const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
        const [hidden, loose] = [[], []];
        let count = 0;
        while (walker.nextNode()) {
          const { data, parentElement } = walker.currentNode;
          if (/(?![\t\n\r])\p{Cc}|[\u202A-\u202E]/u.test(data)) hidden.push(data);
          if (!data.includes(shown)) continue;
          count += 1;
          const apart = parentElement.closest("bdi, [dir=auto], option");
          if (!apart && !data.includes("\u2068") && !parentElement.closest(".unseen")) loose.push(data);
        }
        return { hidden, loose, count };
      }, SHOWN);
      assert.deepEqual(found.hidden, [], `${variant}: hidden`);
      assert.deepEqual(found.loose, [], `${variant}: not isolated`);
    }
    await close();
  });
}

test("the preview shows what is hidden in a value", async () => {
  const { page, mount, close } = await openElementPage(browser, site.origin);
  const change = { ...views.preview.card.changes[0], field: "NextStep", type: "String", from: null, to: `${EVIL}   e` };
  const card = { ...views.preview.card, changes: [{ ...change, fromLabel: null, toLabel: null, by: "you" }] };
  await mount({ views: [{ ...views.preview, card }] });
  assert.equal(await page.locator("opportunity-stage .after bdi").first().innerText(), `${SHOWN}   e`);
  await close();
});
