// Judges how well the conversation of `opportunity-stage` understands what people say. No dependencies.
// node run.mjs [cases.json …] [--min N] [--only REGEX] [--json FILE]; environment: PKG, SANDBOX, PORT, SHOW, ADAPT, LIMIT.
import { spawn } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

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

// ---- Days ----------------------------------------------------------------------------------------------------------

const DAY = 86_400_000;
const WEEKDAYS = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

/** Days are UTC midnights here, taken from the local calendar: no daylight saving, no zones. */
const day = (y, m, d) => new Date(Date.UTC(y, m, d));
const today = () => {
  const now = new Date();
  return day(now.getFullYear(), now.getMonth(), now.getDate());
};
const iso = (date) => date.toISOString().slice(0, 10);
const plus = (date, days) => new Date(date.getTime() + days * DAY);
const lastOf = (y, m) => day(y, m + 1, 0);

/**
 * The day that a token means. `close` is the close date of the opportunity that is spoken of.
 * today+N, tomorrow, clear+N (its day is above 12), endOfMonth+N, startOfMonth+N, endOfQuarter+N, endOfYear+N, month+N:D, date:MM-DD, endOf:MM,
 * weekday:NAME+N, close+N, closeMonth+N, YYYY-MM-DD.
 */
function dayOf(token, close) {
  const now = today();
  const [y, m] = [now.getUTCFullYear(), now.getUTCMonth()];
  if (/^\d{4}-\d\d-\d\d$/u.test(token)) return token;
  const sum = /^([A-Za-z]+)(?::([A-Za-z]+))?([+-]\d+)?(?::(\d+))?$/u.exec(token);
  const n = Number(sum?.[3] ?? 0);
  switch (sum?.[1]) {
    case "today":
      return iso(plus(now, n));
    case "tomorrow":
      return iso(plus(now, 1));
    case "endOfMonth":
      return iso(lastOf(y, m + n));
    case "clear": {
      // A day that cannot be taken for a month.
      const from = plus(now, n);
      return iso(from.getUTCDate() > 12 ? from : day(from.getUTCFullYear(), from.getUTCMonth(), 13));
    }
    case "startOfMonth":
      return iso(day(y, m + n, 1));
    case "endOfQuarter":
      return iso(lastOf(y, Math.floor(m / 3) * 3 + 2 + 3 * n));
    case "startOfQuarter":
      return iso(day(y, Math.floor(m / 3) * 3 + 3 * n, 1));
    case "endOfYear":
      return iso(lastOf(y + n, 11));
    case "startOfYear":
      return iso(day(y + n, 0, 1));
    case "month":
      return iso(day(y, m + n, Number(sum[4] ?? 1)));
    case "weekday": {
      const wanted = WEEKDAYS.indexOf(sum[2]);
      const ahead = (wanted - now.getUTCDay() + 7) % 7 || 7;
      return iso(plus(now, ahead + n));
    }
    case "thisWeekday": {
      // Today counts.
      const wanted = WEEKDAYS.indexOf(sum[2]);
      return iso(plus(now, ((wanted - now.getUTCDay() + 7) % 7) + n));
    }
    case "close":
      if (!close) return "no close date";
      return iso(plus(new Date(`${close}T00:00:00Z`), n));
    case "closeMonth": {
      if (!close) return "no close date";
      const from = new Date(`${close}T00:00:00Z`);
      const last = lastOf(from.getUTCFullYear(), from.getUTCMonth() + n);
      return iso(day(last.getUTCFullYear(), last.getUTCMonth(), Math.min(from.getUTCDate(), last.getUTCDate())));
    }
    default:
  }
  const named = /^date:(\d\d)-(\d\d)$/u.exec(token);
  if (named) {
    const date = day(y, named[1] - 1, Number(named[2]));
    return iso(date < now ? day(y + 1, named[1] - 1, Number(named[2])) : date);
  }
  const end = /^endOf:(\d\d)$/u.exec(token);
  if (end) {
    const date = lastOf(y, end[1] - 1);
    return iso(date < now ? lastOf(y + 1, end[1] - 1) : date);
  }
  throw new Error(`no day: ${token}`);
}

