import { OpportunityStageElement } from "./element.js";

/**
 * Registers the element, under another name if a page has two versions of it. A name that is already defined is left
 * as it is.
 */
export function define(name = "opportunity-stage"): void {
  // On a server there is nothing to render: the tag is in the markup, and the browser fills it.
  if (typeof customElements === "undefined" || customElements.get(name)) return;
  // A constructor can have one name only.
  const free = customElements.getName?.(OpportunityStageElement) ?? null;
  customElements.define(name, free === null ? OpportunityStageElement : class extends OpportunityStageElement {});
}
