import type { WriteStrategy } from "./calls.js";
import type { EditableField, OpportunityMatches, OpportunityQuery, Stage } from "./opportunity.js";
import type { FieldName, FieldValue } from "./values.js";

/**
 * Builds the requests that `connect` sends, for hosts that do their own fetching. Await `init` first.
 *
 * Every builder throws `invalid_options` or `invalid_api_version` for invalid options, and `not_initialized` before `init`.
 *
 * @example
 * ```ts
 * import { init, requests, responses } from "opportunity-stage";
 *
 * await init();
 * const request = requests.find({ account: "Acme" });
 * const response = await fetch(instanceUrl + request.path, {
 *   method: request.method,
 *   headers: { ...request.headers, Authorization: `Bearer ${token}` },
 * });
 * const matches = responses.find({ status: response.status, body: await response.text() }, { instanceUrl });
 * ```
 */
export const requests: {
  /**
   * Finds opportunities.
   *
   * @throws `invalid_query`.
   */
  find(query: OpportunityQuery, options?: RequestOptions): PreparedRequest;
  /**
   * `GET /ui-api/records/{id}`: reads the given fields in addition to the standard ones.
   *
   * @throws `invalid_record_id` or `invalid_field_name`.
   */
  record(id: string, options?: RecordRequestOptions): PreparedRequest;
  /** `GET /ui-api/object-info/Opportunity` */
  objectInfo(options?: RequestOptions): PreparedRequest;
  /**
   * `GET /ui-api/object-info/Opportunity/picklist-values/{recordTypeId}/StageName`
   *
   * @throws `invalid_record_id`.
   */
  stages(recordTypeId: string, options?: RequestOptions): PreparedRequest;
  /** Lists all stages of the org, active or not, with their order. */
  opportunityStages(options?: RequestOptions): PreparedRequest;
  /**
   * Writes fields.
   *
   * @throws `invalid_record_id`, `invalid_field_name` or `invalid_value`.
   */
  update(id: string, fields: Readonly<Record<FieldName, FieldValue>>, options?: UpdateRequestOptions): PreparedRequest;
};

/**
 * Reads the responses to these requests. A refusal is thrown as a `Problem`.
 *
 * Every reader throws `unreadable_answer` if the response is not what the API documents, the code of Salesforce's refusal,
 * and `not_initialized` before `init`.
 *
 * @example
 * ```ts
 * import { responses } from "opportunity-stage";
 *
 * const { fields } = responses.record({ status: 200, body: stored });
 * ```
 */
export const responses: {
  /**
   * Reads the matches of `requests.find`.
   *
   * @throws `invalid_options`, `invalid_instance_url` or `host_not_allowed` for invalid options.
   */
  find(response: ReceivedResponse, options: FindResponseOptions): OpportunityMatches;
  /** Reads the record of `requests.record`. */
  record(response: ReceivedResponse): RecordValues;
  /** Reads the fields of `requests.objectInfo`. */
  objectInfo(response: ReceivedResponse): ObjectFields;
  /** Reads the stages of `requests.stages`. */
  stages(response: ReceivedResponse): readonly Stage[];
  /** Reads the stages of `requests.opportunityStages`. */
  opportunityStages(response: ReceivedResponse): readonly OrgStage[];
  /** Reads the record after `requests.update`; null after the strategy `row`, whose response has no body. */
  update(response: ReceivedResponse): Record<FieldName, FieldValue> | null;
};

/** Options of every request builder. */
export interface RequestOptions {
  /**
   * The version of the REST API, `60.0` or later.
   *
   * @default "66.0"
   */
  apiVersion?: string;
}

/** Options of `requests.record`. */
export interface RecordRequestOptions extends RequestOptions {
  /** Fields to read in addition to the standard ones. */
  fields?: readonly FieldName[];
}

/** Options of `requests.update`. */
export interface UpdateRequestOptions extends RequestOptions {
  /**
   * How the record is written. `composite` also reads it back.
   *
   * @default "composite"
   */
  strategy?: WriteStrategy;
  /** Precondition: the write fails if the record was modified after this instant, its `lastModified`. */
  unmodifiedSince?: string;
  /** With `ui-api`: a UUID of version 4, the same for each attempt. Without it, a new one. */
  idempotencyKey?: string;
}

/** A request to send. Add the origin and the `Authorization` header. */
export interface PreparedRequest {
  method: "GET" | "POST" | "PATCH";
  /** Path and query, starting with a slash. */
  path: string;
  headers: Readonly<Record<string, string>>;
  body: string | null;
}

/** A response that the host received. */
export interface ReceivedResponse {
  /** The HTTP status. */
  status: number;
  body: string | null;
}

/** Options of `responses.find`. */
export interface FindResponseOptions {
  /** The org's My Domain address, for links to records. */
  instanceUrl: string;
  /** Origins besides Salesforce's own hosts: a proxy, or a sandbox on localhost. */
  allowedOrigins?: readonly string[];
}

/** The record of `responses.record`. */
export interface RecordValues {
  id: string;
  recordTypeId: string;
  /** As an ISO instant. */
  lastModified: string;
  fields: Record<FieldName, FieldValue>;
}

/** The fields of `responses.objectInfo`. */
export interface ObjectFields {
  fields: readonly Omit<EditableField, "value" | "picklist" | "currency">[];
}

/** A stage of `responses.opportunityStages`. */
export interface OrgStage extends Stage {
  active: boolean;
  /** The position in the org's list of stages. */
  order: number;
}