/** `{iso:today+10}` and so on inside a sentence; `{year+1}` is a year. */
function fill(text, close) {
  return text.replaceAll(/\{(\w+):([^}]+)\}|\{year([+-]\d+)?\}/gu, (_, how, token, years) => {
    if (!how) return String(today().getUTCFullYear() + Number(years ?? 0));
    const [y, m, d] = dayOf(token, close).split("-");
    const long = (lang) =>
      new Intl.DateTimeFormat(lang, { dateStyle: "long", timeZone: "UTC" }).format(
        new Date(`${y}-${m}-${d}T00:00:00Z`),
      );
    switch (how) {
      case "iso":
        return `${y}-${m}-${d}`;
      case "us":
        return `${Number(m)}/${Number(d)}/${y}`;
      case "dots":
        return `${Number(d)}.${Number(m)}.${y}`;
      case "slashes":
        return `${d}/${m}/${y}`;
      case "ja":
        return `${y}年${Number(m)}月${Number(d)}日`;
      default:
        return long(how.replace("_", "-"));
    }
  });
}

// ---- The sandbox ---------------------------------------------------------------------------------------------------

const pkg = resolve(env.PKG ?? "pkg");

function findSandbox() {
  if (env.SANDBOX) return env.SANDBOX;
  const name = "opportunity-stage-sandbox";
  const roots = [join(pkg, "..")];
  const places = roots.flatMap((root) => [join(root, "target/debug", name), join(root, "target/release", name)]);
  const found = [...places, ...(env.PATH ?? "").split(":").map((folder) => join(folder, name))].find(existsSync);
  if (!found) throw new Error("no sandbox: name its binary in SANDBOX");
  return found;
}

