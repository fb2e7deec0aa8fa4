import { adoptStyles, html, LitElement, nothing, unsafeCSS, type PropertyValues } from "lit";
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
import { Draft } from "./draft.js";
import { isWhole, loadAhead, more, templates } from "./templates/later.js";
import { unconnected } from "./templates/notices.js";
import { record } from "./templates/record.js";
import * as skeleton from "./templates/skeleton.js";
import { Focus } from "./focus.js";
import { contained, tell } from "./events.js";
import { absent, Flow } from "./flow.js";
import { languageOf, watchLanguage } from "./language.js";
import { meaningOf, readSource, startOf, textOf } from "./options.js";
import { hint, refuseAttribute, TOKEN_ATTRIBUTES } from "./advice.js";
import { headline, plainMessage, suggestionText } from "./localize.js";
import { styleSheets } from "./style.js";
import type { Suggestions } from "./suggestions.js";
import { inputId, variantOf, type RenderContext, type Variant } from "./render-context.js";
import { catalogueFor, loadCatalogue, Messages, type OwnTexts } from "./messages.js";

/** Connects, and downloads what a conversation needs at the same time. `converse` reports a failure. */
function connectAhead(options: ConnectOptions): Promise<Salesforce> {
  // A page may substitute an entry of its own.
  const { preload } = entry as Partial<typeof entry>;
  preload?.("conversation").catch(() => {});
  return entry.connect(options);
}

const sheets = (texts: readonly string[]) => texts.map((text) => unsafeCSS(text));

/**
 * The flow in one tag: find an opportunity, see its stage, choose another one, see what changes, confirm, undo.
 *
 * @tag opportunity-stage
 *
 * @attribute {string} lang - the language of its texts: `en`, `de`, `fr`, `es`, `pt-BR`, `ja` or `ar`; the nearest `lang` of the page applies
 *
 * @fires {CustomEvent<{ opportunity: CurrentOpportunity }>} opportunity-open - an opportunity was read
 * @fires {CustomEvent<{ opportunity: CurrentOpportunity, changes: readonly Change[], violations: readonly Violation[], warnings: readonly Warning[] }>} stage-proposed - a change is shown for confirmation
 * @fires {BeforeSaveEvent} before-save - a write is about to start; cancelable, and `waitUntil(promise)` delays it
 * @fires {CustomEvent<{ receipt: Receipt }>} stage-saved - an update was saved
 * @fires {CustomEvent<{ receipt: Receipt }>} stage-undone - an update was undone
 * @fires {CustomEvent<{ problem: ViewProblem | Problem }>} opportunity-problem - a call failed, or the element is not set up correctly
 * @fires {CustomEvent<{ view: ConversationView }>} view-change - the view has changed
 *
 * @cssprop --opportunity-stage-accent - the chosen stage and primary buttons
 * @cssprop --opportunity-stage-on-accent - text on the accent color
 * @cssprop --opportunity-stage-link - links and the focus outline; default: the accent color
 * @cssprop --opportunity-stage-surface - background of cards and inputs
 * @cssprop --opportunity-stage-sunken - background of recessed areas
 * @cssprop --opportunity-stage-text - text
 * @cssprop --opportunity-stage-quiet - secondary text
 * @cssprop --opportunity-stage-line - dividing lines
 * @cssprop --opportunity-stage-control-line - border of inputs and buttons
 * @cssprop --opportunity-stage-won - won stages and success
 * @cssprop --opportunity-stage-lost - lost stages
 * @cssprop --opportunity-stage-warning - warnings
 * @cssprop --opportunity-stage-danger - problems
 * @cssprop --opportunity-stage-focus - the focus outline
 * @cssprop --opportunity-stage-radius - corners of cards
 * @cssprop --opportunity-stage-control-radius - corners of inputs and buttons
 * @cssprop --opportunity-stage-control-height - height of inputs and buttons
 * @cssprop --opportunity-stage-padding - padding of the frame
 * @cssprop --opportunity-stage-border - border of the frame
 * @cssprop --opportunity-stage-shadow - shadow of the frame
 * @cssprop --opportunity-stage-font - font family
 * @cssprop --opportunity-stage-font-size - size of the text; all other sizes follow from it
 *
 * @csspart frame - the box around everything
 * @csspart header - name, account and link of the opportunity
 * @csspart title - its name
 * @csspart link - the link to it in Salesforce
 * @csspart summary - amount, close date, owner, days in stage
 * @csspart path - the stages
 * @csspart stage - a stage
 * @csspart stage-current - the current stage
 * @csspart stage-chosen - the chosen stage
 * @csspart stage-passed - a stage before the current one
 * @csspart stage-ahead - a stage after the current one
 * @csspart panel - the area below the path
 * @csspart guidance - the org's guidance for the stage
 * @csspart card - the changes, before and after
 * @csspart form - the form for the details
 * @csspart field - a label with its input
 * @csspart label - a label
 * @csspart input - an input, a select or a text area
 * @csspart button - a button
 * @csspart button-filled - the primary button
 * @csspart button-outlined - any other button
 * @csspart notice - a highlighted note
 * @csspart notice-error - a problem
 * @csspart notice-warning - a warning
 * @csspart notice-info - information
 * @csspart receipt - what was written and read back
 * @csspart dialog - the dialog of a conflict
 * @csspart conflict - the fields of a conflict
 * @csspart conflict-side - one of the two sides to choose from
 * @csspart search - the search form
 * @csspart results - the search results
 * @csspart result - one result
 * @csspart disclosure - the line of the compact variant that unfolds
 * @csspart log - the conversation so far
 * @csspart turn - one turn of it
 * @csspart said - what the user said
 * @csspart message - the response
 * @csspart steps - the steps in progress
 * @csspart say - the form to say something
 * @csspart suggestions - the list of what can be said next
 * @csspart suggestion - one of them
 */
