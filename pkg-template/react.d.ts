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
  /** A function that returns the token. A text would become part of the markup where React runs on a server. */
  accessToken?: (() => string | Promise<string>) | undefined;
};

/** Handlers of the component. */
interface Handlers {
  /** An opportunity was read. */
  onOpportunityOpen?: ((event: OpportunityStageEventMap["opportunity-open"]) => unknown) | undefined;
  /** A change is shown, to be confirmed. */
  onStageProposed?: ((event: OpportunityStageEventMap["stage-proposed"]) => unknown) | undefined;
  /** Something is about to be written: `event.preventDefault()` or `event.waitUntil(promise)`. */
  onBeforeSave?: ((event: OpportunityStageEventMap["before-save"]) => unknown) | undefined;
  /** It was written. */
  onStageSaved?: ((event: OpportunityStageEventMap["stage-saved"]) => unknown) | undefined;
  /** It was put back. */
  onStageUndone?: ((event: OpportunityStageEventMap["stage-undone"]) => unknown) | undefined;
  onOpportunityProblem?: ((event: OpportunityStageEventMap["opportunity-problem"]) => unknown) | undefined;
  /** The flow shows something else. */
  onViewChange?: ((event: OpportunityStageEventMap["view-change"]) => unknown) | undefined;
}

/** What `<OpportunityStage>` takes: the element's properties and events, and the attributes of any HTML element. */
export interface OpportunityStageProps
  extends Omit<HTMLAttributes<OpportunityStageElement>, "children" | "dangerouslySetInnerHTML">, Given, Handlers {}

/**
 * The element as a component. It registers the tag when it is mounted, and its properties are set after hydration: what a
 * server renders is an empty tag. `ref` is the element, with its methods.
 */
export const OpportunityStage: ForwardRefExoticComponent<
  OpportunityStageProps & RefAttributes<OpportunityStageElement>
>;

/** React listens to an event by `on` and the event's name, as it is written. */
type Listeners = {
  [Name in keyof OpportunityStageEventMap as `on${Name}`]?:
    ((event: OpportunityStageEventMap[Name]) => unknown) | undefined;
};

/** What `<opportunity-stage>` takes in JSX. */
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
