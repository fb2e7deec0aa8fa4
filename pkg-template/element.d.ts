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

/** The form of the element: one record with its path, one line that unfolds, or a conversation. */
export type OpportunityStageVariant = "path" | "compact" | "conversation";

/** The look of the element. */
export type OpportunityStageTheme = "neutral" | "lightning" | "contrast";

/** A text that replaces a built-in one; `{name}` is replaced by a parameter. */
export type OpportunityStageText =
  | string
  | ((parameters: Readonly<Record<string, FieldValue | readonly string[] | undefined>>, language: string) => string);

/** The events of the element. None of them contains the token. */
export interface OpportunityStageEventMap {
  /** An opportunity was read. */
  "opportunity-open": CustomEvent<{ opportunity: CurrentOpportunity }>;
  /** A change is shown for confirmation. */
  "stage-proposed": CustomEvent<{
    opportunity: CurrentOpportunity;
    changes: readonly Change[];
    violations: readonly Violation[];
    warnings: readonly Warning[];
  }>;
  /** A write is about to start. */
  "before-save": BeforeSaveEvent;
  /** An update was saved. */
  "stage-saved": CustomEvent<{ receipt: Receipt }>;
  /** An update was undone. */
  "stage-undone": CustomEvent<{ receipt: Receipt }>;
  /** A call failed, or the element is not set up correctly. */
  "opportunity-problem": CustomEvent<{ problem: ViewProblem | Problem }>;
  /** The view has changed. */
  "view-change": CustomEvent<{ view: ConversationView }>;
}

/** Dispatched before each write. `preventDefault()` stops the write; so does a promise that rejects or resolves with `false`. */
export class BeforeSaveEvent extends CustomEvent<{
  opportunity: CurrentOpportunity;
  changes: readonly Change[];
  /** What is about to be written: an update or its undo. */
  writes: ConversationWrite;
  /** The user's action: a button's event, such as `confirm`, or a sentence that confirms. */
  event: ConversationEvent;
}> {
  private constructor();
  /** Delays the write until the promise settles. */
  waitUntil(answer: unknown): void;
}

/**
 * The flow in one tag. Importing `opportunity-stage/define` registers it as `<opportunity-stage>`.
 *
 * @example
 * ```ts
 * import "opportunity-stage/define";
 *
 * const element = document.createElement("opportunity-stage");
 * element.instanceUrl = "https://acme.my.salesforce.com";
 * element.opportunity = "006000000000001AAA";
 * element.accessToken = () => portal.salesforceToken();
 * element.addEventListener("stage-saved", ({ detail }) => saved(detail.receipt));
 * document.body.append(element);
 * ```
 */
export class OpportunityStageElement extends HTMLElement {
  /** `instance-url`: the org's My Domain address, such as `https://acme.my.salesforce.com`. */
  instanceUrl: string | undefined;
  /** `salesforce-url`: the org's My Domain address if `instanceUrl` is a proxy; links to records lead there. */
  salesforceUrl: string | undefined;
  /** `opportunity`: the id of the opportunity. Without it, there is a search box. */
  opportunity: string | undefined;
  /** `account`: part of an account's name; its opportunities are searched at once. */
  account: string | undefined;
  /** `api-version`: the version of the REST API. */
  apiVersion: string | undefined;
  /** `fields`: the fields that can be edited besides the stage; as an attribute, separated by spaces or commas. */
  fields: string | readonly FieldName[] | undefined;
  /** `rules`: the portal owner's rules; as an attribute, in JSON. */
  rules: string | RulesDocument | undefined;
  /**
   * `variant`: the form of the element.
   *
   * @default "path"
   */
  variant: OpportunityStageVariant;
  /**
   * `theme`: the look of the element.
   *
   * @default "neutral"
   */
  theme: OpportunityStageTheme | undefined;
  /**
   * The user's token, or a function that returns it. A property only. Nothing is sent before it is set, unless a proxy in
   * `allowedOrigins` adds the token. Another string restarts the flow; another function supplies the next token.
   */
  accessToken: string | (() => string | Promise<string>) | undefined;
  /** Used instead of the page's `fetch`. */
  fetch: typeof globalThis.fetch | undefined;
  /** An existing connection, instead of `instanceUrl` and the other options. */
  salesforce: Salesforce | undefined;
  /** The org document that `opportunity-stage import` writes. */
  org: ConnectOptions["org"] | undefined;
  /** Facts about the user that rules read. */
  user: RulesUser | undefined;
  /** Origins, besides Salesforce's own hosts, that may receive the token. */
  allowedOrigins: readonly string[] | undefined;
  /** Your own texts, by code. */
  texts: Readonly<Record<string, OpportunityStageText>> | undefined;
  /** The current view; null before the conversation has started. */
  readonly view: ConversationView | null;
  /** Settles when all changes have been rendered. */
  readonly updateComplete: Promise<boolean>;

  /**
   * Opens an opportunity, as soon as there are a token and an address. This and the other methods resolve with the view when
   * everything has settled.
   *
   * @throws `closed` while the element is not in a document; the problem of the connection if there is none.
   *
   * @example
   * ```ts
   * await element.open("006000000000001AAA");
   * await element.propose({ stage: "Closed Won" });
   * ```
   */
  open(id: string): Promise<ConversationView | null>;
  /**
   * Proposes a change, to be confirmed by the user or by `confirm()`.
   *
   * @throws `closed` while the element is not in a document; `invalid_options` for an unknown key of `input`.
   *
   * @example
   * ```ts
   * const view = await element.propose({ stage: "Closed Won", fields: { NextStep: "Send the contract" } });
   * if (view?.violations.length) console.log(view.violations[0]?.message);
   * ```
   */
  propose(input: ProposalInput): Promise<ConversationView | null>;
  /**
   * Confirms what is shown.
   *
   * @throws `not_allowed` if there is nothing to confirm; `closed` while the element is not in a document.
   *
   * @example
   * ```ts
   * const view = await element.confirm();
   * if (view?.state === "done") console.log(view.receipt);
   * ```
   */
  confirm(): Promise<ConversationView | null>;
  /**
   * Discards what is shown.
   *
   * @throws `closed` while the element is not in a document.
   *
   * @example
   * ```ts
   * await element.cancel();
   * ```
   */
  cancel(): Promise<ConversationView | null>;
  /**
   * Undoes the last update. A no-op if there is none, or its time is over.
   *
   * @throws `closed` while the element is not in a document.
   *
   * @example
   * ```ts
   * const view = await element.undo();
   * if (view?.problem) console.log(view.problem.message);
   * ```
   */
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

/**
 * Registers the element; pass a name if a page has two versions of it. A name that is already defined is left as it is.
 *
 * @param name Without it, `opportunity-stage`.
 *
 * @example
 * ```ts
 * import { define } from "opportunity-stage/element";
 *
 * define("acme-opportunity-stage");
 * ```
 */
export function define(name?: string): void;

/** The languages of the built-in texts. */
export const languages: readonly string[];

declare global {
  interface HTMLElementTagNameMap {
    "opportunity-stage": OpportunityStageElement;
  }
}
