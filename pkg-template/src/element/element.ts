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
  Suggestion,
  ViewProblem,
} from "../../index.js";
import * as entry from "../index.js";
import { ownOptions } from "../own-options.js";
import { problem as problemOf } from "../problem.js";
import { Draft } from "./draft.js";
import { compact } from "./templates/compact.js";
import { conflict } from "./templates/conflict.js";
import { conversation } from "./templates/conversation.js";
import { unconnected } from "./templates/notices.js";
import { record } from "./templates/record.js";
import * as skeleton from "./templates/skeleton.js";
import { Focus } from "./focus.js";
import { contained, tell } from "./events.js";
import { absent, Flow } from "./flow.js";
import { languageOf, watchLanguage } from "./language.js";
import { meaningOf, readSource, startOf, textOf, TOKEN_ATTRIBUTES } from "./options.js";
import { headline, plainMessage, suggestionText } from "./localize.js";
import { styleSheets } from "./style.js";
import { Suggestions } from "./suggestions.js";
import { inputId, variantOf, type RenderContext, type Variant } from "./render-context.js";
import { catalogueFor, loadCatalogue, Messages, type OwnTexts } from "./messages.js";

/** Connects, and has what a conversation needs downloaded at the same time. Where that fails, `converse` reports it. */
function connectAhead(options: ConnectOptions): Promise<Salesforce> {
  // A page may put an entry of its own in the place of ours.
  const { preload } = entry as Partial<typeof entry>;
  preload?.("conversation").catch(() => {});
  return entry.connect(options);
}

/**
 * The flow in one tag: find an opportunity, see its stage, choose another one, see what changes, confirm, undo.
 *
 * @tag opportunity-stage
 *
 * @attribute {string} lang - the language of its texts: `en`, `de`, `fr`, `es`, `pt-BR`, `ja` or `ar`; the nearest `lang` of the page counts
 *
 * @fires {CustomEvent<{ opportunity: CurrentOpportunity }>} opportunity-open - an opportunity was read
 * @fires {CustomEvent<{ opportunity: CurrentOpportunity, changes: readonly Change[], violations: readonly Violation[], warnings: readonly Warning[] }>} stage-proposed - a change is shown, to be confirmed
 * @fires {BeforeSaveEvent} before-save - something is about to be written; cancelable, and `waitUntil(promise)` makes it wait
 * @fires {CustomEvent<{ receipt: Receipt }>} stage-saved - it was written
 * @fires {CustomEvent<{ receipt: Receipt }>} stage-undone - it was put back
 * @fires {CustomEvent<{ problem: ViewProblem | Problem }>} opportunity-problem - something went wrong
 * @fires {CustomEvent<{ view: ConversationView }>} view-change - the flow shows something else
 *
 * @cssprop --opportunity-stage-accent - the stage that is chosen, and buttons that do what is asked for
 * @cssprop --opportunity-stage-on-accent - text on the accent
 * @cssprop --opportunity-stage-link - links and the outline of what has the focus; without it the accent
 * @cssprop --opportunity-stage-surface - the ground of cards and inputs
 * @cssprop --opportunity-stage-sunken - the ground of what lies lower than the surface
 * @cssprop --opportunity-stage-text - text
 * @cssprop --opportunity-stage-quiet - text of less weight
 * @cssprop --opportunity-stage-line - lines between things
 * @cssprop --opportunity-stage-control-line - the border of inputs and buttons
 * @cssprop --opportunity-stage-won - what is won, or went well
 * @cssprop --opportunity-stage-lost - what is lost
 * @cssprop --opportunity-stage-warning - what to mind
 * @cssprop --opportunity-stage-danger - what went wrong
 * @cssprop --opportunity-stage-focus - the outline of what has the focus
 * @cssprop --opportunity-stage-radius - corners of cards
 * @cssprop --opportunity-stage-control-radius - corners of inputs and buttons
 * @cssprop --opportunity-stage-control-height - height of inputs and buttons
 * @cssprop --opportunity-stage-padding - between the frame and what is in it
 * @cssprop --opportunity-stage-border - border of the frame
 * @cssprop --opportunity-stage-shadow - shadow of the frame
 * @cssprop --opportunity-stage-font - font family
 * @cssprop --opportunity-stage-font-size - size of the text, from which all other sizes follow
 *
 * @csspart frame - the box around everything
 * @csspart header - name, account and link of the opportunity
 * @csspart title - its name
 * @csspart link - the link to it in Salesforce
 * @csspart summary - amount, close date, owner, days in stage
 * @csspart path - the stages
 * @csspart stage - a stage
 * @csspart stage-current - the one that it has
 * @csspart stage-chosen - the one that is chosen
 * @csspart stage-passed - one before the current one
 * @csspart stage-ahead - one after the current one
 * @csspart panel - what stands below the path
 * @csspart guidance - the org's guidance for the stage
 * @csspart card - what will change, before and after
 * @csspart form - the form for the details
 * @csspart field - a label with its input
 * @csspart label - a label
 * @csspart input - an input, a select or a text area
 * @csspart button - a button
 * @csspart button-filled - the one that does what is asked for
 * @csspart button-outlined - any other one
 * @csspart notice - a note that stands out
 * @csspart notice-error - a problem
 * @csspart notice-warning - a warning
 * @csspart notice-info - a piece of news
 * @csspart receipt - what was written and read back
 * @csspart dialog - the dialog of a conflict
 * @csspart conflict - the fields of a conflict
 * @csspart conflict-side - one of the two sides to choose from
 * @csspart search - the form of the search
 * @csspart results - what it found
 * @csspart result - one of them
 * @csspart disclosure - the line of the compact variant that unfolds
 * @csspart log - the conversation so far
 * @csspart turn - one turn of it
 * @csspart said - what the person said
 * @csspart message - what is answered
 * @csspart steps - what is under way, step by step
 * @csspart say - the form to say something
 * @csspart suggestions - the list of what can be said next
 * @csspart suggestion - one of them
 */
