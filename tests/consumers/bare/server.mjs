// What a server imports of the element: it does nothing there.
import "opportunity-stage/define";
import { define, OpportunityStageElement } from "opportunity-stage/element";

define();
console.log(typeof OpportunityStageElement, typeof globalThis.customElements);
