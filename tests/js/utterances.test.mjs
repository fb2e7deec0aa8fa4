// What people say, in seven languages, against the sandbox: how much of it is understood, and that nothing is written or
// left by mistake. `node tests/utterances/run.mjs` with SHOW=1 prints each case that fails.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** The least share of the sentences that has to be understood. */
const LEAST = { en: 0.95, de: 0.9, fr: 0.9, es: 0.9, "pt-BR": 0.9, ja: 0.9, ar: 0.9 };

/** Runs the judge: what it printed, and its results. */
async function judge(file) {
  const folder = await mkdtemp(join(tmpdir(), "utterances-"));
  const report = join(folder, "report.json");
  const args = [join(root, "tests/utterances/run.mjs"), join(root, "tests/utterances", file), "--json", report];
  const env = { ...process.env, SANDBOX: join(root, "target/debug/opportunity-stage-sandbox"), PKG: join(root, "pkg") };
  const printed = await new Promise((done) => {
    // It ends with 1 where something was written that should not have been: the tests say what.
    execFile(process.execPath, args, { env, maxBuffer: 1e8 }, (_, out, errors) => done(out + errors));
  });
  try {
    return { printed, results: JSON.parse(await readFile(report, "utf8")) };
  } finally {
    await rm(folder, { recursive: true });
  }
}

for (const file of ["cases.json", "fresh.json", "further.json", "unseen.json", "second.json"]) {
  describe(`the sentences of ${file}`, () => {
    let judged;
    before(async () => {
      judged = await judge(file);
    });
    after(() => {
      judged = undefined;
    });

    test("write nothing by mistake and leave nothing by mistake", () => {
      const written = judged.results.filter(({ falseWrite }) => falseWrite).map(({ id, say }) => `${id} ${say}`);
      assert.deepEqual(written, []);
      assert.match(judged.printed, /^ {2}strayed {7}0$/m);
      assert.match(judged.printed, /^ {2}setup failed {2}0$/m);
    });

    for (const [lang, least] of Object.entries(LEAST)) {
      test(`are understood in ${lang}`, (t) => {
        const all = judged.results.filter((result) => result.lang === lang);
        if (all.length === 0) return t.skip("no sentences in this language");
        const failed = all.filter(({ passed }) => !passed);
        const missed = failed.map(({ id, say, problems }) => `${id} ${JSON.stringify(say)}: ${problems.join("; ")}`);
        assert.ok(failed.length <= all.length * (1 - least), `${failed.length} of ${all.length}\n${missed.join("\n")}`);
      });
    }
  });
}
