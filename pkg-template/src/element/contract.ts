/** What not every version of the core returns. */
import type { CurrentOpportunity, EditableField, FieldName, FieldValue } from "../../index.js";

export type Parameters = Readonly<Record<string, FieldValue | readonly string[] | undefined>>;

export interface Picklist {
  restricted: boolean;
  controller: FieldName | null;
  values: readonly { value: string; label: string; validFor: readonly string[] | null }[];
}

export type Field = EditableField & { picklist?: Picklist | null; currency?: string | null };
export type Opportunity = CurrentOpportunity & { daysInStage?: number | null; pushCount?: number | null };
