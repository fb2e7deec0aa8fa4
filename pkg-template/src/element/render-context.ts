/** What the drawing modules are given. */
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
  /** Nothing may be pressed: a write is under way, or the page was asked whether it may be. */
  readonly busy: boolean;
  /** What can be said next. */
  readonly suggestions: Suggestions | null;
  /** The account that the element is about. */
  readonly account: string | undefined;
  /** The person looks for an opportunity: the page has named none. */
  readonly isLookUp: boolean;
  /** What the page has named cannot be opened at all: it stands above. */
  readonly isAstray: boolean;
  /** The compact variant is unfolded. */
  readonly expanded: boolean;
  /** The instant, for what runs out. */
  readonly now: number;
  /** Sends an event; `spoken` is what the person is quoted with, and `taken` hears that the page did not prevent it. */
  press(event: ConversationEvent, spoken?: string, taken?: () => void): void;
  /** Draws again: something was typed. */
  redraw(): void;
  /** Moves the focus to the input of a field, or to the stages. */
  focusField(name: string | null): void;
  expand(expanded: boolean): void;
}

/** The stage that is chosen: in the form, on the card, or the one that there is. */
export function chosenStage(view: ConversationView, opportunity: CurrentOpportunity): string {
  const change = view.card?.changes.find(({ field, by }) => field === "StageName" && by === "you");
  return view.form?.stage ?? (typeof change?.to === "string" ? change.to : opportunity.stage.value);
}

/** What amounts are shown with: the record's currency, or the sign that the org has for its only one. */
export const unitOf = (it: CurrentOpportunity | OpportunityMatch | null): string | null =>
  it?.currency ?? it?.currencySign ?? null;

export const inputId = (name: string) => `field-${name}`;