export class OpportunityStageElement extends LitElement {
  static override styles = styleSheets.map((text) => unsafeCSS(text));

  static override properties = {
    instanceUrl: { attribute: "instance-url" },
    salesforceUrl: { attribute: "salesforce-url" },
    opportunity: { attribute: "opportunity" },
    account: { attribute: "account" },
    apiVersion: { attribute: "api-version" },
    fields: { attribute: "fields" },
    rules: { attribute: "rules" },
    // Not reflected: React compares the attributes of what it hydrates with those that the server wrote.
    variant: { attribute: "variant", converter: { fromAttribute: variantOf } },
    theme: { attribute: "theme", reflect: true, converter: { toAttribute: textOf } },
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
  /** The same where `instanceUrl` is a proxy's: where links to records lead. */
  declare salesforceUrl: string | undefined;
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
  readonly #suggestions = new Suggestions(
    (typed) => this.#suggest(typed),
    () => this.requestUpdate(),
  );
  readonly #flow: Flow;
  readonly #focus = new Focus();
  #words = new Messages("en");
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
    this.#flow = new Flow(
      this,
      connectAhead,
      () => this.requestUpdate(),
      () => ({ language: this.#language, sentences: this.#variant === "conversation", texts: false }),
    );
  }

  /** Opens an opportunity. */
  async open(id: string): Promise<ConversationView | null> {
    return this.#send({ type: "choose", id });
  }

  /** Proposes a change, to be confirmed by the person or by `confirm()`. */
  async propose(input: ProposalInput): Promise<ConversationView | null> {
    return this.#send({ ...ownOptions(input), type: "propose" });
  }

  /** Confirms what is shown; rejects with `not_allowed` where there is nothing to confirm. */
  async confirm(): Promise<ConversationView | null> {
    await this.#drawn();
    return this.#flow.confirm();
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

  protected override createRenderRoot(): HTMLElement | DocumentFragment {
    return contained(super.createRenderRoot());
  }

  static override get observedAttributes(): string[] {
    return [...super.observedAttributes, "lang", ...TOKEN_ATTRIBUTES];
  }

  override attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    if (TOKEN_ATTRIBUTES.includes(name)) {
      if (after !== null) this.#refuseAttribute(name);
      return;
    }
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

  /** Markup is logged, cached and read by other scripts: a token in it is removed, and never used. */
  #refuseAttribute(name: string): void {
    this.removeAttribute(name);
    const problem = problemOf(
      "invalid_options",
      `the attribute \`${name}\` was removed: an access token must not be part of the markup`,
      "set the property `accessToken` to a function that returns the token, and replace the token that was exposed",
    );
    console.error(`<${this.localName}>: ${problem.message}; ${problem.help}`);
    tell(this, "opportunity-problem", { problem });
  }

