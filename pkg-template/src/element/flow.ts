/** One connection and its conversation, for as long as the element stands in a page. */
import type {
  ConnectOptions,
  Conversation,
  ConversationEvent,
  ConversationView,
  ConversationWrite,
  OpportunityQuery,
  Problem,
  Salesforce,
} from "../../index.js";
import { BeforeSaveEvent, tell } from "./events.js";

/** What a connection is made of: another one is made when any of it changes. */
export type Source = { salesforce: Salesforce } | { options: ConnectOptions };

/** What is looked at first. */
export type Start = { id: string } | { query: OpportunityQuery } | null;

export class Flow {
  /** What the core shows; null until it is there. */
  view: ConversationView | null = null;
  /** Why there is no connection. */
  problem: Problem | null = null;
  /** What the person said, by the turn that answered it. */
  readonly said = new Map<number, string>();
  /** The last view of each turn, oldest first. */
  readonly turns = new Map<number, ConversationView>();

  readonly #target: EventTarget;
  readonly #changed: () => void;
  readonly #connect: (options: ConnectOptions) => Promise<Salesforce>;
  #conversation: Conversation | null = null;
  #ready: Promise<Conversation> | null = null;
  /** Grows with every start and stop: what began before it is stale. */
  #age = 0;
  #undoing = false;
  #asking = false;

  constructor(target: EventTarget, connect: (options: ConnectOptions) => Promise<Salesforce>, changed: () => void) {
    this.#target = target;
    this.#connect = connect;
    this.#changed = changed;
  }

  /** Connects and opens what is to be looked at first. Ends what was there. */
  start(source: Source, first: Start): void {
    this.stop();
    const age = this.#age;
    const ready = this.#begin(source, age);
    this.#ready = ready;
    ready.then(
      (conversation) => first && age === this.#age && this.#quietly(conversation, eventFor(first)),
      (problem: Problem) => age === this.#age && this.#failed(problem),
    );
  }

  async #begin(source: Source, age: number): Promise<Conversation> {
    const salesforce = "salesforce" in source ? source.salesforce : await this.#connect(source.options);
    // Only who is still there may begin: a conversation that nobody closes would go on by itself.
    if (age !== this.#age) throw new DOMException("the element was removed", "AbortError");
    const conversation = salesforce.converse();
    this.#conversation = conversation;
    conversation.subscribe((view) => age === this.#age && this.#show(view));
    this.#show(conversation.view);
    return conversation;
  }

  /** Aborts what is under way and forgets everything. Nothing is written after this. */
  stop(): void {
    this.#age += 1;
    this.#conversation?.close();
    this.#conversation = null;
    this.#ready = null;
    this.#undoing = this.#asking = false;
    this.view = this.problem = null;
    this.said.clear();
    this.turns.clear();
  }

  /** Opens or looks for something else, on the connection that there is. */
  async restart(first: Start): Promise<void> {
    if (first) await this.send(eventFor(first));
  }

  /** True where the event would do something now. */
  can(event: ConversationEvent): boolean {
    return !this.#asking && (this.#conversation?.can(event) ?? false);
  }

  /** Hands an event over, after the page was asked where it would write. Gives the view when all has settled. */
  async send(event: ConversationEvent, spoken?: string): Promise<ConversationView | null> {
    const age = this.#age;
    const conversation = await this.#ready;
    if (!conversation || age !== this.#age || this.#asking) return this.view;
    // The core says what an event comes to: a sentence may confirm as well as a button.
    const writes = conversation.writes(event);
    if (writes && !(await this.#mayWrite(event, writes, age))) return this.view;
    if (age !== this.#age) return null;
    if (writes) this.#undoing = writes === "undo";
    if (spoken !== undefined) this.said.set((this.view?.turn ?? 0) + 1, spoken);
    return conversation.send(event);
  }

  async #mayWrite(event: ConversationEvent, writes: ConversationWrite, age: number): Promise<boolean> {
    const opportunity = this.view?.opportunity;
    if (!opportunity) return true;
    const asked = new BeforeSaveEvent({ opportunity, changes: this.view?.card?.changes ?? [], writes, event });
    this.#target.dispatchEvent(asked);
    // While the page thinks, a second press must not start a second save.
    this.#asking = true;
    if (asked.isAwaited) this.#changed();
    const allowed = await asked.allowed();
    if (age !== this.#age) return false;
    this.#asking = false;
    if (asked.isAwaited) this.#changed();
    return allowed;
  }

  /** True while the page was asked and has not answered. */
  get isAsking(): boolean {
    return this.#asking;
  }

  #quietly(conversation: Conversation, event: ConversationEvent): void {
    // What goes wrong on the way stands in the view.
    conversation.send(event).catch((problem: Problem) => this.#failed(problem));
  }

  #failed(problem: Problem): void {
    this.problem = problem;
    tell(this.#target, "opportunity-problem", { problem });
    this.#changed();
  }

  #show(view: ConversationView): void {
    const before = this.view;
    this.view = view;
    this.turns.set(view.turn, view);
    tell(this.#target, "view-change", { view });
    // Whoever listens may have removed the element.
    if (this.view !== view) return;
    if (view.state !== before?.state || view.turn !== before.turn) this.#announce(view, before);
    this.#changed();
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
    // The form that follows a refusal holds the same problem still.
    if (problem && !(view.state === "editing" && before?.state === "failed")) {
      tell(target, "opportunity-problem", { problem });
    }
  }
}

const eventFor = (first: NonNullable<Start>): ConversationEvent =>
  "id" in first ? { type: "choose", id: first.id } : { type: "find", query: first.query };
