/** What was typed into the form and not handed over yet. */
import type { ConversationView, EditableField, FieldName, FieldValue, ProposalInput } from "../../index.js";

interface Typed {
  value: FieldValue;
  /** As it stands in the input, where the value is not the same text. */
  text?: string;
}

export class Draft {
  readonly #typed = new Map<FieldName, Typed>();
  /** Whose value of a contested field is to count; one's own, where nothing is said. */
  readonly #sides = new Map<FieldName, "mine" | "theirs">();
  #turn = "";
  reason = "";

  /** A new turn starts from what the core holds: it has what was handed over. */
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

  /** What was typed, if anything was. */
  text(name: FieldName): string | undefined {
    return this.#typed.get(name)?.text;
  }

  /** What to propose with this stage. What has changed by it is the core's to decide. */
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
