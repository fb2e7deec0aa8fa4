/** Makes hidden characters visible: the user must see what they confirm. The same as `visible` and `embedded` of the core. */

/** Control characters, marks of the writing direction, and characters without a width. */
const INVISIBLE =
  /\u034F|[\p{Cc}\u00AD\u061C\u115F\u1160\u200B-\u200F\u2028-\u202E\u2060-\u206F\u2800\u3164\uFEFF\uFFA0\uFFF0-\uFFFB]|[\u17B4\u17B5]|[\u180B-\u180F]|[\u{1BCA0}-\u{1BCA3}]|[\u{1D173}-\u{1D17A}]|[\uFE00-\uFE0F]|[\u{E0000}-\u{E0FFF}]/gu;

/** Letters of scripts that run from right to left. */
const RIGHT_TO_LEFT = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFF\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u;

/** Returns the text with invisible characters made visible. */
export const visible = (text: string): string => text.replace(/\r\n?/g, "\n").replace(INVISIBLE, picture);

function picture(character: string, at: number, text: string): string {
  const code = character.codePointAt(0) ?? 0;
  // After an emoji or an ideograph, a variation selector has a meaning.
  if (isVariation(code) && text.charCodeAt(at - 1) > 0x203b && !isVariation(text.charCodeAt(at - 1))) return character;
  if (character === "\n") return "↵";
  if (character === "\t") return "⇥";
  if (code === 0x7f) return "␡";
  // Unicode has pictures of these, in their order.
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  return `⟨U+${code.toString(16).toUpperCase().padStart(4, "0")}⟩`;
}

const isVariation = (code: number) => code >= 0xfe00 && code < 0xfe10;

/** The same for a text within a sentence: FSI and PDI keep it from reordering the text around it (UAX #9). */
export const isolated = (text: string): string => `\u2068${visible(text)}\u2069`;

/** Isolated where the direction of its script may differ from that of a sentence that runs from left to right. */
export function embedded(text: string): string {
  const shown = visible(text);
  return RIGHT_TO_LEFT.test(shown) ? isolated(shown) : shown;
}
