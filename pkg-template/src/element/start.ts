/** What the element opens first, as its attributes or a call say. */
import type { ConversationEvent, ConversationView, OpportunityQuery } from "../../index.js";

/** An opportunity, a search, or nothing. */
export type Start = { id: string } | { query: OpportunityQuery } | null;

export const eventFor = (first: NonNullable<Start>): ConversationEvent =>
  "id" in first ? { type: "choose", id: first.id } : { type: "find", query: first.query };

/** True if the view shows this very opportunity. Of 18 characters of an id, the last three only repeat its letter case. */
export const isOf = (first: Start, view: ConversationView | null) =>
  idOf(first) !== undefined && view?.opportunity?.id.slice(0, 15) === idOf(first)?.slice(0, 15);

/** A page may set anything as an id. */
const idOf = (first: Start) => (first && "id" in first && typeof first.id === "string" ? first.id : undefined);
