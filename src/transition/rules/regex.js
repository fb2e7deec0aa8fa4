/** Whether a text matches a pattern; `undefined` where the pattern is wrong. */
export function matches(pattern, text) {
  // Classes within classes take `v`. Browsers without it read all other patterns alike under `u`.
  for (const flag of ["v", "u"]) {
    try {
      return new RegExp(pattern, flag).test(text);
    } catch {
      // The next flag, if there is one.
    }
  }
  return undefined;
}
