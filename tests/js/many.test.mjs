// Many records at once, from a page in Chromium against the sandbox: what the org holds afterwards decides.
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { startMany } from "./support/many.mjs";

let org;
let page;

before(async () => {
  org = await startMany({ count: 3_600 });
});

beforeEach(async () => {
  await org.reset();
  page = await org.open();
});

after(() => org?.stop());

const tally = (results) => {
  const counts = {};
  for (const { outcome } of results) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
};

/** Each record that was reported as written was written once, the others never, and the org has the values. */
async function checkOrg(ids, results) {
  assert.deepEqual(
    results.map(({ id }) => id),
    ids,
    "in order",
  );
  const writes = await org.writes();
  const rows = await org.select("SELECT Id, StageName FROM Opportunity WHERE Name LIKE '% - Deal %'");
  const stages = new Map(rows.map(({ Id, StageName }) => [Id, StageName]));
  for (const { id, outcome } of results) {
    const written = ["updated", "confirmed"].includes(outcome);
    assert.equal(writes.get(id) ?? 0, written ? 1 : 0, `${id} is ${outcome}`);
    assert.equal(stages.get(id) === "Closed Lost", written, `${id} is ${outcome}`);
  }
}

test("a thousand by collections: refusals are results, held records have another try", async () => {
  const ids = await org.ids(1_000);
  // The first five meet a lock and a rule: the lock is what they hear of, and the rule is gone when they come again.
  await org.fault({ fault: "row-lock", path: "/composite/sobjects", times: 5 });
  await org.fault({ fault: "validation", value: "StageName:Not this month.", path: "/composite/sobjects", times: 42 });
  const { result, progress } = await page.evaluate(async (ids) => {
    const progress = [];
    const result = await window.salesforce.updateMany(
      ids.map((id) => ({ id, stage: "closed lost" })),
      { onProgress: (steps) => progress.push(steps) },
    );
    return { result, progress };
  }, ids);
  const { results, ...counts } = result;
  assert.deepEqual(counts, { total: 1_000, updated: 963, unchanged: 0, refused: 0, failed: 37 });
  assert.deepEqual(tally(results), { updated: 963, failed: 37 });
  const refused = results.find(({ outcome }) => outcome === "failed");
  assert.equal(refused.problem.code, "validation_rule");
  assert.deepEqual([refused.problem.message, refused.problem.fields], ["Not this month.", ["StageName"]]);
  await checkOrg(ids, results);

  for (const phase of ["reading", "writing"]) {
    const done = progress.filter((steps) => steps.phase === phase).map((steps) => steps.done);
    assert.ok(done.length > 1 && done.every((count, place) => place === 0 || count >= done[place - 1]), phase);
    assert.equal(done.at(-1), 1_000);
  }
  const { requests } = await org.log();
  const sent = requests.filter(({ method, path }) => method === "PATCH" && path.endsWith("/composite/sobjects"));
  assert.equal(sent.length, 6, "five by 200, and those that were held");
});

test("a preview before anything is sent, and nothing is sent without a yes", async () => {
  const ids = await org.ids(20);
  await org.change(ids[3], { StageName: "Closed Lost" });
  const before = (await org.writes()).get(ids[3]);
  const { preview, result, items } = await page.evaluate(async (ids) => {
    const changes = ids.map((id, place) => ({ id, stage: place === 5 ? "nirgends" : "Closed Lost" }));
    changes.push({ id: "006000000000001", stage: "Closed Lost" }, { id: ids[0].slice(1), stage: "Closed Lost" });
    let preview;
    const confirm = (shown) => {
      preview = shown;
      return false;
    };
    const result = await window.salesforce.updateMany(changes, { confirm });
    // Nothing but `true` releases it.
    for (const answer of ["yes", 1, {}, undefined]) {
      await window.salesforce.updateMany(changes, { confirm: () => answer });
    }
    const plan = await window.salesforce.planMany(changes);
    return { preview, result, items: plan.items };
  }, ids);
  assert.equal(before, 1);
  const { groups, ...counts } = preview;
  assert.deepEqual(counts, {
    ...{ total: 22, allowed: 18, undecided: 0, unchanged: 1, denied: 1, invalid: 2, warned: 0 },
  });
  assert.deepEqual(
    groups.map(({ type, code, count, first }) => [type, code, count, first]),
    [
      ["denied", "stage_unknown", 1, [5]],
      ["invalid", "not_found", 1, [20]],
      ["invalid", "invalid_record_id", 1, [21]],
    ],
  );
  assert.deepEqual(tally(result.results), { planned: 18, unchanged: 1, denied: 1, invalid: 2 });
  assert.equal(items[5].verdict.violations[0].code, "stage_unknown");
  assert.equal((await org.writes()).size, 1, "only what the test itself wrote");
});

