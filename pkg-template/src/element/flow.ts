/** One connection and its conversation, while the element is in a document. */
import type {
  Change,
  ConnectOptions,
  Conversation,
  ConversationEvent,
  ConversationOptions,
  ConversationView,
  ConversationWrite,
  Problem,
  Receipt,
  Salesforce,
  Suggestion,
} from "../../index.js";
import { isProblem, problem as problemOf } from "../problem.js";
import { BeforeSaveEvent, reversed, tell } from "./events.js";
import { eventFor, isOf, type Start } from "./start.js";

/** The options of a connection: a new one is made when any of them changes. */
export type Source = { salesforce: Salesforce } | { options: ConnectOptions };

/** A call that waits for a connection. */
interface Late {
  readonly arrives: Promise<ConversationView | null>;
  settle(outcome: Promise<ConversationView | null>): void;
}

export const absent = () =>
  problemOf("closed", "the element is not in the page", "put the element into the document first");

export class Flow {
  /** The core's view; null before the first one. */
  view: ConversationView | null = null;
  /** Why there is no connection, or why the page's opportunity could not be opened. */
  problem: Problem | null = null;
  /** The user's sentences, by the turn that responded. */
  readonly said = new Map<number, string>();
  /** The last view of each turn, oldest first. */
  readonly turns = new Map<number, ConversationView>();
  /** The number of the conversation: results of earlier ones are stale. */
  course = 0;

  readonly #target: EventTarget;
  readonly #changed: () => void;
  readonly #options: () => ConversationOptions;
  readonly #connect: (options: ConnectOptions) => Promise<Salesforce>;
  #source: Source | null = null;
  #salesforce: Salesforce | null = null;
  #conversation: Conversation | null = null;
  #ready: Promise<void> | null = null;
  /** What the page wants to open. */
  #first: Start = null;
  /** The page wants to open it, after the current write has ended. */
  #restartPending = false;
  /** Calls that wait for a connection. */
  #pendingOpen: Late | null = null;
  /** Settles when the first opportunity is open. */
  #arrived: Promise<ConversationView> | null = null;
  /** The changes shown last, and those written last: the view of a retry no longer has them. */
  #changes: readonly Change[] = [];
  #receipt: Receipt | null = null;
  #undoing = false;
  #asking = false;
  /** The instance of the core has ended, and the connection with it. */
  #crashed = false;

  constructor(
    target: EventTarget,
    connect: (options: ConnectOptions) => Promise<Salesforce>,
    changed: () => void,
    options: () => ConversationOptions,
  ) {
    this.#target = target;
    this.#connect = connect;
    this.#changed = changed;
    this.#options = options;
  }

  /** Connects and opens the first opportunity, or waits for the options of a connection. Ends the previous flow. */
  start(source: Source | null, first: Start): void {
    this.#end();
    this.#crashed = false;
    this.#salesforce = this.#ready = null;
    this.#source = source;
    // A call that waited takes precedence over the page's attributes.
    if (!this.#pendingOpen) this.#first = first;
    if (!source) return;
    const { course } = this;
    const ready = this.#connected(source, course);
    this.#ready = ready;
    ready.catch((problem: Problem) => {
      if (course !== this.course) return;
      if (this.#pendingOpen) this.#arrive(Promise.reject(problem));
      this.#failed(problem);
    });
  }

  /** Opens an opportunity as soon as there is a connection. */
  #later(id: string): Promise<ConversationView | null> {
    this.#first = { id };
    if (!this.#pendingOpen) {
      let settle!: Late["settle"];
      const arrives = new Promise<ConversationView | null>((resolve) => (settle = resolve));
      this.#pendingOpen = { arrives, settle };
    }
    return this.#pendingOpen.arrives;
  }

  #arrive(outcome: Promise<ConversationView | null>): void {
    this.#pendingOpen?.settle(outcome);
    this.#pendingOpen = null;
  }

