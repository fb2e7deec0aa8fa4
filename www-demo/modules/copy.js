/** Buttons that copy the text of another element. */
export function copyButtons() {
  document.addEventListener("click", async ({ target }) => {
    const button = /** @type {Element} */ (target).closest?.("[data-copy]");
    const source = button && document.getElementById(button.getAttribute("data-copy") ?? "");
    if (!button || !source) return;
    await copy(button, source.textContent ?? "", source);
  });
}

/**
 * Copies a text, and says so on the button and to screen readers.
 *
 * @param {Element} button
 * @param {string} text
 * @param {Element} [shown] where the text can be selected
 */
export async function copy(button, text, shown) {
  const label = /** @type {Text} */ (button.firstChild);
  const before = label.data;
  try {
    await navigator.clipboard.writeText(text);
    label.data = "Copied";
  } catch {
    // Without the right to the clipboard, the text is selected for the person to copy.
    if (shown) getSelection()?.selectAllChildren(shown);
    label.data = shown ? "Selected" : "Not copied";
  }
  const status = document.getElementById("status");
  if (status) status.textContent = label.data;
  button.addEventListener("blur", () => (label.data = before), { once: true });
}
