/** The slots of the table's templates, and what may stand in each. */

const NAME = "[A-Za-z][A-Za-z0-9_]{0,79}";
/** A field, or a path across relationships. */
const PATH = `${NAME}(?:\\.${NAME}){0,5}`;
const id = (prefix: string) => `${prefix}[0-9A-Za-z]{15}`;

export const SLOTS: Readonly<Record<string, string>> = {
  version: "(?:[6-9]\\d|[1-9]\\d\\d)\\.0",
  opportunity: id("006"),
  recordType: id("012"),
  job: id("750"),
  user: id("005"),
  metadata: "[0-9A-Za-z]{18}",
  locator: "[A-Za-z0-9_-]{1,100}",
  index: "\\d{1,2}",
  // An HTTP date, in Salesforce's own spelling.
  since: "[A-Za-z0-9 ,:+.-]{0,40}",
  date: "[A-Z][a-z]{2}, \\d\\d [A-Z][a-z]{2} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT",
  key: "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}",
  field: NAME,
  fieldNames: `${PATH}(?:,${PATH})*`,
  columns: `(?:,${PATH})*`,
  moreFields: `(?:,Opportunity\\.${PATH})*`,
  someFields: `Opportunity\\.${PATH}(?:,Opportunity\\.${PATH})*`,
  // A SOQL literal, between its quotes: nothing in it can end it (`src/rest/soql.rs`).
  text: "(?:[^'\\\\%_\\u0000-\\u001f\\u007f-\\u009f]|\\\\['\\\\%_nrt]|\\\\u[0-9A-F]{4})*",
  letters: "[A-Za-z](?:%[A-Za-z]){1,4}",
  number: "-?\\d{1,40}(?:\\.\\d{1,40})?(?:[eE][+-]?\\d{1,3})?",
  count: "\\d{1,5}",
  day: "\\d{4}-\\d\\d-\\d\\d",
  query: "[A-Za-z0-9_.~,%-]+",
};

const escaped = (text: string) => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&");

/** Compiles a template such as `OwnerId = '{user}'`; `more` has slots of one table. */
export function pattern(template: string, more: Readonly<Record<string, string>> = {}): string {
  return template
    .split(/(\{[A-Za-z]+\})/)
    .map((part, index) => (index % 2 === 0 ? escaped(part) : slot(part.slice(1, -1), more)))
    .join("");
}

function slot(name: string, more: Readonly<Record<string, string>>): string {
  const found = more[name] ?? SLOTS[name];
  if (found === undefined) throw new Error(`the table has an unknown slot: ${name}`);
  return found;
}

/** A regular expression for the whole text. */
export const whole = (source: string): RegExp => new RegExp(`^(?:${source})$`, "u");
