/**
 * How values read in a language. The core gives Salesforce's own: numbers, ISO dates, 15 for 15 %. What `Intl` writes
 * keeps its direction marks; a value that is not a number or a date is a text of the org, and its hidden characters are shown.
 */
import { embedded, isolated, visible } from "../visible.js";

/** Called by the compiled catalogues. */
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

/** Numbers with more digits than a double arrive as text, which `Intl` accepts. */
type Numeric = Intl.StringNumericLiteral | number;

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const NUMBER = /^[+-]?\d+(\.\d+)?$/;

const isNumeric = (value: unknown): value is Numeric =>
  typeof value === "number" ? Number.isFinite(value) : typeof value === "string" && NUMBER.test(value);

/** One formatter for each locale and set of options, because creating one is slow. */
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
    : visible(date);

export function formatInstant(locale: string, instant: string): string {
  const time = new Date(instant);
  return Number.isNaN(time.valueOf())
    ? visible(instant)
    : dateFormat(locale, { dateStyle: "medium", timeStyle: "short" }).format(time);
}

const CODE = /^[A-Z]{3}$/;

/**
 * An amount in pieces. `unit` is a currency's code, or the sign that an org has for its only one: that takes the place
 * which the language gives to signs, and apart from the digits where it ends in a letter, as codes do.
 */
export function moneyParts(
  locale: string,
  value: Numeric,
  unit: string,
  narrow: "narrowSymbol" | undefined,
): readonly Intl.NumberFormatPart[] {
  const isCode = CODE.test(unit);
  const parts = numberFormat(locale, {
    style: "currency",
    trailingZeroDisplay: "stripIfInteger",
    ...(isCode
      ? { currency: unit, currencyDisplay: narrow }
      : { currency: "USD", currencyDisplay: /\p{L}\.?$/u.test(unit) ? "code" : "narrowSymbol" }),
  }).formatToParts(value);
  return isCode ? parts : parts.map((part) => (part.type === "currency" ? { ...part, value: unit } : part));
}

export function formatMoney(locale: string, value: number | string, unit: string | null): string {
  if (!isNumeric(value)) return visible(String(value));
  if (!unit) return numberFormat(locale).format(value);
  return moneyParts(locale, value, unit, undefined)
    .map((part) => part.value)
    .join("");
}

export const formatPercent = (locale: string, value: number | string) =>
  isNumeric(value) ? numberFormat(locale, { style: "unit", unit: "percent" }).format(value) : visible(String(value));

/** The marks of emphasis are the catalogue's alone. */
const unmarked = (value: unknown) => String(value ?? "").replace(/[\uE000\uE001]/g, "");

export function formatter(locale: string, rightToLeft: boolean): Formatter {
  const text = (value: unknown) => (rightToLeft ? isolated(unmarked(value)) : embedded(unmarked(value)));
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