async function startSandbox() {
  const child = spawn(findSandbox(), ["--port", env.PORT ?? "0"], { stdio: ["ignore", "pipe", "inherit"] });
  process.once("exit", () => child.kill());
  let printed = "";
  const ready = new Promise((done, fail) => {
    child.stdout.setEncoding("utf8").on("data", (chunk) => {
      printed += chunk;
      const line = /^ready (\{.*\})$/mu.exec(printed)?.[1];
      if (line) done(JSON.parse(line));
    });
    child.once("error", fail);
    child.once("exit", (code) => fail(new Error(`the sandbox ended with ${code}: ${printed}`)));
  });
  const { address, token } = await ready;
  const call = async (path, body, method = body === undefined ? "GET" : "POST", bearer = token) => {
    const headers = { authorization: `Bearer ${bearer}`, "content-type": "application/json" };
    const answer = await fetch(address + path, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text ? JSON.parse(text) : null;
  };
  const about = await call("/sandbox");
  return {
    address,
    token,
    call,
    users: about.users,
    me: about.users.find((user) => user.token === token) ?? about.users[0],
    stop: () => child.kill(),
    select: async (soql) => (await call(`/services/data/v66.0/query?q=${encodeURIComponent(soql)}`)).records,
    writes: async () => (await call("/sandbox/log")).writes.filter((write) => write.object === "Opportunity"),
  };
}

const COLUMNS =
  "Id, Name, StageName, CloseDate, Amount, IsClosed, IsWon, NextStep, Discount__c, MRR__c, Owner.Name, Account.Name, LastModifiedDate";

// ---- What is expected ----------------------------------------------------------------------------------------------

const folded = (text) =>
  String(text)
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .replaceAll(/[’‘]/gu, "'")
    .toLowerCase()
    .replaceAll(/\s+/gu, " ")
    .trim();

/** Free text is the same but for case, white space, quotation marks around it and a full stop after it. */
const loose = (text) =>
  String(text)
    .normalize("NFC")
    .trim()
    .replaceAll(/^["'“”„«»「」『』\s]+|["'“”«»「」『』.!。！\s]+$/gu, "")
    .replaceAll(/\s+/gu, " ")
    .toLowerCase();

/** What a choice is called: the opportunity's own name, whatever its label adds. */
const called = (choice) => choice.opportunity?.name ?? choice.stage?.label ?? choice.label;

const own = (view) => (view.card?.changes ?? []).filter((change) => change.by === "you");

/** What of a view must stay where the context is to be kept. */
const context = (view) => ({
  state: view.state,
  opportunity: view.opportunity?.name ?? null,
  changes: own(view).map(({ field, to }) => [field, to]),
  choices: view.choices.map(called),
  form: view.form ? [view.form.stage, view.form.fields.map(({ name, value }) => [name, value])] : null,
  conflict: view.conflict !== null,
});

/** Where the text of an answer may stand: everything but the record itself and what is always there. */
const NOT_SAID = new Set([
  "turn",
  "state",
  "card",
  "opportunity",
  "offers",
  "form",
  "buttons",
  "steps",
  "citation",
  "undo",
  "receipt",
]);

function saidIn(view) {
  const texts = [];
  const walk = (value) => {
    if (typeof value === "string" || typeof value === "number") texts.push(String(value));
    else if (Array.isArray(value)) value.forEach(walk);
    else if (value && typeof value === "object") Object.values(value).forEach(walk);
  };
  for (const key of Object.keys(view)) if (!NOT_SAID.has(key)) walk(view[key]);
  if (view.card) walk([view.card.rows, own(view)]);
  return texts.join("\n");
}

const asciiDigits = (text) =>
  text
    .replaceAll(/[٠-٩]/gu, (digit) => String(digit.codePointAt(0) - 0x660))
    .replaceAll(/[０-９]/gu, (digit) => String(digit.codePointAt(0) - 0xff10));

const digits = (text) => {
  let plain = asciiDigits(text);
  plain = plain.replaceAll(/(?<=\d)[,.'’٬\u00a0\u202f ](?=\d{3}(?!\d))/gu, "");
  return plain;
};

function mentions(view, wanted, about) {
  const text = saidIn(view);
  if (wanted.startsWith("num:")) {
    const number = wanted.slice(4).replace(".", "[.,٫]");
    return new RegExp(`(?<![\\d.,])${number}(?![\\d])(?![.,]\\d*[1-9])`, "u").test(digits(text));
  }
  if (wanted.startsWith("day:")) {
    const token = wanted.slice(4);
    const date = token === "modified" ? about.LastModifiedDate.slice(0, 10) : dayOf(token, about?.CloseDate);
    const plain = asciiDigits(text);
    if (plain.includes(date)) return true;
    const [y, , d] = date.split("-");
    return plain.includes(y) && new RegExp(`(?<!\\d)0?${Number(d)}(?!\\d)`, "u").test(plain);
  }
  return folded(text).includes(folded(wanted));
}

/** The opportunities of the org that a filter lets through. */
function matching(filter, org) {
  return org.records.filter((row) => {
    if (filter.account !== undefined && row.Account?.Name !== filter.account) return false;
    if (filter.owner === "me" && row.Owner.Name !== org.me) return false;
    if (filter.owner !== undefined && filter.owner !== "me" && row.Owner.Name !== filter.owner) return false;
    if (filter.stage !== undefined && row.StageName !== filter.stage) return false;
    if (filter.closed !== undefined && row.IsClosed !== filter.closed) return false;
    if (filter.won !== undefined && row.IsWon !== filter.won) return false;
    if (filter.over !== undefined && !(row.Amount > filter.over)) return false;
    if (filter.from !== undefined && row.CloseDate < dayOf(filter.from)) return false;
    if (filter.until !== undefined && row.CloseDate > dayOf(filter.until)) return false;
    return true;
  });
}

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
const sorted = (list) => [...list].sort();

/** The proposed value against the expected one: a token, a value, or `{ oneOf: […] }`. */
function equals(field, expected, actual, about) {
  if (expected && typeof expected === "object") return expected.oneOf.some((one) => equals(field, one, actual, about));
  if (expected === null) return actual === null || actual === "";
  if (field === "CloseDate") return actual === dayOf(expected, about?.CloseDate);
  if (typeof expected === "number") return actual !== null && Number(actual) === expected;
  return loose(expected) === loose(actual ?? "");
}

const present = (field, about) => (field === "CloseDate" ? about?.CloseDate : about?.[field]);

/** What is wrong with a view; nothing where it is as expected. */
function wrong(expect, { before, after, org, writes }) {
  const found = [];
  const spokenOf = after.opportunity?.name ?? before.opportunity?.name;
  const about = org.records.find((row) => row.Name === spokenOf);
  const choicesBefore = before.choices.map(called);
  const name = (wanted) => {
    const place = /^@choice:(-?\d+)$/u.exec(wanted)?.[1];
    return place ? choicesBefore.at(place > 0 ? place - 1 : Number(place)) : wanted;
  };
  const labels = after.choices.map(called);

  if (expect.state !== undefined) {
    const states = [expect.state].flat();
    if (!states.includes(after.state)) found.push(`state ${after.state}, not ${states.join(" or ")}`);
  }
  if (expect.opportunity !== undefined) {
    const wanted = expect.opportunity === null ? null : name(expect.opportunity);
    const actual = after.opportunity?.name ?? null;
    if (actual !== wanted) found.push(`speaks of ${actual}, not of ${wanted}`);
  }
  if (expect.stage !== undefined || expect.fields !== undefined) {
    // Exactly what was asked for, and nothing beside it.
    const changes = own(after);
    const stage = changes.find((change) => change.field === "StageName");
    const actual = stage ? (stage.toLabel ?? stage.to) : null;
    const wanted = expect.stage ?? null;
    if (![wanted].flat().includes(actual)) found.push(`proposes the stage ${actual}, not ${wanted}`);
    const fields = expect.fields ?? {};
    for (const [field, value] of Object.entries(fields)) {
      const change = changes.find((one) => one.field === field);
      if (change ? !equals(field, value, change.to, about) : !equals(field, value, present(field, about), about))
        found.push(`${field}: ${change ? JSON.stringify(change.to) : "not proposed"}, not ${JSON.stringify(value)}`);
    }
    for (const { field, to } of changes)
      if (field !== "StageName" && !(field in fields)) found.push(`proposes ${field} ${JSON.stringify(to)} unasked`);
  }
  if (expect.formStage !== undefined) {
    const form = after.form;
    const actual = form?.stages.find(({ value }) => value === form.stage)?.label ?? form?.stage ?? null;
    if (actual !== expect.formStage) found.push(`the form has ${actual}, not ${expect.formStage}`);
  }
  if (expect.stageChoices !== undefined) {
    const stages = after.choices.filter(({ stage }) => stage).map(({ stage }) => stage.label);
    if (!same(sorted(stages), sorted(expect.stageChoices)))
      found.push(`stages to choose: ${stages.join(", ") || "none"}, not ${expect.stageChoices.join(", ")}`);
  }
  if (expect.choices !== undefined && !same(sorted(labels), sorted(expect.choices)))
    found.push(`choices: ${labels.join(", ") || "none"}, not ${expect.choices.join(", ") || "none"}`);
  if (expect.choicesInclude !== undefined)
    for (const one of expect.choicesInclude) if (!labels.includes(one)) found.push(`no choice ${one}`);
  if (expect.listed !== undefined) {
    const wanted = matching(expect.listed, org).map((row) => row.Name);
    const opened = after.state === "current" ? [after.opportunity.name] : [];
    const listed = labels.length > 0 ? labels : opened;
    const foreign = listed.filter((one) => !wanted.includes(one));
    if (foreign.length > 0) found.push(`lists ${foreign.slice(0, 3).join(", ")}, which do not match`);
    const least = Math.min(wanted.length, expect.atLeast ?? 3);
    if (listed.length < least) found.push(`lists ${listed.length} of ${wanted.length}`);
    if (opened.length === 1 && labels.length === 0 && wanted.length > 1) found.push("opens one of several");
  }
  if (expect.keepsContext) {
    const [was, is] = [context(before), context(after)];
    for (const key of Object.keys(was))
      if (!same(was[key], is[key])) {
        found.push(`lost ${key}: ${JSON.stringify(is[key])?.slice(0, 120)}`);
        break;
      }
  }
  if (expect.responds) {
    const spoken = (view) => JSON.stringify([view.turn, saidIn(view)]);
    if (spoken(before) === spoken(after)) found.push("says nothing");
  }
  if (expect.notCode !== undefined && [expect.notCode].flat().includes(after.text.code))
    found.push(`says ${after.text.code}`);
  for (const wanted of expect.mentions ?? [])
    if (![wanted].flat().some((one) => mentions(after, one, about))) found.push(`does not mention ${wanted}`);
  for (const unwanted of expect.notMentions ?? [])
    if (mentions(after, unwanted, about)) found.push(`mentions ${unwanted}`);
  if (expect.wrote !== undefined) {
    const sent = Object.assign({}, ...writes.map(({ changes }) => changes));
    for (const [field, value] of Object.entries(expect.wrote))
      if (!(field in sent) || !equals(field, value, sent[field].to, about))
        found.push(`wrote ${field} ${JSON.stringify(sent[field]?.to)}, not ${JSON.stringify(value)}`);
  }
  if (expect.anyOf !== undefined) {
    const all = expect.anyOf.map((one) => wrong(one, { before, after, org, writes }));
    if (all.every((one) => one.length > 0)) found.push(`none of: ${all.map((one) => one.join(" + ")).join(" | ")}`);
  }
  return found;
}

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
