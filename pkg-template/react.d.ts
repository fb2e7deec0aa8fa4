/**
 * The tag in React's JSX (19 and later): `import type {} from "opportunity-stage/react";` in any file of the project is enough.
 * Types alone; there is no JavaScript in it.
 */
import type { ClassAttributes, HTMLAttributes } from "react";
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
  | ("accessToken" | "fetch" | "salesforce" | "org" | "user" | "allowedOrigins" | "texts")
>;

/** React sets what is a property of the element as a property. */
type Given = { [Name in keyof Properties]?: Properties[Name] | undefined };

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