  async #connected(source: Source, course: number): Promise<void> {
    const salesforce = "salesforce" in source ? source.salesforce : await this.#connect(source.options);
    // Only the current flow may start: a conversation that is not closed would continue by itself.
    if (course !== this.course) throw new DOMException("the element was removed", "AbortError");
    this.#salesforce = salesforce;
    await this.#begin(salesforce);
  }

  /** Starts a new conversation. */
  async #begin(salesforce: Salesforce): Promise<void> {
    this.#end();
    const { course } = this;
    let conversation: Conversation;
    try {
      conversation = await salesforce.converse(this.#options());
      // Throws if the core has crashed since.
      if (course === this.course) conversation.subscribe((view) => course === this.course && this.#show(view));
    } catch (problem) {
      if (course === this.course) {
        // The next attempt connects again, which downloads what is missing.
        this.#salesforce = null;
        if (this.#pendingOpen) this.#arrive(Promise.reject(problem as Problem));
        this.#failed(problem);
      }
      throw problem;
    }
    if (course !== this.course) {
      conversation.close();
      return;
    }
    this.#conversation = conversation;
    this.#show(conversation.view);
    if (course !== this.course) return;
    if (this.#first) {
      this.#arrived = conversation.send(eventFor(this.#first));
      this.#arrived.catch((problem: Problem) => course === this.course && this.#failed(problem));
    }
    this.#arrive(this.#arrived ?? Promise.resolve(this.view));
  }

  /** Starts a conversation on the current connection; a failure is shown. */
  #beginAnew(salesforce: Salesforce): void {
    this.#ready = this.#begin(salesforce);
    this.#ready.catch(() => {});
  }

  #end(): void {
    this.course += 1;
    const conversation = this.#conversation;
    this.#conversation = this.#arrived = this.#receipt = null;
    this.#undoing = this.#asking = this.#restartPending = false;
    this.view = this.problem = null;
    this.#changes = [];
    this.said.clear();
    this.turns.clear();
    try {
      conversation?.close();
    } catch {
      // A connection made by the host may throw: it has ended in any case.
    }
  }

  /**
   * The core has crashed and was restarted. The view is stale, and whether a write was made is not
   * known. The element opens the same record again when the user or the page asks for it.
   */
  #lost({ opportunity, state }: ConversationView): void {
    const isWriting = state === "applying";
    if (opportunity) this.#first = { id: opportunity.id };
    this.#end();
    this.#salesforce = this.#ready = null;
    this.#crashed = true;
    this.#failed(
      isWriting
        ? problemOf(
            "unknown_outcome",
            "the core crashed while the update was under way",
            "open the opportunity again",
            true,
          )
        : problemOf(
            "internal",
            "the core crashed and has to start again",
            "start again, and report how this came about",
            true,
          ),
    );
  }

  /** Whether the conversation still takes events. After a crash it throws. */
  get #isAlive(): boolean {
    try {
      this.#conversation?.can({ type: "cancel" });
      return true;
    } catch {
      return false;
    }
  }

  /** Aborts work in progress and forgets everything. Nothing is written after this. */
  stop(): void {
    if (this.#pendingOpen) this.#arrive(Promise.reject(absent()));
    this.start(null, null);
  }

  /** Connects again after a failure. */
  again(): void {
    if (this.#source) this.start(this.#source, this.#first);
    this.#changed();
  }

  /** Replaces the page's token function: the new one supplies the next token. */
  forgetAccessToken(): void {
    if (this.#source && "options" in this.#source) this.#salesforce?.forgetAccessToken();
  }

  /** Whether there is no connection and another attempt may make one; not with a connection made by the page. */
  get isBroken(): boolean {
    if (this.#salesforce !== null || this.#source === null || "salesforce" in this.#source) return false;
    const { problem } = this;
    return this.#crashed || (problem !== null && (problem.retryable || problem.code === "internal"));
  }

  /**
   * The page wants another opportunity. A write in progress ends first; a write that still waits for the page's answer is
   * dropped.
   */
  look(first: Start): void {
    this.#first = first;
    if (!this.#salesforce) {
      // While connecting: this is opened afterwards.
      if (this.problem) this.again();
    } else if (isOf(first, this.view)) {
      // A page that follows the user's choice sets the same id.
      this.#restartPending = false;
    } else if (this.view?.state === "applying") this.#restartPending = true;
    else this.#beginAnew(this.#salesforce);
  }

  /** What the user can type next; empty for a page's own conversation without suggestions. */
  async suggest(typed: string): Promise<readonly Suggestion[]> {
    const conversation = this.#conversation as Partial<Conversation> | null;
    return (await conversation?.suggest?.(typed)) ?? [];
  }

  /** The language of the page has changed. */
  speak(language: string): void {
    const conversation = this.#conversation as Partial<Conversation> | null;
    conversation?.speak?.(language).catch(() => undefined);
  }

  /** True if the event would have an effect now. */
  can(event: ConversationEvent): boolean {
    return !this.#asking && (this.#conversation?.can(event) ?? false);
  }

  /**
   * Sends an event; if it would write, the page is asked first. Resolves with the view when everything has settled.
   * `taken` is called when the event is sent, and not if the page prevents it.
   */
  async send(event: ConversationEvent, spoken?: string, taken?: () => void): Promise<ConversationView | null> {
    if (!this.#source && event.type === "choose") return this.#later(event.id);
    if (this.isBroken && this.#source) {
      const opens = event.type === "choose";
      this.start(this.#source, opens ? { id: event.id } : this.#first);
      const ready = this.#ready;
      await ready;
      if (opens) return ready === this.#ready ? this.#arrived : this.view;
    }
    const ready = this.#ready;
    await ready;
    const conversation = this.#conversation;
    if (!conversation && this.problem && ready === this.#ready) throw this.problem;
    if (!conversation || ready !== this.#ready || this.#asking) return this.view;
    const { course } = this;
    const seen = this.view?.turn;
    // Whether a sentence writes is known only when its language is loaded.
    if (event.type === "say") await (conversation as Partial<Conversation>).understands?.(event.text);
    if (course !== this.course || this.#asking) return this.view;
    // The core decides whether an event writes: a sentence can confirm as a button does.
    const writes = conversation.writes(event);
    // The change that it would write appeared while its language was loading: the user had not seen it.
    if (writes && seen !== this.view?.turn) return this.view;
    if (writes && !(await this.#mayWrite(event, writes))) return this.view;
    if (course !== this.course) return this.view;
    if (writes) this.#undoing = writes === "undo";
    if (spoken !== undefined) this.said.set((this.view?.turn ?? 0) + 1, spoken);
    this.problem = null;
    taken?.();
    return conversation.send(event);
  }

  /** Reports invalid options of the page, without a connection. */
  refuse(problem: Problem): void {
    this.start(null, null);
    this.#failed(problem);
  }

  /** Confirms what is shown. A second confirmation right after the first is not misuse. */
  async confirm(): Promise<ConversationView | null> {
    await this.#ready;
    const event = { type: "confirm" } as const;
    if (!this.#asking && this.view?.state !== "applying" && !this.can(event)) {
      throw problemOf(
        "not_allowed",
        "there is nothing to confirm",
        "propose a change first, and look at the view's violations",
      );
    }
    return this.send(event);
  }

  async #mayWrite(event: ConversationEvent, writes: ConversationWrite): Promise<boolean> {
    const { course } = this;
    const opportunity = this.view?.opportunity;
    if (!opportunity) return true;
    const changes = writes === "undo" ? reversed(this.#receipt) : this.#changes;
    const asked = new BeforeSaveEvent({ opportunity, changes, writes, event });
    this.#target.dispatchEvent(asked);
    // While the page decides, a second press must not start a second save.
    this.#asking = true;
    if (asked.isAwaited) this.#changed();
    const allowed = await asked.allowed();
    if (course !== this.course) return false;
    this.#asking = false;
    if (asked.isAwaited) this.#changed();
    return allowed;
  }

  /** True while the page decides about a write. */
  get isAsking(): boolean {
    return this.#asking;
  }

  #failed(thrown: unknown): void {
    // A page's own connection can throw anything. Its text is not repeated, because it may contain a token.
    const problem = isProblem(thrown)
      ? thrown
      : problemOf("invalid_options", "the property `salesforce` is not a connection", "set it to what `connect` gives");
    this.problem = problem;
    tell(this.#target, "opportunity-problem", { problem });
    this.#changed();
  }

  #show(view: ConversationView): void {
    const before = this.view;
    if (before && view.problem?.code === "internal" && !this.#isAlive) {
      this.#lost(before);
      return;
    }
    this.view = view;
    this.problem = null;
    this.turns.set(view.turn, view);
    if (view.card) this.#changes = view.card.changes;
    if (view.receipt) this.#receipt = view.receipt;
    tell(this.#target, "view-change", { view });
    // A listener may have removed the element.
    if (this.view !== view) return;
    if (view.state !== before?.state || view.turn !== before.turn) this.#announce(view, before);
    this.#changed();
    if (this.#restartPending && this.#salesforce && this.view === view && view.state !== "applying") {
      this.#beginAnew(this.#salesforce);
    }
  }

  #announce(view: ConversationView, before: ConversationView | null): void {
    const { opportunity, receipt, problem } = view;
    const target = this.#target;
    if (opportunity && view.state === "current" && before?.state === "opening") {
      tell(target, "opportunity-open", { opportunity });
    }
    if (opportunity && view.state === "preview") {
      const { violations, warnings } = view;
      tell(target, "stage-proposed", { opportunity, changes: view.card?.changes ?? [], violations, warnings });
    }
    if (receipt && view.state === "done") tell(target, this.#undoing ? "stage-undone" : "stage-saved", { receipt });
    // The form after a refusal still shows the same problem.
    if (problem && !(view.state === "editing" && before?.state === "failed")) {
      tell(target, "opportunity-problem", { problem });
    }
  }
}
