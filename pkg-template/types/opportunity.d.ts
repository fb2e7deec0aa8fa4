import type { FieldName, FieldValue } from "./values.js";

/** A search. All given terms must match; case does not matter. */
export interface OpportunityQuery {
  /** Part of the account's name. */
  account?: string;
  /** Part of the opportunity's name. */
  name?: string;
  /** Part of either name. */
  search?: string;
}

/** An opportunity that a search found. */
export interface OpportunityMatch {
  id: string;
  name: string;
  account: string | null;
  owner: string | null;
  /** The API name of the stage. */
  stage: string;
  closed: boolean;
  won: boolean;
  amount: number | string | null;
  /**
   * The currency of the amount, such as `EUR`, if the org has several. Null in an org with one currency, and before this
   * connection has opened an opportunity, because the client does not know yet which it is.
   */
  currency: string | null;
  /**
   * The sign that the org shows amounts with, such as `$`, `€` or `CHF`, if it has one currency. Null before this connection
   * has opened an opportunity with an amount. Format the number yourself.
   */
  currencySign: string | null;
  /** `yyyy-mm-dd` */
  closeDate: string | null;
  /** The record's page in Salesforce. */
  link: string | null;
}

/**
 * At most 50 matches: open opportunities first, among them the user's own and those that the user viewed last.
 */
export type OpportunityMatches = readonly OpportunityMatch[] & {
  /** True if there are more matches. Narrow the query. */
  readonly more: boolean;
};

/** An opportunity as it was read. */
export interface CurrentOpportunity {
  id: string;
  name: string;
  stage: Stage;
  account: string | null;
  owner: string | null;
  amount: number | string | null;
  /** The currency of all amounts of the opportunity, such as `EUR`; null if the org has one currency. */
  currency: string | null;
  /**
   * The sign that the org shows amounts with, such as `$`, if it has one currency; null before an amount has been read.
   */
  currencySign: string | null;
  /** `yyyy-mm-dd` */
  closeDate: string | null;
  /** Whole days since the stage changed; null if the org does not report it. */
  daysInStage: number | null;
  /** How often the close date was postponed to a later month; null if the org does not report it. */
  pushCount: number | null;
  /** When the record was last modified, as an ISO instant. */
  lastModified: string;
  /** The values of the editable fields. */
  fields: Readonly<Record<FieldName, FieldValue>>;
  /** The record's page in Salesforce. */
  link: string | null;
}

/** The org's labels, which administrators rename and translate. Each is null until it has been read. */
export interface Labels {
  /** The object, such as Opportunity. */
  object: string | null;
  /** Its plural. */
  objectPlural: string | null;
  /** `StageName`. */
  stage: string | null;
  /** `Amount`. */
  amount: string | null;
  /** `CloseDate`. */
  closeDate: string | null;
  /** `OwnerId`, without "ID". */
  owner: string | null;
  /** `AccountId`, without "ID". */
  account: string | null;
  /** `RecordTypeId`, without "ID". */
  recordType: string | null;
}

/** A stage of the record's sales process. */
export interface Stage {
  /** The API name, which Salesforce stores. */
  value: string;
  /** The label in the user's language. */
  label: string;
  /** The default probability in percent; null if the org does not report it. */
  probability: number | null;
  forecastCategory: string | null;
  closed: boolean;
  won: boolean;
}

/**
 * The kind of a move to a stage. If the position of the current stage is unknown, this is the most likely kind, and rules
 * that depend on it are undecided.
 */
export type TransitionKind = "forward" | "skip" | "back" | "close_won" | "close_lost" | "reopen" | "same";

/** A field that can be edited in addition to the stage. */
export interface EditableField {
  name: FieldName;
  /** The label in the user's language. */
  label: string;
  /** Salesforce's data type: `String`, `Date`, `Currency`, `Percent`, `Picklist`, … */
  type: string;
  required: boolean;
  /** False if the user may read the field but not write it. */
  updateable: boolean;
  /** The maximum number of characters of a text. */
  length: number | null;
  /** The number of digits of a number. */
  precision: number | null;
  /** The number of decimal places that are shown. */
  scale: number | null;
  /** The values of a picklist; null for other fields. A multi-select picklist holds several, separated by `;`. */
  picklist: FieldPicklist | null;
  /** The currency of the value, if the org has several; null for fields that hold no amount. */
  currency: string | null;
  value: FieldValue;
}

/** The values of a picklist for the record's record type. */
export interface FieldPicklist {
  /** True if Salesforce is known to reject other values. */
  restricted: boolean;
  /** The controlling field. */
  controller: FieldName | null;
  values: readonly {
    /** The API name, which Salesforce stores. */
    value: string;
    /** The label in the user's language. */
    label: string;
    /** The values of the controlling field with which this value is available; null without a controlling field. */
    validFor: readonly string[] | null;
  }[];
}

/** A row of an opportunity's history: its values after a change. */
export interface StageHistory {
  /** The API name of the stage. */
  stage: string;
  amount: number | string | null;
  /** In percent. */
  probability: number | null;
  /** `yyyy-mm-dd` */
  closeDate: string | null;
  forecastCategory: string | null;
  /** When the change was made, as an ISO instant. */
  at: string;
  /** The name of the user who made it. */
  by: string | null;
}
