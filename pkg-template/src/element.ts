/** The element's class, without a side effect: `define` registers it. */
export { BeforeSaveEvent } from "./element/events.js";
export { define } from "./element/define.js";
export { OpportunityStageElement } from "./element/element.js";
export { languages } from "./element/messages.js";
