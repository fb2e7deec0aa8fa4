/** Buttons that copy the text of another element. */
export function copyButtons() {
  document.addEventListener("click", async ({ target }) => {
    const button = /** @type {Element} */ (target).closest?.("[data-copy]");
    const source = button && document.getElementById(button.getAttribute("data-copy") ?? "");
    if (!button || !source) return;
    const told = /** @type {Text} */ (button.firstChild);
    const before = told.data;
    try {
      await navigator.clipboard.writeText(source.textContent ?? "");
      told.data = "Copied";
    } catch {
      // Without the right to the clipboard, the text is selected for the person to copy.
      getSelection()?.selectAllChildren(source);
      told.data = "Selected";
    }
    const status = document.getElementById("status");
    if (status) status.textContent = told.data;
    button.addEventListener("blur", () => (told.data = before), { once: true });
  });
}
