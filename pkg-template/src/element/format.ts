/** How values read in a language. The core gives Salesforce's own: numbers, ISO dates, 15 for 15 %. */

/** What the compiled catalogues call. */
export interface Formatter {
  readonly locale: string;
  text(value: unknown): string;
  number(value: unknown): string;
  date(value: unknown): string;
  list(value: unknown): string;
  plural(value: unknown, cases: Cases): string;
  select(value: unknown, cases: Cases): string;
}

type Cases = Readonly<Record<string, () => string>>;

/** Numbers of more digits than a double has come as text, and `Intl` takes them as such. */
type Numeric = Intl.StringNumericLiteral | number;

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const NUMBER = /^[+-]?\d+(\.\d+)?$/;

const isNumeric = (value: unknown): value is Numeric =>
  typeof value === "number" ? Number.isFinite(value) : typeof value === "string" && NUMBER.test(value);

/** One for each locale and set of options: making one is slow. */
const made = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat>();
function kept<T extends Intl.NumberFormat | Intl.DateTimeFormat>(key: string, make: () => T): T {
  const found = made.get(key) as T | undefined;
  if (found) return found;
  const fresh = make();
  made.set(key, fresh);
  return fresh;
}

export const numberFormat = (locale: string, options: Intl.NumberFormatOptions = {}) =>
  kept(
    `${locale} ${JSON.stringify(options)}`,
    () => new Intl.NumberFormat(locale, { maximumFractionDigits: 18, ...options }),
  );

const dateFormat = (locale: string, options: Intl.DateTimeFormatOptions) =>
  kept(`${locale} ${JSON.stringify(options)}`, () => new Intl.DateTimeFormat(locale, options));

// A calendar date has no time zone: read as local midnight, it would shift by a day.
export const formatDate = (locale: string, date: string) =>
  DATE.test(date)
    ? dateFormat(locale, { dateStyle: "medium", timeZone: "UTC" }).format(new Date(`${date}T00:00:00Z`))
    : date;

export function formatInstant(locale: string, instant: string): string {
  const time = new Date(instant);
  return Number.isNaN(time.valueOf())
    ? instant
    : dateFormat(locale, { dateStyle: "medium", timeStyle: "short" }).format(time);
}

export function formatMoney(locale: string, value: number | string, currency: string | null): string {
  if (!isNumeric(value)) return String(value);
  if (!currency) return numberFormat(locale).format(value);
  try {
    return numberFormat(locale, {
      style: "currency",
      currency,
      maximumFractionDigits: undefined,
      trailingZeroDisplay: "stripIfInteger",
    }).format(value);
  } catch {
    // An org may name a currency that is no ISO code.
    return `${numberFormat(locale).format(value)} ${currency}`;
  }
}

export const formatPercent = (locale: string, value: number | string) =>
  isNumeric(value) ? numberFormat(locale, { style: "unit", unit: "percent" }).format(value) : String(value);

/** Right-to-left sentences keep names and numbers of other scripts together. */
const isolate = (text: string) => `\u2068${text}\u2069`;

/** The marks of emphasis are the catalogue's alone. */
const unmarked = (value: unknown) => String(value ?? "").replace(/[\uE000\uE001]/g, "");

export function formatter(locale: string, rightToLeft: boolean): Formatter {
  const text = (value: unknown) => (rightToLeft ? isolate(unmarked(value)) : unmarked(value));
  const number = (value: unknown) => (isNumeric(value) ? numberFormat(locale).format(value) : text(value));
  return {
    locale,
    text,
    number,
    date: (value) => text(formatDate(locale, String(value))),
    list: (value) =>
      new Intl.ListFormat(locale, { type: "disjunction" }).format(
        Array.isArray(value) ? value.map(text) : [text(value)],
      ),
    plural: (value, cases) =>
      pick(cases, String(value) in cases ? String(value) : new Intl.PluralRules(locale).select(Number(value))),
    select: (value, cases) => pick(cases, String(value)),
  };
}

const pick = (cases: Cases, key: string) => (Object.hasOwn(cases, key) ? cases[key] : cases.other)?.() ?? "";

/** The values as they are: with it, the English catalogue gives exactly the core's own sentences. */
export const plain: Formatter = {
  ...formatter("en", false),
  text: unmarked,
  number: unmarked,
  date: unmarked,
};
