// Compares a view, and what the org holds, with what a case expects.
import { dayOf } from "./days.mjs";

export const folded = (text) =>
  String(text)
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .replaceAll(/[’‘]/gu, "'")
    .toLowerCase()
    .replaceAll(/\s+/gu, " ")
    .trim();

/** Free text is the same but for case, white space, quotation marks around it and a full stop after it. */
export const loose = (text) =>
  String(text)
    .normalize("NFC")
    .trim()
    .replaceAll(/^["'“”„«»「」『』\s]+|["'“”«»「」『』.!。！\s]+$/gu, "")
    .replaceAll(/\s+/gu, " ")
    .toLowerCase();

/** What a choice is called: the opportunity's own name, whatever its label adds. */
export const called = (choice) => choice.opportunity?.name ?? choice.stage?.label ?? choice.label;

export const own = (view) => (view.card?.changes ?? []).filter((change) => change.by === "you");

/** What of a view must stay where the context is to be kept. */
export const context = (view) => ({
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

export function mentions(view, wanted, about) {
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
export function matching(filter, org) {
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

export const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
export const sorted = (list) => [...list].sort();

/** The proposed value against the expected one: a token, a value, or `{ oneOf: […] }`. */
export function equals(field, expected, actual, about) {
  if (expected && typeof expected === "object") return expected.oneOf.some((one) => equals(field, one, actual, about));
  if (expected === null) return actual === null || actual === "";
  if (field === "CloseDate") return actual === dayOf(expected, about?.CloseDate);
  if (typeof expected === "number") return actual !== null && Number(actual) === expected;
  return loose(expected) === loose(actual ?? "");
}

export const present = (field, about) => (field === "CloseDate" ? about?.CloseDate : about?.[field]);

/** What is wrong with a view; nothing where it is as expected. */
export function wrong(expect, { before, after, org, writes }) {
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
    // Exactly the requested changes.
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
