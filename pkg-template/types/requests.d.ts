import type { WriteStrategy } from "./calls.js";
import type { EditableField, OpportunityMatches, OpportunityQuery, Stage } from "./opportunity.js";
import type { FieldName, FieldValue } from "./values.js";

/** Builds the requests that `connect` sends, for hosts that do their own fetching. Call `init` first. */
export const requests: {
  find(query: OpportunityQuery, options?: RequestOptions): PreparedRequest;
  /** `GET /ui-api/records/{id}`, with the given fields in addition to the standard ones. */
  record(id: string, options?: RequestOptions & { fields?: readonly FieldName[] }): PreparedRequest;
  /** `GET /ui-api/object-info/Opportunity` */
  objectInfo(options?: RequestOptions): PreparedRequest;
  /** `GET /ui-api/object-info/Opportunity/picklist-values/{recordTypeId}/StageName` */
  stages(recordTypeId: string, options?: RequestOptions): PreparedRequest;
  /** Lists all stages of the org, active or not, with their order. */
  opportunityStages(options?: RequestOptions): PreparedRequest;
  /** Writes the given fields with a write strategy. Default: `composite`, which also reads back. */
  update(
    id: string,
    fields: Readonly<Record<FieldName, FieldValue>>,
    options?: RequestOptions & {
      strategy?: WriteStrategy;
      /** Precondition: fails if the record was modified after this time (its `lastModified`). */
      unmodifiedSince?: string;
      /** With `ui-api`: a UUID of version 4, the same for each repetition. Default: a new one. */
      idempotencyKey?: string;
    },
  ): PreparedRequest;
};

/** Reads the responses to those requests. A refusal is thrown as a `Problem`. */
export const responses: {
  find(
    response: ReceivedResponse,
    options: { instanceUrl: string; allowedOrigins?: readonly string[] },
  ): OpportunityMatches;
  record(response: ReceivedResponse): {
    id: string;
    recordTypeId: string;
    lastModified: string;
    fields: Record<FieldName, FieldValue>;
  };
  objectInfo(response: ReceivedResponse): { fields: readonly Omit<EditableField, "value" | "picklist" | "currency">[] };
  stages(response: ReceivedResponse): readonly Stage[];
  opportunityStages(response: ReceivedResponse): readonly (Stage & { active: boolean; order: number })[];
  /** Returns what the record holds after the write; null after a plain row PATCH, whose response has no body. */
  update(response: ReceivedResponse): Record<FieldName, FieldValue> | null;
};

/** Options of the request builders. */
export interface RequestOptions {
  /** The REST API's version. Default: `66.0`. */
  apiVersion?: string;
}

/** A request for hosts that fetch on their own. Add the origin and the `Authorization` header. */
export interface PreparedRequest {
  method: "GET" | "POST" | "PATCH";
  /** Path and query, from the first slash. */
  path: string;
  headers: Readonly<Record<string, string>>;
  body: string | null;
}

/** An answer that the host fetched. */
export interface ReceivedResponse {
  status: number;
  body: string | null;
}
