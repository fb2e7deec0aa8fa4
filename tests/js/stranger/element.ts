// The element's types, as a stranger uses them; checked, never run.
import "opportunity-stage/define";
import { init } from "opportunity-stage/slim";
import core from "opportunity-stage/core.wasm";
import conversation from "opportunity-stage/conversation.wasm";
import { define, OpportunityStageElement, type OpportunityStageEventMap } from "opportunity-stage/element";

const element = document.createElement("opportunity-stage");
element.instanceUrl = "https://acme.my.salesforce.com";
element.accessToken = async () => "token";
element.variant = "compact";
element.texts = { "ui.amount": "Value", "ui.days": ({ count }, language) => `${String(count)} ${language}` };
element.addEventListener("before-save", (event) => {
  event.waitUntil(Promise.resolve(event.detail.changes.length < 5));
  event.preventDefault();
});
element.addEventListener("stage-saved", ({ detail }) => console.log(detail.receipt.link));
element.addEventListener("click", ({ clientX }) => console.log(clientX));
document
  .querySelector("opportunity-stage")
  ?.addEventListener("opportunity-problem", ({ detail }) => detail.problem.code);

export const opened: Promise<unknown> = element.open("006R0000001rboIIAQ").then((view) => view?.state);
export type Saved = OpportunityStageEventMap["stage-saved"]["detail"];
export class Ours extends OpportunityStageElement {}
define("our-stage");

await init(core, { conversation });

// @ts-expect-error -- no such variant
element.variant = "wide";
