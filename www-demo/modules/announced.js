import { h } from "./dom.js";

const MOST = 12;

/**
 * Lists what a screen reader is given to say, newest first: the texts of the element's live regions.
 *
 * @param {HTMLElement} list
 * @param {HTMLElement} frame where the element is, which may be replaced
 */
export function announcements(list, frame) {
  const seen = new WeakMap();
  const read = (/** @type {ShadowRoot} */ root) => {
    for (const region of root.querySelectorAll("[role=status], [role=alert]")) {
      const text = region.textContent?.trim() ?? "";
      if (text === seen.get(region)) continue;
      seen.set(region, text);
      if (!text) continue;
      list.prepend(h("li", { data: { role: region.getAttribute("role") } }, h("bdi", {}, text)));
      if (list.children.length > MOST) list.lastElementChild?.remove();
    }
  };
  const inside = new MutationObserver((changes) => {
    for (const root of new Set(changes.map(({ target }) => target.getRootNode())))
      read(/** @type {ShadowRoot} */ (root));
  });
  const follow = () => {
    inside.disconnect();
    const root = frame.querySelector("opportunity-stage")?.shadowRoot;
    if (!root) return;
    inside.observe(root, { subtree: true, childList: true, characterData: true });
    read(root);
  };
  new MutationObserver(follow).observe(frame, { childList: true });
  follow();
}
