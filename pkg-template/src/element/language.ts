/** Which language the page is in at an element, and when that changes. */

/** The nearest `lang` decides, through shadow trees as well. */
export function languageOf(element: Element): string {
  const near = element.closest("[lang]");
  if (near) return near.getAttribute("lang") || "en";
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? languageOf(root.host) : navigator.language;
}

const watching = new Map<Element, () => void>();
let observer: MutationObserver | undefined;

/** Calls back when a `lang` changes anywhere around the element; returns what ends it. One observer serves all. */
export function watchLanguage(element: Element, changed: () => void): () => void {
  const shared = (observer ??= new MutationObserver(() => watching.forEach((changed) => changed())));
  watching.set(element, changed);
  const watch = (root: Node): void => {
    shared.observe(root, { subtree: true, attributeFilter: ["lang"] });
    if (root instanceof ShadowRoot) watch(root.host.getRootNode());
  };
  watch(element.getRootNode());
  return () => {
    watching.delete(element);
    if (watching.size === 0) shared.disconnect();
  };
}
