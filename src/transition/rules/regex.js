/** Whether a character has a property of Unicode; `undefined` where the browser does not know the property. */
export function hasProperty(property, character) {
  try {
    return new RegExp(`^\\p{${property}}$`, "u").test(character);
  } catch {
    return undefined;
  }
}
