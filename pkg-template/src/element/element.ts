import { html, LitElement, nothing, unsafeCSS, type PropertyValues } from "lit";
import type {
  ConnectOptions,
  ConversationEvent,
  ConversationView,
  FieldName,
  Problem,
  ProposalInput,
  RulesDocument,
  RulesUser,
  Salesforce,
  ViewProblem,
} from "../../index.js";
import { connect } from "../index.js";
import { problem as problemOf } from "../problem.js";
import { Draft } from "./draft.js";
import { compact } from "./draw/compact.js";
import { conflict } from "./draw/conflict.js";
import { conversation } from "./draw/conversation.js";
import { unconnected } from "./draw/notices.js";
import { record } from "./draw/record.js";
import * as skeleton from "./draw/skeleton.js";
import { Focus } from "./focus.js";
import { Flow } from "./flow.js";
import { languageOf, watchLanguage } from "./language.js";
import { meaningOf, sourceOf, startOf } from "./options.js";
import { headline, plainMessage } from "./said.js";
import { styleSheets } from "./style.js";
import { inputId, variantOf, type Surface, type Variant } from "./surface.js";
import { catalogueFor, loadCatalogue, Words, type OwnTexts } from "./words.js";

/**
 * The flow in one tag: find an opportunity, see its stage, choose another one, see what changes, confirm, undo.
 *
 * @tag opportunity-stage
 * @fires opportunity-open - an opportunity was read
 * @fires stage-proposed - a change is shown, to be confirmed
 * @fires before-save - something is about to be written; cancelable, and `waitUntil(promise)` makes it wait
 * @fires stage-saved - it was written; `detail.receipt`
 * @fires stage-undone - it was put back; `detail.receipt`
 * @fires opportunity-problem - something went wrong; `detail.problem`
 * @fires view-change - the flow shows something else; `detail.view`
 * @csspart frame - everything
 * @csspart header - the opportunity's name and account
 * @csspart title - its name
 * @csspart link - the link to it in Salesforce
 * @csspart glance - what it is worth, when it closes, whose it is
 * @csspart path - the stages
 * @csspart stage - each of them
 * @csspart stage-current - the saved one
 * @csspart stage-chosen - the chosen one
 * @csspart stage-passed - those before it
 * @csspart stage-ahead - those after it
 * @csspart panel - what stands below the stages
 * @csspart guidance - the org's advice for the stage
 * @csspart card - what is to be confirmed
 * @csspart form - the form
 * @csspart field - each field of it
 * @csspart label - its name
 * @csspart input - its input, and the lines to search and to say something
 * @csspart button - every button
 * @csspart button-filled - the one that goes on
 * @csspart button-outlined - the others
 * @csspart notice - a message apart
 * @csspart notice-error - what is wrong
 * @csspart notice-warning - what is to be known
 * @csspart notice-info - what is left to Salesforce
 * @csspart receipt - what was done
 * @csspart steps - the work as it happens
 * @csspart dialog - the dialog of a conflict
 * @csspart conflict - what it asks
 * @csspart conflict-side - each side of a field there
 * @csspart search - the search box
 * @csspart results - what was found
 * @csspart result - each of them
 * @csspart disclosure - the one line of the compact variant
 * @csspart log - the conversation
 * @csspart turn - each answer in it
 * @csspart said - what the person said
 * @csspart message - what is said to the person
 * @csspart say - the line to say something
 * @cssprop --opportunity-stage-accent - buttons, the chosen stage
 * @cssprop --opportunity-stage-on-accent - text upon the accent
 * @cssprop --opportunity-stage-link - links
 * @cssprop --opportunity-stage-surface - the ground
 * @cssprop --opportunity-stage-sunken - a ground that stands back
 * @cssprop --opportunity-stage-text - text
 * @cssprop --opportunity-stage-quiet - text that stands back
 * @cssprop --opportunity-stage-line - lines between things
 * @cssprop --opportunity-stage-control-line - the line around inputs
 * @cssprop --opportunity-stage-won - what is won, what went well
 * @cssprop --opportunity-stage-lost - what is lost
 * @cssprop --opportunity-stage-warning - what is to be known
 * @cssprop --opportunity-stage-danger - what is wrong
 * @cssprop --opportunity-stage-focus - the ring around what has the focus
 * @cssprop --opportunity-stage-radius - corners
 * @cssprop --opportunity-stage-control-radius - corners of inputs and buttons
 * @cssprop --opportunity-stage-control-height - height of inputs and buttons
 * @cssprop --opportunity-stage-padding - room at the edge
 * @cssprop --opportunity-stage-border - the line around everything
 * @cssprop --opportunity-stage-shadow - the shadow of everything
 * @cssprop --opportunity-stage-font - the font
 * @cssprop --opportunity-stage-font-size - its size
 */
