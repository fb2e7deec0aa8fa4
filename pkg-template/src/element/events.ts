/** The element's events. Every event bubbles and is composed; none contains the token. */
import type {
  Change,
  ConversationEvent,
  ConversationView,
  ConversationWrite,
  CurrentOpportunity,
  Problem,
  Receipt,
  Violation,
  ViewProblem,
  Warning,
} from "../../index.js";

export interface OpportunityStageDetails {
  "opportunity-open": { opportunity: CurrentOpportunity };
  "stage-proposed": {
    opportunity: CurrentOpportunity;
    changes: readonly Change[];
    violations: readonly Violation[];
    warnings: readonly Warning[];
  };
  "stage-saved": { receipt: Receipt };
  "stage-undone": { receipt: Receipt };
  "opportunity-problem": { problem: ViewProblem | Problem };
  "view-change": { view: ConversationView };
}

export interface BeforeSaveDetail {
  opportunity: CurrentOpportunity;
  changes: readonly Change[];
  writes: ConversationWrite;
  /** The user's action: a button's event, or a sentence that confirms. */
  event: ConversationEvent;
}

/** Dispatched before each write. `preventDefault()` stops the write; so does a promise that rejects or resolves with `false`. */
export class BeforeSaveEvent extends CustomEvent<BeforeSaveDetail> {
  readonly #pending: unknown[] = [];

  constructor(detail: BeforeSaveDetail) {
    super("before-save", { detail, bubbles: true, composed: true, cancelable: true });
  }

  /** Delays the write until the promise settles. */
  waitUntil(answer: unknown): void {
    this.#pending.push(answer);
  }

  /** Resolves with whether the write may start, when all promises have settled. */
  async allowed(): Promise<boolean> {
    if (this.defaultPrevented) return false;
    const answers = await Promise.allSettled(this.#pending);
    // A listener may also have prevented it while its promise was pending.
    return !this.defaultPrevented && answers.every((answer) => answer.status === "fulfilled" && answer.value !== false);
  }

  get isAwaited(): boolean {
    return this.#pending.length > 0;
  }
}

/**
 * Stops the events of the form's fields: `input` would cross the shadow root, and a page that listens to a
 * form of its own around the element would take it for one of that form's.
 */
export function contained<Root extends Node>(root: Root): Root {
  for (const type of ["beforeinput", "input", "change"]) {
    root.addEventListener(type, (event) => event.stopPropagation());
  }
  return root;
}

export function tell<Name extends keyof OpportunityStageDetails>(
  target: EventTarget,
  name: Name,
  detail: OpportunityStageDetails[Name],
): void {
  target.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
}

/** The changes of an undo: the update in reverse, with the close date that Salesforce moved. */
export const reversed = (receipt: Receipt | null): readonly Change[] =>
  (receipt?.changes ?? [])
    .filter(({ by, field }) => by === "you" || field === "CloseDate")
    .map((change) => ({
      ...change,
      by: "you",
      from: change.to,
      to: change.from,
      fromLabel: change.toLabel,
      toLabel: change.fromLabel,
    }));
