/** The page's language at an element, and its changes. */

/** The nearest `lang` decides, through shadow trees as well. */
export function languageOf(element: Element): string {
  const near = element.closest("[lang]");
  if (near) return near.getAttribute("lang") || "en";
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? languageOf(root.host) : navigator.language;
}

const watching = new Map<Element, () => void>();
let observer: MutationObserver | undefined;

/** Calls back when a `lang` around the element changes; returns a function that stops this. All elements share one observer. */
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