export class OpportunityStageElement extends LitElement {
  static override styles = styleSheets.map((text) => unsafeCSS(text));

  static override properties = {
    instanceUrl: { attribute: "instance-url" },
    opportunity: { attribute: "opportunity" },
    account: { attribute: "account" },
    apiVersion: { attribute: "api-version" },
    fields: { attribute: "fields" },
    rules: { attribute: "rules" },
    variant: { attribute: "variant", reflect: true, converter: { fromAttribute: variantOf } },
    theme: { attribute: "theme", reflect: true },
    accessToken: { attribute: false },
    fetch: { attribute: false },
    salesforce: { attribute: false },
    org: { attribute: false },
    user: { attribute: false },
    allowedOrigins: { attribute: false },
    texts: { attribute: false },
  };

  /** The org's My Domain address, such as `https://acme.my.salesforce.com`. */
  declare instanceUrl: string | undefined;
  /** The id of the opportunity. Without it, there is a search box. */
  declare opportunity: string | undefined;
  /** Part of an account's name: its opportunities are looked up at once. */
  declare account: string | undefined;
  /** The REST API's version. */
  declare apiVersion: string | undefined;
  /** The fields that may be edited beside the stage; as an attribute, with spaces or commas between them. */
  declare fields: string | readonly FieldName[] | undefined;
  /** What the portal's owner demands of transitions; as an attribute, in JSON. */
  declare rules: string | RulesDocument | undefined;
  /** `path` (the default), `compact` or `conversation`. */
  declare variant: Variant;
  /** `neutral` (the default), `lightning` or `contrast`. */
  declare theme: string | undefined;
  /** The user's token, or a function that gives it. It is never shown, stored or part of an event. */
  declare accessToken: string | (() => string | Promise<string>) | undefined;
  /** Used instead of the page's `fetch`. */
  declare fetch: typeof globalThis.fetch | undefined;
  /** A connection that there is already, instead of `instanceUrl` and its like. */
  declare salesforce: Salesforce | undefined;
  /** What the org says of itself, as `opportunity-stage import` writes it. */
  declare org: ConnectOptions["org"];
  /** Who the user is, as far as rules ask for it. */
  declare user: RulesUser | undefined;
  /** Origins beside Salesforce's own hosts that may be sent the token. */
  declare allowedOrigins: readonly string[] | undefined;
  /** Texts instead of ours, by code. */
  declare texts: OwnTexts | undefined;

  readonly #draft = new Draft();
  readonly #flow: Flow;
  readonly #focus = new Focus();
  #words = new Words("en");
  #tag = "en";
  #expanded = false;
  #turn = "";
  /** The element has come back, or was changed while it was away. */
  #reconnect = true;
  #leaving: ReturnType<typeof setTimeout> | undefined;
  #ticking: ReturnType<typeof setInterval> | undefined;
  #hinting: ReturnType<typeof setTimeout> | undefined;
  #unwatch: (() => void) | undefined;

  constructor() {
    super();
    this.variant = "path";
    this.#flow = new Flow(this, connect, () => this.requestUpdate());
  }

