import { byId } from "./dom.js";

/** Light, dark, or as the system has it. Nothing is stored: the next visit begins with the system's. */
export function appearanceSwitch() {
  const select = /** @type {HTMLSelectElement} */ (byId("appearance"));
  select.addEventListener("change", () => {
    const { value } = select;
    if (value === "light dark") delete document.documentElement.dataset.appearance;
    else document.documentElement.dataset.appearance = value;
  });
}
