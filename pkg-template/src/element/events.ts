/** What the element tells the page. Every event bubbles and leaves the shadow tree; none ever holds the token. */
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
  /** What the person did: a button's event, or the sentence that means the same. */
  event: ConversationEvent;
}

/** Fired before anything is written. `preventDefault()` stops it; so does a promise that rejects or gives `false`. */
export class BeforeSaveEvent extends CustomEvent<BeforeSaveDetail> {
  readonly #pending: unknown[] = [];

  constructor(detail: BeforeSaveDetail) {
    super("before-save", { detail, bubbles: true, composed: true, cancelable: true });
  }

  /** Lets the save wait for an answer. */
  waitUntil(answer: unknown): void {
    this.#pending.push(answer);
  }

  /** Whether the save may go on, once all who wanted to be waited for have answered. */
  async allowed(): Promise<boolean> {
    if (this.defaultPrevented) return false;
    const answers = await Promise.allSettled(this.#pending);
    // Those who were asked may also have prevented it meanwhile.
    return !this.defaultPrevented && answers.every((answer) => answer.status === "fulfilled" && answer.value !== false);
  }

  get isAwaited(): boolean {
    return this.#pending.length > 0;
  }
}

/**
 * Lets nothing out that the fields of the form tell: `input` would cross the shadow root, and a page that listens to a
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
