// The tag in JSX, as a stranger uses it with React; checked, never run.
import { createRef } from "react";
import type { OpportunityStageElement } from "opportunity-stage/element";
import { OpportunityStage, type OpportunityStageProps } from "opportunity-stage/react";

declare function saved(link: string | null): void;

export const stage = (
  <opportunity-stage
    key="deal"
    ref={(element) => void element?.open("006R0000001rboIIAQ")}
    className="wide"
    instance-url="https://acme.my.salesforce.com"
    opportunity="006R0000001rboIIAQ"
    variant="compact"
    accessToken={async () => "token"}
    texts={{ "ui.amount": "Value" }}
    onClick={({ currentTarget }) => void currentTarget.cancel()}
    onbefore-save={(event) => event.waitUntil(event.detail.writes === "update")}
    onstage-saved={({ detail }) => saved(detail.receipt.link)}
  />
);

// @ts-expect-error -- no such variant
export const wide = <opportunity-stage variant="wide" />;
// @ts-expect-error -- no such attribute
export const mistyped = <opportunity-stage instanceUri="https://acme.my.salesforce.com" />;
// @ts-expect-error -- the event has no receipt
export const early = <opportunity-stage onbefore-save={({ detail }) => saved(detail.receipt.link)} />;
// @ts-expect-error -- a text would become an attribute on a server
export const leaked = <opportunity-stage accessToken="token" />;

const ref = createRef<OpportunityStageElement>();
export const undo = () => ref.current?.undo();
export const component = (
  <OpportunityStage
    ref={ref}
    className="wide"
    data-testid="deal"
    instanceUrl="https://acme.my.salesforce.com"
    opportunity="006R0000001rboIIAQ"
    accessToken={async () => "token"}
    fields={["NextStep"]}
    rules={{ version: 1, noSkipping: true }}
    variant="compact"
    onBeforeSave={(event) => event.waitUntil(event.detail.writes === "update")}
    onStageSaved={({ detail }) => saved(detail.receipt.link)}
  />
);
export const props: OpportunityStageProps = {
  theme: "lightning",
  onClick: ({ currentTarget }) => void currentTarget.cancel(),
};

// @ts-expect-error -- a text would become an attribute on a server
export const componentLeaked = <OpportunityStage accessToken="token" />;
// @ts-expect-error -- no such variant
export const componentWide = <OpportunityStage variant="wide" />;
// @ts-expect-error -- the event has no receipt
export const componentEarly = <OpportunityStage onBeforeSave={({ detail }) => saved(detail.receipt.link)} />;
