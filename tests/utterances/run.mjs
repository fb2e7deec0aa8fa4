// Judges how well the conversation of `opportunity-stage` understands what people say. No dependencies.
// node run.mjs [cases.json …] [--min N] [--only REGEX] [--json FILE]; environment: PKG, SANDBOX, PORT, SHOW, ADAPT, LIMIT.
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { dayOf, fill } from "./days.mjs";
import { equals, matching, own, present, wrong } from "./expect.mjs";
import { COLUMNS, pkg, startSandbox } from "./sandbox.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const { env } = process;

// ---- Arguments -----------------------------------------------------------------------------------------------------

const files = [];
let minimum = 0;
let only = null;
let report = null;
const args = process.argv.slice(2);
while (args.length > 0) {
  const arg = args.shift();
  if (arg === "--min") minimum = Number(args.shift());
  else if (arg === "--only") only = new RegExp(args.shift(), "u");
  else if (arg === "--json") report = args.shift();
  else files.push(arg);
}
if (files.length === 0) files.push(join(here, "cases.json"));
const limit = Number(env.LIMIT ?? 8_000);

// ---- One case ------------------------------------------------------------------------------------------------------

const within = (promise, what) => {
  let timer;
  const late = new Promise((_, fail) => {
    timer = setTimeout(() => fail(new Error(`${what}: nothing within ${limit} ms`)), limit);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
};

const adapt = env.ADAPT ? await import(pathToFileURL(resolve(env.ADAPT)).href) : {};

/** A conversation in a language: what the package does not know of it ignores. */
async function converse(salesforce, one, helpers) {
  if (adapt.converse) return adapt.converse(salesforce, one.lang, one, helpers);
  try {
    return await salesforce.converse({ lang: one.lang });
  } catch {
    return salesforce.converse();
  }
}

async function judge(one, { sandbox, connect, connections }) {
  await sandbox.call("/sandbox/reset", {});
  const select = () => sandbox.select(`SELECT ${COLUMNS} FROM Opportunity`);
  let records = await select();
  const idOf = (name) => {
    const row = records.find((each) => each.Name === name);
    if (!row) throw new Error(`no opportunity ${name}`);
    return row.Id;
  };
  const salesforce = await connect({
    instanceUrl: sandbox.address,
    accessToken: sandbox.token,
    allowedOrigins: [sandbox.address],
    ...(one.connect ? connections[one.connect] : {}),
    ...(adapt.options?.(one.lang) ?? {}),
  });
  const helpers = {
    dayOf,
    listed: (filter) => matching(filter, { records, me: sandbox.me.name }).map(({ Name }) => Name),
  };
  const conversation = await converse(salesforce, one, helpers);
  let spoken = null;

  const send = async (event) => {
    switch (event.type) {
      case "@change": {
        const user = sandbox.users.find(({ name }) => name === event.by) ?? sandbox.users[1];
        const path = `/services/data/v66.0/sobjects/Opportunity/${idOf(event.opportunity)}`;
        const day = event.fields.CloseDate && { CloseDate: dayOf(event.fields.CloseDate) };
        await sandbox.call(path, { ...event.fields, ...day }, "PATCH", user.token);
        return;
      }
      case "@fault":
        await sandbox.call("/sandbox/faults", { ...event, type: undefined });
        return;
      case "@faultless":
        await sandbox.call("/sandbox/faults", undefined, "DELETE");
        return;
      default:
    }
    const sent = event.id?.startsWith("@") ? { ...event, id: idOf(event.id.slice(1)) } : event;
    const fields =
      sent.fields && event.type === "propose"
        ? Object.fromEntries(
            Object.entries(sent.fields).map(([field, value]) => [
              field,
              field === "CloseDate" && value ? dayOf(value, spoken?.CloseDate) : value,
            ]),
          )
        : sent.fields;
    await within(conversation.send(fields ? { ...sent, fields } : sent), JSON.stringify(event));
    spoken = records.find((row) => row.Name === conversation.view.opportunity?.name) ?? spoken;
  };
  const settled = async () => {
    const end = Date.now() + limit;
    // A state that this file does not know of is a settled one.
    while (["finding", "opening", "applying"].includes(conversation.view.state) && Date.now() < end)
      await new Promise((done) => setTimeout(done, 20));
    return structuredClone(conversation.view);
  };

  try {
    try {
      for (const event of one.setup ?? []) await send(event);
    } catch (error) {
      return { setup: `setup: ${error.message}` };
    }
    const before = await settled();
    records = await select();
    const org = { records, me: sandbox.me.name };
    const start = one.at ? wrong(one.at, { before, after: before, org, writes: [] }) : [];
    if (start.length > 0) return { setup: start.join("; "), view: before };

    // Dates move with the calendar: where a field has the wanted value already, there is nothing to judge today.
    const meant = records.find((row) => row.Name === one.expect.opportunity);
    for (const [field, value] of Object.entries(
      one.expect.state === "preview" && meant ? (one.expect.fields ?? {}) : {},
    ))
      if (equals(field, value, present(field, meant), meant)) return { skipped: true, problems: [] };

    const already = (await sandbox.writes()).length;
    const text = fill(one.say, spoken?.CloseDate);
    const problems = [];
    try {
      await send({ type: "say", text });
      for (const event of one.then ?? []) await send(event);
    } catch (error) {
      problems.push(error.message.split("\n")[0]);
    }
    const after = await settled();
    const writes = (await sandbox.writes()).slice(already);
    const expected = one.expect.writes ?? 0;
    if (writes.length !== expected) problems.push(`${writes.length} writes, not ${expected}`);
    problems.push(...wrong(one.expect, { before, after, org, writes }));
    // Another opportunity than the one in the sentence, and it was not requested: the next sentence would change it.
    const [was, is] = [before, after].map((view) => view.opportunity?.name ?? null);
    const strayed = problems.length > 0 && was !== null && is !== null && was !== is;
    return { text, problems, falseWrite: writes.length > expected, strayed, before, view: after };
  } finally {
    conversation.close();
  }
}

// ---- All of them ---------------------------------------------------------------------------------------------------

const short = (view) => ({
  state: view.state,
  says: view.message,
  ...(view.opportunity && { opportunity: view.opportunity.name }),
  ...(view.card && { proposes: Object.fromEntries(own(view).map(({ field, to }) => [field, to])) }),
  ...(view.choices.length > 0 && { choices: view.choices.slice(0, 4).map(({ label }) => label) }),
});

async function main() {
  const manifest = JSON.parse(readFileSync(join(pkg, "package.json"), "utf8"));
  const entry = manifest.exports["."];
  const { connect } = await import(pathToFileURL(join(pkg, entry.node ?? entry.default)).href);
  const sandbox = await startSandbox();
  let failed = false;
  const all = [];
  for (const file of files) {
    const { cases, connections = {} } = JSON.parse(readFileSync(isAbsolute(file) ? file : resolve(file), "utf8"));
    const results = [];
    for (const one of cases) {
      if (only && !only.test(`${one.id} ${one.lang} ${one.group} ${one.say}`)) continue;
      let result;
      try {
        result = await judge(one, { sandbox, connect, connections });
      } catch (error) {
        result = { setup: `runner: ${error.message}` };
      }
      if (result.skipped) {
        console.log(`${one.id} skipped: what it asks for is there today`);
        continue;
      }
      results.push({ one, ...result, passed: !result.setup && result.problems.length === 0 });
      if (env.SHOW && !results.at(-1).passed) {
        console.log(`\n${one.id} [${one.group}] ${JSON.stringify((result.text ?? one.say).slice(0, 160))}`);
        if (result.before) console.log(`  was  ${JSON.stringify(short(result.before))}`);
        if (result.view) console.log(`  got  ${JSON.stringify(short(result.view))}`);
        console.log(`  ${result.setup ? `SETUP FAILED: ${result.setup}` : result.problems.join("; ")}`);
      }
    }
    all.push(...results);
    const table = (key) => {
      const rows = new Map();
      for (const result of results) {
        const row = rows.get(result.one[key]) ?? { passed: 0, of: 0 };
        row.of += 1;
        row.passed += result.passed ? 1 : 0;
        rows.set(result.one[key], row);
      }
      return [...rows].map(([name, { passed, of }]) => `${name} ${passed}/${of}`).join("  ");
    };
    const passed = results.filter((result) => result.passed).length;
    const setups = results.filter((result) => result.setup);
    const wrote = results.filter((result) => result.falseWrite);
    console.log(`\n${file}: ${passed} of ${results.length} passed`);
    console.log(`  languages     ${table("lang")}`);
    console.log(`  groups        ${table("group")}`);
    console.log(
      `  false writes  ${wrote.length}${wrote.length > 0 ? `: ${wrote.map(({ one }) => one.id).join(" ")}` : ""}`,
    );
    const strayed = results.filter((result) => result.strayed);
    const ids = strayed.map(({ one }) => one.id).join(" ");
    console.log(`  strayed       ${strayed.length}${strayed.length > 0 ? `: ${ids}` : ""}`);
    console.log(
      `  setup failed  ${setups.length}${setups.length > 0 ? `: ${setups.map(({ one }) => one.id).join(" ")}` : ""}`,
    );
    if (passed < minimum || wrote.length > 0 || setups.length > 0) failed = true;
  }
  if (report)
    writeFileSync(
      report,
      JSON.stringify(
        all.map(({ one, passed, problems, setup, falseWrite, view }) => ({
          id: one.id,
          lang: one.lang,
          group: one.group,
          say: one.say,
          passed,
          falseWrite: falseWrite ?? false,
          problems: setup ? [`setup: ${setup}`] : problems,
          got: view && short(view),
        })),
        null,
        1,
      ),
    );
  sandbox.stop();
  process.exit(failed ? 1 : 0);
}

await main();