export class OpportunityStageElement extends LitElement {
  static override styles = sheets(styleSheets());

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
  /** The org's My Domain address if `instanceUrl` is a proxy; links to records lead there. */
  declare salesforceUrl: string | undefined;
  /** The id of the opportunity. Without it, there is a search box. */
  declare opportunity: string | undefined;
  /** Part of an account's name; its opportunities are searched at once. */
  declare account: string | undefined;
  /** The version of the REST API. */
  declare apiVersion: string | undefined;
  /** The fields that can be edited besides the stage; as an attribute, separated by spaces or commas. */
  declare fields: string | readonly FieldName[] | undefined;
  /** The portal owner's rules; as an attribute, in JSON. */
  declare rules: string | RulesDocument | undefined;
  /** `path` (the default), `compact` or `conversation`. */
  declare variant: Variant;
  /** `neutral` (the default), `lightning` or `contrast`. */
  declare theme: string | undefined;
  /** The user's token, or a function that returns it. It is never shown, stored or part of an event. */
  declare accessToken: string | (() => string | Promise<string>) | undefined;
  /** Used instead of the page's `fetch`. */
  declare fetch: typeof globalThis.fetch | undefined;
  /** An existing connection, instead of `instanceUrl` and the other options. */
  declare salesforce: Salesforce | undefined;
  /** The org document that `opportunity-stage import` writes. */
  declare org: ConnectOptions["org"];
  /** Facts about the user that rules read. */
  declare user: RulesUser | undefined;
  /** Origins, besides Salesforce's own hosts, that may receive the token. */
  declare allowedOrigins: readonly string[] | undefined;
  /** Your own texts, by code. */
  declare texts: OwnTexts | undefined;

  readonly #draft = new Draft();
  #suggestions: Suggestions | null = null;
  readonly #flow: Flow;
  readonly #focus = new Focus();
  #words = new Messages("en");
  #tag = "en";
  #expanded = false;
  #turn = "";
  /** The element was inserted again, or changed while it was not in a document. */
  #reconnect = true;
  #leaving: ReturnType<typeof setTimeout> | undefined;
  #ticking: ReturnType<typeof setInterval> | undefined;
  #hinting: ReturnType<typeof setTimeout> | undefined;
  #unwatch: (() => void) | undefined;
  #isDressed = false;
  /** Ends the wait for templates. */
  #wake: (() => void) | undefined;
  /** The view whose templates could not be loaded, and why. */
  #lacking: { readonly view: ConversationView | null; readonly problem: Problem } | null = null;

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

