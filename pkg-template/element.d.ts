import type {
  Change,
  ConnectOptions,
  ConversationEvent,
  ConversationView,
  ConversationWrite,
  CurrentOpportunity,
  FieldName,
  FieldValue,
  Problem,
  ProposalInput,
  Receipt,
  RulesDocument,
  RulesUser,
  Salesforce,
  ViewProblem,
  Violation,
  Warning,
} from "./index.js";

/** How the element is drawn: one record with its path, one line that unfolds, or a conversation. */
export type OpportunityStageVariant = "path" | "compact" | "conversation";

/** `neutral` is the default. */
export type OpportunityStageTheme = "neutral" | "lightning" | "contrast";

/** A text instead of ours: `{name}` stands for a parameter. */
export type OpportunityStageText =
  | string
  | ((parameters: Readonly<Record<string, FieldValue | readonly string[] | undefined>>, language: string) => string);

/** What the events tell. None of them ever holds the token. */
export interface OpportunityStageEventMap {
  /** An opportunity was read. */
  "opportunity-open": CustomEvent<{ opportunity: CurrentOpportunity }>;
  /** A change is shown, to be confirmed. */
  "stage-proposed": CustomEvent<{
    opportunity: CurrentOpportunity;
    changes: readonly Change[];
    violations: readonly Violation[];
    warnings: readonly Warning[];
  }>;
  /** Something is about to be written. */
  "before-save": BeforeSaveEvent;
  /** It was written. */
  "stage-saved": CustomEvent<{ receipt: Receipt }>;
  /** It was put back. */
  "stage-undone": CustomEvent<{ receipt: Receipt }>;
  "opportunity-problem": CustomEvent<{ problem: ViewProblem | Problem }>;
  /** The flow shows something else. */
  "view-change": CustomEvent<{ view: ConversationView }>;
}

/** Fired before anything is written. `preventDefault()` stops it; so does a promise that rejects or gives `false`. */
export class BeforeSaveEvent extends CustomEvent<{
  opportunity: CurrentOpportunity;
  changes: readonly Change[];
  /** What is about to be done. */
  writes: ConversationWrite;
  /** What the person did: a button's event, such as `confirm`, or the sentence that means the same. */
  event: ConversationEvent;
}> {
  private constructor();
  /** Lets the save wait for an answer. */
  waitUntil(answer: unknown): void;
}

/** The flow in one tag. Importing `opportunity-stage/define` registers it as `<opportunity-stage>`. */
export class OpportunityStageElement extends HTMLElement {
  /** `instance-url`: the org's My Domain address, such as `https://acme.my.salesforce.com`. */
  instanceUrl: string | undefined;
  /** `salesforce-url`: the same where `instanceUrl` is a proxy's: where links to records lead. */
  salesforceUrl: string | undefined;
  /** `opportunity`: its id. Without it, there is a search box. */
  opportunity: string | undefined;
  /** `account`: part of an account's name; its opportunities are looked up at once. */
  account: string | undefined;
  /** `api-version`: the REST API's version. */
  apiVersion: string | undefined;
  /** `fields`: those that may be edited beside the stage; as an attribute, with spaces or commas between them. */
  fields: string | readonly FieldName[] | undefined;
  /** `rules`: what the portal's owner demands of transitions; as an attribute, in JSON. */
  rules: string | RulesDocument | undefined;
  /** `variant`. Default: `path`. */
  variant: OpportunityStageVariant;
  /** `theme`. Default: `neutral`. */
  theme: OpportunityStageTheme | undefined;
  /**
   * The user's token, or a function that gives it. A property only. Nothing is sent before it is there, unless a proxy
   * of `allowedOrigins` adds it. Another text begins anew; another function is asked before anything more is sent.
   */
  accessToken: string | (() => string | Promise<string>) | undefined;
  /** Used instead of the page's `fetch`. */
  fetch: typeof globalThis.fetch | undefined;
  /** A connection that there is already, instead of `instanceUrl` and its like. */
  salesforce: Salesforce | undefined;
  /** What the org says of itself, as `opportunity-stage import` writes it. */
  org: ConnectOptions["org"] | undefined;
  /** Who the user is, as far as rules ask for it. */
  user: RulesUser | undefined;
  /** Origins beside Salesforce's own hosts that may be sent the token. */
  allowedOrigins: readonly string[] | undefined;
  /** Texts instead of ours, by code. */
  texts: Readonly<Record<string, OpportunityStageText>> | undefined;
  /** What the flow shows; null while it is not there. */
  readonly view: ConversationView | null;
  /** Settles when all that was changed has been drawn. */
  readonly updateComplete: Promise<boolean>;

  /**
   * Opens an opportunity; while there is no token or no address yet, as soon as there is. This and the others resolve
   * with the view when all has settled, and reject with `closed` while the element is in no page.
   */
  open(id: string): Promise<ConversationView | null>;
  /** Proposes a change, to be confirmed by the person or by `confirm()`. */
  propose(input: ProposalInput): Promise<ConversationView | null>;
  /** Confirms what is shown. Rejects with `not_allowed` where there is nothing to confirm. */
  confirm(): Promise<ConversationView | null>;
  /** Gives up what is shown. */
  cancel(): Promise<ConversationView | null>;
  /** Puts back the last update. */
  undo(): Promise<ConversationView | null>;

  addEventListener<Name extends keyof OpportunityStageEventMap>(
    type: Name,
    listener: (this: OpportunityStageElement, event: OpportunityStageEventMap[Name]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener<Name extends keyof HTMLElementEventMap>(
    type: Name,
    listener: (this: OpportunityStageElement, event: HTMLElementEventMap[Name]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
}

/** Registers the element, by another name where a page has two versions of it. A name that is taken stays as it is. */
export function define(name?: string): void;

/** The languages that there are texts in. */
export const languages: readonly string[];

declare global {
  interface HTMLElementTagNameMap {
    "opportunity-stage": OpportunityStageElement;
  }
}
