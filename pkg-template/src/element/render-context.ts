/** What the templates receive. */
import type { ConversationEvent, ConversationView, CurrentOpportunity, OpportunityMatch } from "../../index.js";
import type { Draft } from "./draft.js";
import type { Messages } from "./messages.js";
import type { Suggestions } from "./suggestions.js";

const VARIANTS = ["path", "compact", "conversation"] as const;
export type Variant = (typeof VARIANTS)[number];

/** An unknown or missing variant means the first. */
export const variantOf = (given: unknown): Variant => VARIANTS.find((variant) => variant === given) ?? VARIANTS[0];

export interface RenderContext {
  readonly view: ConversationView;
  readonly words: Messages;
  readonly draft: Draft;
  readonly variant: Variant;
  /** Controls are disabled: a write is in progress, or the page decides about one. */
  readonly busy: boolean;
  /** Suggestions for the next sentence. */
  readonly suggestions: Suggestions | null;
  /** The account that the element is about. */
  readonly account: string | undefined;
  /** The user searches for an opportunity, because the page has named none. */
  readonly isLookUp: boolean;
  /** The opportunity that the page has named cannot be opened; the problem is shown above. */
  readonly isAstray: boolean;
  /** The compact variant is unfolded. */
  readonly expanded: boolean;
  /** The current time, for countdowns. */
  readonly now: number;
  /** Sends an event. `spoken` is the user's sentence; `taken` is called unless the page prevents the event. */
  press(event: ConversationEvent, spoken?: string, taken?: () => void): void;
  /** Renders again after input. */
  redraw(): void;
  /** Moves the focus to the input of a field, or to the stages. */
  focusField(name: string | null): void;
  expand(expanded: boolean): void;
}

/** The chosen stage: that of the form or the card, or the current one. */
export function chosenStage(view: ConversationView, opportunity: CurrentOpportunity): string {
  const change = view.card?.changes.find(({ field, by }) => field === "StageName" && by === "you");
  return view.form?.stage ?? (typeof change?.to === "string" ? change.to : opportunity.stage.value);
}

/** The unit of amounts: the record's currency, or the sign of the org's only one. */
export const unitOf = (it: CurrentOpportunity | OpportunityMatch | null): string | null =>
  it?.currency ?? it?.currencySign ?? null;

export const inputId = (name: string) => `field-${name}`;
