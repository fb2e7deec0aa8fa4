import type { FieldName, FieldValue } from "./values.js";

/** What to look for. All keys that are given must match. */
export interface OpportunityQuery {
  /** Part of the account's name. */
  account?: string;
  /** Part of the opportunity's name. */
  name?: string;
  /** Part of either name. */
  search?: string;
}

/** An opportunity that a look-up found. */
export interface OpportunityMatch {
  id: string;
  name: string;
  account: string | null;
  owner: string | null;
  stage: string;
  closed: boolean;
  won: boolean;
  amount: number | string | null;
  /**
   * The amount's currency, where the org has several. Whether it has is known once an opportunity was opened on this
   * connection: before that it is null, and so it is in orgs with one currency.
   */
  currency: string | null;
  /**
   * The sign that the org shows amounts with, such as `$`, `€` or `CHF`, in orgs with one currency: null before an
   * opportunity with an amount was opened on this connection. Numbers are yours to write: the sign alone is the org's.
   */
  currencySign: string | null;
  closeDate: string | null;
  /** Where a person opens it in Salesforce. */
  link: string | null;
}

/** Open ones first, among them the user's own and those that the user saw last; at most 50. */
export type OpportunityMatches = readonly OpportunityMatch[] & {
  /** There are more than these: narrow the query. */
  readonly more: boolean;
};

/** The opportunity as it was read. */
export interface CurrentOpportunity {
  id: string;
  name: string;
  stage: Stage;
  account: string | null;
  owner: string | null;
  amount: number | string | null;
  /** The currency of this and all other amounts of the opportunity, where the org has several. */
  currency: string | null;
  /** The sign that the org shows amounts with, such as `$`, in orgs with one currency; null until an amount has been read. */
  currencySign: string | null;
  closeDate: string | null;
  /** Whole days since the stage changed, and how often the close date was put off: null where the org does not tell. */
  daysInStage: number | null;
  pushCount: number | null;
  lastModified: string;
  /** The values of the editable fields. */
  fields: Readonly<Record<FieldName, FieldValue>>;
  link: string | null;
}

/** A stage of the record's sales process. */
export interface Stage {
  /** What Salesforce stores. */
  value: string;
  /** What a person reads, in the user's language. */
  label: string;
  /** Percent, or null where the org does not forecast. */
  probability: number | null;
  forecastCategory: string | null;
  closed: boolean;
  won: boolean;
}

/**
 * The kind of move that leads to a stage. If the current position of the opportunity is unknown, the most likely kind; rules
 * that depend on the difference are then undecided.
 */
export type TransitionKind = "forward" | "skip" | "back" | "close_won" | "close_lost" | "reopen" | "same";

/** A field that can be edited in addition to the stage. */
export interface EditableField {
  name: FieldName;
  label: string;
  /** Salesforce's data type: `String`, `Date`, `Currency`, `Percent`, `Picklist`, … */
  type: string;
  required: boolean;
  /** False where the user may read but not write the field. */
  updateable: boolean;
  /** The most characters that a text may have. */
  length: number | null;
  precision: number | null;
  scale: number | null;
  /** The values of a picklist; null for other fields. A multi-select picklist holds several, separated by `;`. */
  picklist: FieldPicklist | null;
  /** The amount's currency, where the org has several; null for fields that hold none. */
  currency: string | null;
  value: FieldValue;
}

/** The values of a picklist, as the record's record type has them. */
export interface FieldPicklist {
  /** Salesforce is known to refuse other values. */
  restricted: boolean;
  /** The field whose value settles which values there are. */
  controller: FieldName | null;
  values: readonly {
    value: string;
    /** What a person reads, in the user's language. */
    label: string;
    /** The controlling field's values under which it is there; null where no field controls it. */
    validFor: readonly string[] | null;
  }[];
}

/** A row of an opportunity's history: how it stood after a change. */
export interface StageHistory {
  /** The stage's API name. */
  stage: string;
  amount: number | string | null;
  probability: number | null;
  closeDate: string | null;
  forecastCategory: string | null;
  /** When, as an ISO instant. */
  at: string;
  /** Who changed it. */
  by: string | null;
}
