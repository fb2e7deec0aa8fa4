import type { WriteStrategy } from "./calls.js";
import type { EditableField, OpportunityMatches, OpportunityQuery, Stage } from "./opportunity.js";
import type { FieldName, FieldValue } from "./values.js";

/**
 * Builds the requests that `connect` sends, for hosts that do their own fetching. Await `init` first.
 *
 * Every builder throws `invalid_options` or `invalid_api_version` for invalid options, and `not_initialized` before `init`; what
 * else it throws is said with it.
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
   *
   * @example
   * ```ts
   * import { requests } from "opportunity-stage";
   *
   * const { path } = requests.find({ account: "Acme", name: "Renewal" });
   * ```
   */
  find(query: OpportunityQuery, options?: RequestOptions): PreparedRequest;
  /**
   * `GET /ui-api/records/{id}`: reads the given fields in addition to the standard ones.
   *
   * @throws `invalid_record_id` or `invalid_field_name`.
   *
   * @example
   * ```ts
   * import { requests } from "opportunity-stage";
   *
   * const request = requests.record("006000000000001AAA", { fields: ["Discount__c"] });
   * ```
   */
  record(id: string, options?: RecordRequestOptions): PreparedRequest;
  /**
   * `GET /ui-api/object-info/Opportunity`: reads the fields that the user has.
   *
   * @throws `invalid_api_version`.
   *
   * @example
   * ```ts
   * import { requests } from "opportunity-stage";
   *
   * const request = requests.objectInfo({ apiVersion: "62.0" });
   * ```
   */
  objectInfo(options?: RequestOptions): PreparedRequest;
  /**
   * `GET /ui-api/object-info/Opportunity/picklist-values/{recordTypeId}/StageName`: reads the stages of a record type.
   *
   * @throws `invalid_record_id`.
   *
   * @example
   * ```ts
   * import { requests } from "opportunity-stage";
   *
   * const request = requests.stages("012000000000001AAA");
   * ```
   */
  stages(recordTypeId: string, options?: RequestOptions): PreparedRequest;
  /**
   * Lists all stages of the org, active or not, with their order.
   *
   * @throws `invalid_api_version`.
   *
   * @example
   * ```ts
   * import { requests } from "opportunity-stage";
   *
   * const request = requests.opportunityStages();
   * ```
   */
  opportunityStages(options?: RequestOptions): PreparedRequest;
  /**
   * Writes fields.
   *
   * @throws `invalid_record_id`, `invalid_field_name` or `invalid_value`.
   *
   * @example
   * ```ts
   * import { requests } from "opportunity-stage";
   *
   * const request = requests.update(
   *   "006000000000001AAA",
   *   { StageName: "Closed Won" },
   *   { unmodifiedSince: "2026-11-22T07:36:00.000Z" },
   * );
   * ```
   */
  update(id: string, fields: Readonly<Record<FieldName, FieldValue>>, options?: UpdateRequestOptions): PreparedRequest;
};

/**
 * Reads the responses to these requests. A refusal is thrown as a `Problem`.
 *
 * Every reader throws `unreadable_answer` if the response is not what the API documents, the code of Salesforce's refusal,
 * and `not_initialized` before `init`; what else it throws is said with it.
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
   *
   * @example
   * ```ts
   * import { responses } from "opportunity-stage";
   *
   * const matches = responses.find({ status: 200, body: stored }, { instanceUrl });
   * for (const { name, stage } of matches) console.log(name, stage);
   * ```
   */
  find(response: ReceivedResponse, options: FindResponseOptions): OpportunityMatches;
  /**
   * Reads the record of `requests.record`.
   *
   * @throws `not_found` if it does not exist or the user may not see it.
   *
   * @example
   * ```ts
   * import { responses } from "opportunity-stage";
   *
   * const { fields, lastModified } = responses.record({ status: 200, body: stored });
   * ```
   */
  record(response: ReceivedResponse): RecordValues;
  /**
   * Reads the fields of `requests.objectInfo`.
   *
   * @throws `unreadable_answer`.
   *
   * @example
   * ```ts
   * import { responses } from "opportunity-stage";
   *
   * const { fields } = responses.objectInfo({ status: 200, body: stored });
   * const editable = fields.map(({ label }) => label);
   * ```
   */
  objectInfo(response: ReceivedResponse): ObjectFields;
  /**
   * Reads the stages of `requests.stages`.
   *
   * @throws `unreadable_answer`.
   *
   * @example
   * ```ts
   * import { responses } from "opportunity-stage";
   *
   * const names = responses.stages({ status: 200, body: stored }).map(({ value }) => value);
   * ```
   */
  stages(response: ReceivedResponse): readonly Stage[];
  /**
   * Reads the stages of `requests.opportunityStages`.
   *
   * @throws `unreadable_answer`.
   *
   * @example
   * ```ts
   * import { responses } from "opportunity-stage";
   *
   * const active = responses.opportunityStages({ status: 200, body: stored }).filter(({ active }) => active);
   * ```
   */
  opportunityStages(response: ReceivedResponse): readonly OrgStage[];
  /**
   * Reads the record after `requests.update`; null after the strategy `row`, whose response has no body.
   *
   * @throws `changed_meanwhile` if the precondition failed.
   *
   * @example
   * ```ts
   * import { responses } from "opportunity-stage";
   *
   * const written = responses.update({ status: 200, body: stored });
   * console.log(written?.["StageName"]);
   * ```
   */
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
