/** Buttons that copy the text of another element. */
export function copyButtons() {
  document.addEventListener("click", async ({ target }) => {
    const button = /** @type {Element} */ (target).closest?.("[data-copy]");
    const source = button && document.getElementById(button.getAttribute("data-copy") ?? "");
    if (!button || !source) return;
    const label = /** @type {Text} */ (button.firstChild);
    const before = label.data;
    try {
      await navigator.clipboard.writeText(source.textContent ?? "");
      label.data = "Copied";
    } catch {
      // Without the right to the clipboard, the text is selected for the person to copy.
      getSelection()?.selectAllChildren(source);
      label.data = "Selected";
    }
    const status = document.getElementById("status");
    if (status) status.textContent = label.data;
    button.addEventListener("blur", () => (label.data = before), { once: true });
  });
}