  /** Opens an opportunity. */
  async open(id: string): Promise<ConversationView | null> {
    return this.#send({ type: "choose", id });
  }

  /** Proposes a change, to be confirmed by the person or by `confirm()`. */
  async propose(input: ProposalInput): Promise<ConversationView | null> {
    return this.#send({ type: "propose", ...input });
  }

  /** Confirms what is shown. */
  async confirm(): Promise<ConversationView | null> {
    return this.#send({ type: "confirm" });
  }

  /** Gives up what is shown. */
  async cancel(): Promise<ConversationView | null> {
    return this.#send({ type: "cancel" });
  }

  /** Puts back the last update. */
  async undo(): Promise<ConversationView | null> {
    return this.#send({ type: "undo" });
  }

  /** What the flow shows; null while it is not there. */
  get view(): ConversationView | null {
    return this.#flow.view;
  }

  static override get observedAttributes(): string[] {
    return [...super.observedAttributes, "lang"];
  }

  override attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    super.attributeChangedCallback(name, before, after);
    if (name === "lang") void this.#speak();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#unwatch = watchLanguage(this, () => this.#language === this.#tag || void this.#speak());
    void this.#speak();
    this.#hinting = setTimeout(() => this.#hint(), 5000);
    // Moved within the page: everything goes on.
    if (this.#leaving === undefined) this.#reconnect = true;
    clearTimeout(this.#leaving);
    this.#leaving = undefined;
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unwatch?.();
    clearTimeout(this.#hinting);
    clearInterval(this.#ticking);
    this.#ticking = undefined;
    // Whoever moves the element takes it out and puts it in again in one go.
    this.#leaving = setTimeout(() => {
      this.#leaving = undefined;
      this.#flow.stop();
      this.#focus.forget();
      this.#expanded = false;
    });
  }

  /** A page that waits for its own sign-in has an address already. */
  #hint(): void {
    if (this.instanceUrl || this.salesforce) return;
    console.warn(`<${this.localName}> waits for its attribute \`instance-url\`, or its property \`salesforce\``);
  }

