import { OpportunityStageElement } from "./element.js";

/**
 * Registers the element, by another name where a page has two versions of it. A name that is taken stays with whoever took
 * it first.
 */
export function define(name = "opportunity-stage"): void {
  // On a server there is nothing to draw: the tag stands in the markup, and the browser fills it.
  if (typeof customElements === "undefined" || customElements.get(name)) return;
  // A constructor goes with one name only.
  const free = customElements.getName?.(OpportunityStageElement) ?? null;
  customElements.define(name, free === null ? OpportunityStageElement : class extends OpportunityStageElement {});
}