  #hint(): void {
    if (this.salesforce) return;
    if (this.instanceUrl) {
      // A page that waits for its own sign-in is in order, so this is not a warning.
      if (readSource(this) === null)
        console.info(
          `<${this.localName}> has no access token yet. React drops a function that it sets before the element is ` +
            "defined: use `opportunity-stage/react`, or import `opportunity-stage/define` first",
        );
      return;
    }
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
    this.#words = new Messages(tag, this.texts);
    this.#flow.speak(tag);
    this.requestUpdate();
  }

  /** What can be said next, in the element's language and the page's own texts. */
  async #suggest(typed: string): Promise<readonly Suggestion[]> {
    const all = await this.#flow.suggest(typed);
    return all.map((one) => ({ ...one, text: suggestionText(one, this.#words) }));
  }

  override willUpdate(changed: PropertyValues): void {
    if (changed.has("texts")) this.#words = new Messages(this.#language, this.texts);
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
  #applyChanges(changed: PropertyValues): void {
    const meaning = meaningOf(changed, this);
    if (!this.isConnected) this.#reconnect ||= meaning !== null;
    else if (this.#reconnect || meaning === "connection") this.#connect();
    else {
      if (changed.has("accessToken")) this.#flow.forgetAccessToken();
      if (meaning === "subject") this.#flow.look(startOf(this));
    }
  }

  #connect(): void {
    this.#reconnect = false;
    const source = readSource(this);
    if (source instanceof Error) this.#flow.refuse(source);
    else this.#flow.start(source, startOf(this));
    this.requestUpdate();
  }

  async #send(event: ConversationEvent): Promise<ConversationView | null> {
    await this.#drawn();
    return this.#flow.send(event);
  }

  /** A property that was set a moment ago is to count already. */
  async #drawn(): Promise<void> {
    // It would wait for ever: nothing is drawn, and nothing connected, outside of a page.
    if (!this.isConnected) throw absent();
    await this.updateComplete;
  }

  #context(view: ConversationView): RenderContext {
    return {
      view,
      words: this.#words,
      draft: this.#draft,
      suggestions: this.#suggestions,
      variant: this.#variant,
      busy: view.state === "applying" || this.#flow.isAsking,
      account: textOf(this.account) ?? undefined,
      isLookUp: !this.opportunity,
      isAstray: this.#flow.problem !== null,
      expanded: this.#expanded,
      now: Date.now(),
      // What goes wrong on the way stands in the view.
      press: (...pressed) => void this.#flow.send(...pressed).catch(() => undefined),
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
    this.#words = this.#words.naming(view?.labels ?? null);
    const words = this.#words;
    const context = view && this.#context(view);
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
        context
          ? html`${this.#body(context)}
              <dialog
                part="dialog"
                aria-labelledby="conflict-title"
                @cancel=${(event: Event) => this.#dismiss(event, context)}
              >
                ${view.state === "conflict" ? conflict(context) : nothing}
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

  #body(context: RenderContext) {
    if (this.#variant === "conversation") return conversation(context, this.#flow);
    return this.#variant === "compact" ? compact(context) : record(context);
  }

  /** The view decides when the dialog goes: Escape only asks for it. */
  #dismiss(event: Event, context: RenderContext): void {
    event.preventDefault();
    if (!context.busy) context.press({ type: "cancel" });
  }

  protected override updated(changed: PropertyValues): void {
    const { view } = this.#flow;
    this.#focus.follow(this.renderRoot as ShadowRoot, view);
    this.#tick(view);
    this.#applyChanges(changed);
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
