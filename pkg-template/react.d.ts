/**
 * The element as a React component (18 and later), and the plain tag in React's JSX (19 and later): for the tag,
 * `import type {} from "opportunity-stage/react";` in any file of the project is enough.
 */
import type { ClassAttributes, ForwardRefExoticComponent, HTMLAttributes, RefAttributes } from "react";
import type { OpportunityStageElement, OpportunityStageEventMap } from "./element.js";

type Properties = Pick<
  OpportunityStageElement,
  | (
      | "instanceUrl"
      | "salesforceUrl"
      | "opportunity"
      | "account"
      | "apiVersion"
      | "fields"
      | "rules"
      | "variant"
      | "theme"
    )
  | ("fetch" | "salesforce" | "org" | "user" | "allowedOrigins" | "texts")
>;

type Given = { [Name in keyof Properties]?: Properties[Name] | undefined } & {
  /** A function that returns the token. A string would become part of the markup when React renders on a server. */
  accessToken?: (() => string | Promise<string>) | undefined;
};

/** Handlers of the component. */
interface Handlers {
  /** An opportunity was read. */
  onOpportunityOpen?: ((event: OpportunityStageEventMap["opportunity-open"]) => unknown) | undefined;
  /** A change is shown for confirmation. */
  onStageProposed?: ((event: OpportunityStageEventMap["stage-proposed"]) => unknown) | undefined;
  /** A write is about to start: `event.preventDefault()` or `event.waitUntil(promise)`. */
  onBeforeSave?: ((event: OpportunityStageEventMap["before-save"]) => unknown) | undefined;
  /** An update was saved. */
  onStageSaved?: ((event: OpportunityStageEventMap["stage-saved"]) => unknown) | undefined;
  /** An update was undone. */
  onStageUndone?: ((event: OpportunityStageEventMap["stage-undone"]) => unknown) | undefined;
  /** A call failed, or the element is not set up correctly. */
  onOpportunityProblem?: ((event: OpportunityStageEventMap["opportunity-problem"]) => unknown) | undefined;
  /** The view has changed. */
  onViewChange?: ((event: OpportunityStageEventMap["view-change"]) => unknown) | undefined;
}

/** Props of `<OpportunityStage>`: the element's properties and events, and the attributes of any HTML element. */
export interface OpportunityStageProps
  extends Omit<HTMLAttributes<OpportunityStageElement>, "children" | "dangerouslySetInnerHTML">, Given, Handlers {}

/**
 * The element as a component. It registers the tag when it is mounted, and its properties are set after hydration: what a
 * server renders is an empty tag. `ref` is the element, with its methods.
 *
 * @example
 * ```ts
 * import { createElement } from "react";
 * import { OpportunityStage } from "opportunity-stage/react";
 *
 * createElement(OpportunityStage, { instanceUrl, opportunity: id, accessToken: () => portal.salesforceToken() });
 * ```
 */
export const OpportunityStage: ForwardRefExoticComponent<
  OpportunityStageProps & RefAttributes<OpportunityStageElement>
>;

/** React's names of the events: `on` and the event's name. */
type Listeners = {
  [Name in keyof OpportunityStageEventMap as `on${Name}`]?:
    ((event: OpportunityStageEventMap[Name]) => unknown) | undefined;
};

/** Attributes of `<opportunity-stage>` in JSX. */
export interface OpportunityStageAttributes
  extends HTMLAttributes<OpportunityStageElement>, ClassAttributes<OpportunityStageElement>, Given, Listeners {
  "instance-url"?: string | undefined;
  "salesforce-url"?: string | undefined;
  "api-version"?: string | undefined;
}

declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      "opportunity-stage": OpportunityStageAttributes;
    }
  }
}
