/** What was typed into the form and not submitted yet. */
import type { ConversationView, EditableField, FieldName, FieldValue, ProposalInput } from "../../index.js";

interface Typed {
  value: FieldValue;
  /** The text of the input, if it differs from the value. */
  text?: string;
}

export class Draft {
  readonly #typed = new Map<FieldName, Typed>();
  /** Whose value of a conflicting field to save; default: the user's own. */
  readonly #sides = new Map<FieldName, "mine" | "theirs">();
  #turn = "";
  reason = "";

  /** A new turn starts from the core's values: it has what was submitted. */
  follow(view: ConversationView, turn: string): void {
    if (turn === this.#turn) return;
    this.#turn = turn;
    this.#typed.clear();
    this.#sides.clear();
    if (!view.form && view.state !== "preview") this.reason = "";
  }

  side(name: FieldName): "mine" | "theirs" {
    return this.#sides.get(name) ?? "mine";
  }

  take(name: FieldName, side: "mine" | "theirs"): void {
    this.#sides.set(name, side);
  }

  set(name: FieldName, value: FieldValue, text?: string): void {
    this.#typed.set(name, text === undefined ? { value } : { value, text });
  }

  value(field: Pick<EditableField, "name" | "value">): FieldValue {
    const typed = this.#typed.get(field.name);
    return typed ? typed.value : field.value;
  }

  /** Returns what was typed, if anything was. */
  text(name: FieldName): string | undefined {
    return this.#typed.get(name)?.text;
  }

  /** Returns what to propose with this stage. The core decides what has changed. */
  proposal(view: ConversationView, stage: string | undefined): ProposalInput {
    const fields = view.form
      ? view.form.fields.filter(({ updateable }) => updateable).map((field) => [field.name, this.value(field)] as const)
      : (view.card?.changes ?? [])
          .filter(({ by, field }) => by === "you" && field !== "StageName")
          .map(({ field, to }) => [field, to] as const);
    return {
      ...(stage !== undefined && { stage }),
      ...(fields.length > 0 && { fields: Object.fromEntries(fields) }),
      ...(this.reason.trim() && { reason: this.reason.trim() }),
    };
  }
}
