/*
 * What the browser has and formulas need. Here and not in Rust, where each name of the browser's is an import of its own,
 * with glue on both sides of it.
 */

/** A function of `Math`; those of one number do not look at the second. */
export function math(name, first, second) {
  return Math[name](first, second);
}

/** A text in capitals or small letters. Without a locale (empty) the browser takes half the time. */
export function cased(text, large, locale) {
  if (locale === "") return large ? text.toUpperCase() : text.toLowerCase();
  return large ? text.toLocaleUpperCase(locale) : text.toLocaleLowerCase(locale);
}

/** Whether a character is a letter or a number of any script. */
export function isAlphanumeric(character) {
  return /[\p{Alphabetic}\p{N}]/u.test(character);
}