  /** As it is drawn: a property may be set to anything. */
  get #variant(): Variant {
    return variantOf(this.variant);
  }

  get #language(): string {
    return languageOf(this);
  }

  async #speak(): Promise<void> {
    const tag = this.#language;
    this.#tag = tag;
    await loadCatalogue(catalogueFor(tag));
    if (tag !== this.#language) return;
    this.#words = new Words(tag, this.texts);
    this.requestUpdate();
  }

  override willUpdate(changed: PropertyValues): void {
    if (changed.has("texts")) this.#words = new Words(this.#language, this.texts);
    if (!this.isConnected) return;
    this.#focus.remember(this.shadowRoot);
    const { view } = this.#flow;
    if (view) this.#follow(view);
  }

  #follow(view: ConversationView): void {
    const turn = `${this.#flow.course} ${view.turn}`;
    this.#draft.follow(view, turn);
    // What is asked of the person must not stay folded up.
    if (turn !== this.#turn && view.opportunity && view.state !== "current") this.#expanded = true;
    this.#turn = turn;
  }

  /** Does what a change of properties means. Listeners may change further ones by it. */
  #heed(changed: PropertyValues): void {
    const meaning = meaningOf(changed, this);
    if (!this.isConnected) this.#reconnect ||= meaning !== null;
    else if (this.#reconnect || meaning === "connection") this.#connect();
    else if (meaning === "subject") this.#flow.look(startOf(this));
  }

  #connect(): void {
    this.#reconnect = false;
    const source = sourceOf(this);
    if (source) this.#flow.start(source, startOf(this));
    else this.#flow.stop();
    this.requestUpdate();
  }

  async #send(event: ConversationEvent): Promise<ConversationView | null> {
    // It would wait for ever: nothing is drawn, and nothing connected, outside of a page.
    if (!this.isConnected) {
      throw problemOf("closed", "the element is not in the page", "put the element into the document first");
    }
    // A property that was set a moment ago is to count already.
    await this.updateComplete;
    return this.#flow.send(event);
  }

  #surface(view: ConversationView): Surface {
    return {
      view,
      words: this.#words,
      draft: this.#draft,
      variant: this.#variant,
      busy: view.state === "applying" || this.#flow.isAsking,
      account: this.account,
      isLookUp: !this.opportunity,
      isAstray: this.#flow.problem !== null,
      expanded: this.#expanded,
      now: Date.now(),
      // What goes wrong on the way stands in the view.
      press: (event, spoken) => void this.#flow.send(event, spoken).catch(() => undefined),
      redraw: () => this.requestUpdate(),
      focusField: (name) => this.#focusOn(name === null ? "panel" : inputId(name)),
      expand: (expanded) => this.#expand(expanded),
    };
  }

  #focusOn(id: string): void {
    this.renderRoot.querySelector<HTMLElement>(`[id="${CSS.escape(id)}"]`)?.focus();
  }

  #expand(expanded: boolean): void {
    this.#expanded = expanded;
    this.requestUpdate();
    void this.updateComplete.then(() => {
      if (expanded) this.renderRoot.querySelector<HTMLElement>(".path input:checked")?.focus();
      else this.#focusOn("disclosure");
    });
  }

  protected override render() {
    const { view, problem } = this.#flow;
    const words = this.#words;
    const surface = view && this.#surface(view);
    const alert = problem ?? view?.problem;
    return html`<div
      class="root ${this.#variant}"
      part="frame"
      lang=${words.language}
      dir=${words.direction}
      aria-busy=${!problem && !view ? "true" : nothing}
    >
      <p class="unseen" role="status">${view && !alert ? plainMessage(view, words) : ""}</p>
      <p class="unseen" role="alert">${this.#urgent(alert)}</p>
      ${problem ? unconnected(problem, words, this.#flow.isBroken && (() => this.#flow.again())) : nothing}
      ${
        surface
          ? html`${this.#body(surface)}
              <dialog
                part="dialog"
                aria-labelledby="conflict-title"
                @cancel=${(event: Event) => this.#dismiss(event, surface)}
              >
                ${view.state === "conflict" ? conflict(surface) : nothing}
              </dialog>`
          : problem
            ? nothing
            : this.#variant === "compact"
              ? skeleton.line()
              : skeleton.opportunity()
      }
    </div>`;
  }

  /** What interrupts: a problem, or what stands in the way of what was sent. */
  #urgent(problem: ViewProblem | Problem | null | undefined): string {
    const { view } = this.#flow;
    if (problem) return headline(problem, this.#words);
    const count = view?.state === "editing" ? view.violations.length : 0;
    return count > 0 ? this.#words.say("ui.problems", { count }) : "";
  }

  #body(surface: Surface) {
    if (this.#variant === "conversation") return conversation(surface, this.#flow);
    return this.#variant === "compact" ? compact(surface) : record(surface);
  }

  /** The view decides when the dialog goes: Escape only asks for it. */
  #dismiss(event: Event, surface: Surface): void {
    event.preventDefault();
    if (!surface.busy) surface.press({ type: "cancel" });
  }

  protected override updated(changed: PropertyValues): void {
    const { view } = this.#flow;
    this.#focus.follow(this.renderRoot as ShadowRoot, view);
    this.#tick(view);
    this.#heed(changed);
  }

  /** What runs out is drawn each second, and once more when it has. */
  #tick(view: ConversationView | null): void {
    const wanted = this.isConnected && view?.undo && Date.parse(view.undo.until) > Date.now();
    if (wanted) this.#ticking ??= setInterval(() => this.requestUpdate(), 1000);
    else {
      clearInterval(this.#ticking);
      this.#ticking = undefined;
    }
  }
}