test("a change that names a record twice is refused with its places", async () => {
  const [id] = await org.ids(1);
  const problem = await page.evaluate(async (id) => {
    const change = { id, stage: "Closed Lost" };
    const { code, message } = await window.salesforce.updateMany([change, change]).catch((error) => error);
    return { code, message };
  }, id);
  assert.deepEqual(problem, {
    code: "invalid_options",
    message: `\`changes\` names a record twice: \`${id}\` is at index 0 and at index 1`,
  });
});

test("2,500 by Bulk API 2.0", async () => {
  const ids = await org.ids(2_500);
  await org.fault({ fault: "row-lock", path: "/jobs/ingest", times: 3 });
  await org.fault({ fault: "validation", value: 'StageName:Not "this", month.', path: "/jobs/ingest", times: 15 });
  const result = await page.evaluate(
    (ids) =>
      window.salesforce.updateMany(ids.map((id) => ({ id, stage: "Closed Lost", fields: { Discount__c: null } }))),
    ids,
  );
  assert.deepEqual(tally(result.results), { updated: 2_488, failed: 12 });
  assert.equal(result.results.find(({ problem }) => problem).problem.message, 'Not "this", month.');
  await checkOrg(ids, result.results);
  const { requests } = await org.log();
  const jobs = requests.filter(({ method, path }) => method === "POST" && path.endsWith("/jobs/ingest"));
  assert.equal(jobs.length, 1);
});

test("conflicts are found where they are looked for", async () => {
  const ids = await org.ids(60);
  await page.evaluate(async (ids) => {
    const changes = ids.map((id) => ({ id, stage: "Closed Lost" }));
    window.plan = await window.salesforce.planMany(changes, { conflicts: "check" });
  }, ids);
  await org.change(ids[41], { NextStep: "Call them" });
  const { results } = await page.evaluate(() => window.plan.run());
  assert.deepEqual(tally(results), { updated: 59, conflict: 1 });
  assert.match(results[41].problem.message, /^.+ changed the record at .+, after it was read here$/);
  await checkOrg(ids, results);
});

for (const [way, count, options] of [
  ["collections", 1_000, {}],
  ["a job of Bulk API 2.0", 1_000, { bulkAbove: 500 }],
]) {
  test(`stopped during ${way}, stored, and resumed by another page`, async () => {
    const ids = await org.ids(count);
    await org.fault({ fault: "latency", value: 40 });
    // The first write's answer is on its way when the page gives up.
    const stored = await page.evaluate(
      async ([ids, options]) => {
        const abort = new AbortController();
        const changes = ids.map((id) => ({ id, stage: "Closed Lost" }));
        const plan = await window.salesforce.planMany(changes, options);
        const seen = new PerformanceObserver((list) => {
          const written = ({ name }) => /composite\/sobjects$|jobs\/ingest\/\w+$/.test(name);
          if (list.getEntries().some(written)) abort.abort("left");
        });
        seen.observe({ entryTypes: ["resource"] });
        let stored;
        const save = (plan) => {
          stored = JSON.stringify(plan);
        };
        const reason = await plan.run({ signal: abort.signal, save }).catch((reason) => reason);
        return reason === "left" ? stored : `it ended with ${JSON.stringify(reason).slice(0, 200)}`;
      },
      [ids, options],
    );
    assert.match(stored, /^\{/);
    assert.ok(!stored.includes("AQEAQ"), "no token in it");
    await page.close();
    const other = await org.open();
    const { results } = await other.evaluate(
      async (stored) => (await window.salesforce.resumeMany(stored)).run(),
      stored,
    );
    const { updated, confirmed, ...others } = tally(results);
    assert.equal((updated ?? 0) + (confirmed ?? 0), count, JSON.stringify(others));
    await checkOrg(ids, results);
  });
}

test("what `onProgress` throws stops nothing, and is reported", async () => {
  const ids = await org.ids(600);
  const { results, steps, reported } = await page.evaluate(async (ids) => {
    const reported = [];
    window.addEventListener("error", (event) => {
      event.preventDefault();
      reported.push(event.error.message);
    });
    const steps = [];
    const onProgress = ({ phase }) => {
      steps.push(phase);
      throw new Error(`of ${phase}`);
    };
    const plan = await window.salesforce.planMany(
      ids.map((id) => ({ id, stage: "Closed Lost" })),
      { onProgress },
    );
    const { results } = await plan.run({ onProgress });
    return { results, steps, reported };
  }, ids);
  assert.deepEqual(tally(results), { updated: 600 });
  assert.deepEqual([...new Set(steps)], ["reading", "writing"]);
  assert.deepEqual(
    reported,
    steps.map((phase) => `of ${phase}`),
  );
  await checkOrg(ids, results);
});
