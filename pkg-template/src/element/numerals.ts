/** Numbers as people write them in a language, and back. */
import { moneyParts, numberFormat } from "./format.js";

interface Signs {
  group: string;
  decimal: string;
  digits: readonly string[];
}

const known = new Map<string, Signs>();

function signsOf(locale: string): Signs {
  const found = known.get(locale);
  if (found) return found;
  const parts = numberFormat(locale).formatToParts(-1234567.5);
  const sign = (type: Intl.NumberFormatPartTypes) => parts.find((part) => part.type === type)?.value ?? "";
  const digits = [...numberFormat(locale, { useGrouping: false, minimumIntegerDigits: 10 }).format(1234567890)];
  // 1…9, 0 as the locale writes them, put back into order.
  const signs = {
    group: sign("group"),
    decimal: sign("decimal") || ".",
    digits: [digits[9] ?? "0", ...digits.slice(0, 9)],
  };
  known.set(locale, signs);
  return signs;
}

const SPACES = /[\s\u00a0\u202f\u066c]/g;

/**
 * Returns the number that was meant, as the text of its digits; null if the text is not a number. A sign that groups digits is taken as
 * that only where groups of digits follow: in German `1.5` is a slip and not fifteen.
 */
export function parseNumber(text: string, locale: string): string | null {
  const { group, decimal, digits } = signsOf(locale);
  let latin = [...text.trim().replace(/[\u2212\u061c\u200e\u200f]/g, (sign) => (sign === "\u2212" ? "-" : ""))]
    .map((character) => (digits.includes(character) ? String(digits.indexOf(character)) : character))
    .join("");
  latin = latin.replace(SPACES, "");
  const [whole = "", fraction, ...rest] = latin.split(decimal);
  if (rest.length > 0) return null;
  const sign = /^[+-]/.test(whole) ? whole[0] : "";
  const groups = whole.slice(sign ? 1 : 0).split(/^\s*$/.test(group) ? /(?!)/ : group);
  // India groups by two before the last three.
  const grouped = groups.every((part, index) =>
    index === 0 ? /^\d{0,}$/.test(part) : index === groups.length - 1 ? /^\d{3}$/.test(part) : /^\d{2,3}$/.test(part),
  );
  if (!grouped || (fraction !== undefined && !/^\d*$/.test(fraction))) return null;
  const integer = groups.join("");
  if (integer === "" && !fraction) return null;
  return `${sign === "-" ? "-" : ""}${integer || "0"}${fraction ? `.${fraction}` : ""}`;
}

/** How a value stands in its input: all of its digits, grouped. */
export function writeNumber(value: number | string, locale: string): string {
  const text = String(value);
  return /^[+-]?\d+(\.\d+)?$/.test(text) ? numberFormat(locale).format(text as Intl.StringNumericLiteral) : text;
}

/** The sign of a currency, or the org's own, and whether it stands before the number. */
export function currencySign(unit: string, locale: string): { sign: string; before: boolean } {
  const parts = moneyParts(locale, 1, unit, "narrowSymbol");
  const at = parts.findIndex(({ type }) => type === "currency");
  return { sign: parts[at]?.value ?? unit, before: at < parts.findIndex(({ type }) => type === "integer") };
}