  /** Proposes a change, to be confirmed by the user or by `confirm()`. */
  async propose(input: ProposalInput): Promise<ConversationView | null> {
    return this.#send({ ...ownOptions(input), type: "propose" });
  }

  /** Confirms what is shown; rejects with `not_allowed` if there is nothing to confirm. */
  async confirm(): Promise<ConversationView | null> {
    await this.#drawn();
    return this.#flow.confirm();
  }

  /** Discards what is shown. */
  async cancel(): Promise<ConversationView | null> {
    return this.#send({ type: "cancel" });
  }

  /** Undoes the last update. */
  async undo(): Promise<ConversationView | null> {
    return this.#send({ type: "undo" });
  }

  /** The current view; null before the conversation has started. */
  get view(): ConversationView | null {
    return this.#flow.view;
  }

  protected override createRenderRoot(): HTMLElement | DocumentFragment {
    const root = contained(super.createRenderRoot());
    // Pointing at a stage, or focusing it, precedes choosing it.
    for (const type of ["pointerover", "focusin"]) root.addEventListener(type, loadAhead, { once: true });
    return root;
  }

  static override get observedAttributes(): string[] {
    return [...super.observedAttributes, "lang", ...TOKEN_ATTRIBUTES];
  }

  override attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    if (TOKEN_ATTRIBUTES.includes(name)) {
      if (after !== null) refuseAttribute(this, name);
      return;
    }
    super.attributeChangedCallback(name, before, after);
    if (name === "lang") void this.#speak();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#unwatch = watchLanguage(this, () => this.#language === this.#tag || void this.#speak());
    void this.#speak();
    if (this.#variant !== "path" || !this.opportunity) loadAhead();
    this.#hinting = setTimeout(() => hint(this), 5000);
    // Moved within the page: everything continues.
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
    // A move is a removal and an insertion in the same task.
    this.#leaving = setTimeout(() => {
      this.#leaving = undefined;
      this.#flow.stop();
      this.#focus.forget();
      this.#expanded = false;
    });
  }

  /** The effective value: a property may be set to anything. */
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

  override requestUpdate(...given: Parameters<LitElement["requestUpdate"]>): void {
    super.requestUpdate(...given);
    // Called by the base class's constructor, before there are private fields.
    if (this.hasUpdated) this.#wake?.();
  }

  /** Keeps what is rendered until the templates for the next view are loaded, or another update is requested. */
  protected override scheduleUpdate(): Promise<unknown> | undefined {
    const draw = () => super.scheduleUpdate() as undefined;
    const arriving = this.#arriving();
    if (!arriving) return draw();
    const woken = new Promise<void>((resolve) => (this.#wake = resolve));
    return Promise.race([arriving, woken]).then(() => {
      this.#wake = undefined;
      draw();
    });
  }

  /** Resolves when the templates for the flow's view are loaded; null if none are missing. */
  #arriving(): Promise<void> | null {
    const { view } = this.#flow;
    if (this.#lacking?.view === view) return null;
    this.#lacking = null;
    if (!this.isConnected || isWhole(this.#variant, view, !this.opportunity)) return null;
    return templates().then(
      () => this.requestUpdate(),
      (problem: Problem) => this.#lack(view, problem),
    );
  }

  /** Reports templates that could not be loaded; the user can try again. */
  #lack(view: ConversationView | null, problem: Problem): void {
    if (view !== this.#flow.view) return;
    this.#lacking = { view, problem };
    tell(this, "opportunity-problem", { problem });
    this.requestUpdate();
  }

  #loadAgain(): void {
    this.#lacking = null;
    this.requestUpdate();
  }

  /** Adds the style sheets of the templates that were loaded later. */
  #dress(): void {
    const later = more()?.styleSheets;
    if (!later || this.#isDressed) return;
    this.#isDressed = true;
    adoptStyles(this.renderRoot as ShadowRoot, sheets(styleSheets(later)));
  }

  /** The suggestions of a conversation, whose code is loaded with its template. */
  #suggested(): Suggestions | null {
    const made = more()?.Suggestions;
    this.#suggestions ??= made
      ? new made(
          (typed) => this.#suggest(typed),
          () => this.requestUpdate(),
        )
      : null;
    return this.#suggestions;
  }

  /** Suggestions in the element's language and the page's own texts. */
  async #suggest(typed: string): Promise<readonly Suggestion[]> {
    const all = await this.#flow.suggest(typed);
    return all.map((one) => ({ ...one, text: suggestionText(one, this.#words) }));
  }

  override willUpdate(changed: PropertyValues): void {
    this.#dress();
    if (changed.has("texts")) this.#words = new Messages(this.#language, this.texts);
    if (!this.isConnected) return;
    this.#focus.remember(this.shadowRoot);
    const { view } = this.#flow;
    if (view) this.#follow(view);
  }

  #follow(view: ConversationView): void {
    const turn = `${this.#flow.course} ${view.turn}`;
    this.#draft.follow(view, turn);
    // A question to the user must not stay folded.
    if (turn !== this.#turn && view.opportunity && view.state !== "current") this.#expanded = true;
    this.#turn = turn;
  }

  /** Applies changed properties. Listeners may change further ones. */
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

  /** Applies properties that were set in the same task. */
  async #drawn(): Promise<void> {
    // It would wait forever: outside a document nothing is rendered or connected.
    if (!this.isConnected) throw absent();
    await this.updateComplete;
  }

  #context(view: ConversationView): RenderContext {
    return {
      view,
      words: this.#words,
      draft: this.#draft,
      suggestions: this.#suggested(),
      variant: this.#variant,
      busy: view.state === "applying" || this.#flow.isAsking,
      account: textOf(this.account) ?? undefined,
      isLookUp: !this.opportunity,
      isAstray: this.#flow.problem !== null,
      expanded: this.#expanded,
      now: Date.now(),
      // A failure is shown in the view.
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
    const lacking = this.#lacking?.problem;
    const alert = problem ?? lacking ?? view?.problem;
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
      ${lacking ? unconnected(lacking, words, () => this.#loadAgain()) : nothing}
      ${
        context
          ? html`${this.#body(context)}
              <dialog
                part="dialog"
                aria-labelledby="conflict-title"
                @cancel=${(event: Event) => this.#dismiss(event, context)}
              >
                ${view.state === "conflict" ? more()?.conflict(context) : nothing}
              </dialog>`
          : problem
            ? nothing
            : this.#variant === "compact"
              ? skeleton.line()
              : skeleton.opportunity()
      }
    </div>`;
  }

  /** What interrupts the flow: a problem, or violations of what was submitted. */
  #urgent(problem: ViewProblem | Problem | null | undefined): string {
    const { view } = this.#flow;
    if (problem) return headline(problem, this.#words);
    const count = view?.state === "editing" ? view.violations.length : 0;
    return count > 0 ? this.#words.say("ui.problems", { count }) : "";
  }

  #body(context: RenderContext) {
    if (this.#variant === "conversation") return more()?.conversation(context, this.#flow);
    return this.#variant === "compact" ? more()?.compact(context) : record(context);
  }

  /** The view decides when the dialog closes: Escape only requests it. */
  #dismiss(event: Event, context: RenderContext): void {
    event.preventDefault();
    if (!context.busy) context.press({ type: "cancel" });
  }

  protected override updated(changed: PropertyValues): void {
    const { view } = this.#flow;
    this.#suggestions?.place(this.renderRoot);
    // A view that is rendered in part gets the focus when it is complete.
    if (isWhole(this.#variant, view, !this.opportunity)) this.#focus.follow(this.renderRoot as ShadowRoot, view);
    this.#tick(view);
    this.#applyChanges(changed);
  }

  /** A countdown is rendered each second, and once more at its end. */
  #tick(view: ConversationView | null): void {
    const wanted = this.isConnected && view?.undo && Date.parse(view.undo.until) > Date.now();
    if (wanted) this.#ticking ??= setInterval(() => this.requestUpdate(), 1000);
    else {
      clearInterval(this.#ticking);
      this.#ticking = undefined;
    }
  }
}
