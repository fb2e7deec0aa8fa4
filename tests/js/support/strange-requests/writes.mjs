// Writes: rows, composites, jobs, and what other pages send.
import { ID, JSON_BODY, post, ROW, V, write } from "./request.mjs";
import { OBJECT_INFO } from "./reads.mjs";
import { GOOD_TARGET } from "./queries.mjs";

/** Writes of other fields and other records. */
export const FIELDS = [
  "OwnerId",
  "AccountId",
  "Amount",
  "IsDeleted",
  "RecordTypeId",
  "Id",
  "id",
  "Secret__c",
  "Account.Name",
  "attributes",
  "__proto__",
  "constructor",
  "StageName ",
  "stage name",
  "",
  "StageName,OwnerId",
  "{field}",
];
export const WRITES = [
  ...FIELDS.map((field) => [
    `a row's \`${field}\``,
    { ...write(ROW, {}), body: `{"StageName":"x",${JSON.stringify(field)}:"x"}` },
  ]),
  ["another id", write(`${V}/sobjects/Opportunity/001000000000001AAA`, { StageName: "x" })],
  ["another object", write(`${V}/sobjects/Account/${ID}`, { StageName: "x" })],
  ["a short id", write(`${V}/sobjects/Opportunity/006000000000001`, { StageName: "x" })],
  ["an external id", write(`${V}/sobjects/Opportunity/Ext__c/1`, { StageName: "x" })],
  ["a parameter", write(`${ROW}?updateOnly=true`, { StageName: "x" })],
  ["nothing", write(ROW, {})],
  ["a list", write(ROW, [{ StageName: "x" }])],
  ["a text", write(ROW, "StageName")],
  ["a nested value", write(ROW, { StageName: { OwnerId: "x" } })],
  ["a list as a value", write(ROW, { StageName: ["x"] })],
  ["a key twice", { ...write(ROW, {}), body: '{"StageName":"x","StageName":"y"}' }],
  ["a key in two cases", { ...write(ROW, {}), body: '{"StageName":"x","stagename":"y"}' }],
  ["an escaped key", { ...write(ROW, {}), body: '{"StageName":"x","Owner\\u0049d":"y"}' }],
  ["two values", { ...write(ROW, {}), body: '{"StageName":"x"}{"OwnerId":"y"}' }],
  ["a comment", { ...write(ROW, {}), body: '{"StageName":"x"/*,"OwnerId":"y"*/}' }],
  ["NaN", { ...write(ROW, {}), body: '{"StageName":NaN}' }],
  ["a trailing comma", { ...write(ROW, {}), body: '{"StageName":"x",}' }],
  ["half a character", { ...write(ROW, {}), body: '{"StageName":"\\ud800"}' }],
  ["no JSON", { ...write(ROW, {}), body: "StageName=x" }],
  ["no body", { method: "PATCH", target: ROW, headers: JSON_BODY }],
  [
    "bytes that are no text",
    { method: "PATCH", target: ROW, headers: JSON_BODY, body: new Uint8Array([0x7b, 0xff, 0x7d]) },
  ],
  ["a byte order mark", { ...write(ROW, {}), body: '\ufeff{"StageName":"x"}' }],
  ["XML", { ...write(ROW, {}), headers: { "content-type": "application/xml" }, body: "<x/>" }],
  [
    "another charset",
    { ...write(ROW, { StageName: "x" }), headers: { "content-type": "application/json; charset=utf-7" } },
  ],
  ["a form", { ...write(ROW, { StageName: "x" }), headers: { "content-type": "text/plain" } }],
  ["a body with a read", { method: "POST", target: OBJECT_INFO, headers: JSON_BODY, body: "{}" }],
  [
    "the UI API without a key",
    write(`${V}/ui-api/records/${ID}?includeFieldsInBody=true&handleOwnerChange=true`, { fields: { StageName: "x" } }),
  ],
  [
    "the UI API for another object",
    {
      ...write(`${V}/ui-api/records/001000000000001AAA?includeFieldsInBody=true&handleOwnerChange=true`, {
        fields: { StageName: "x" },
      }),
      headers: { ...JSON_BODY, "idempotency-key": "01234567-0123-4123-8123-0123456789ab" },
    },
  ],
  [
    "the UI API past duplicate rules",
    write(`${V}/ui-api/records/${ID}?includeFieldsInBody=true&handleOwnerChange=true&allowSaveOnDuplicate=true`, {
      fields: { StageName: "x" },
    }),
  ],
  [
    "a row without its condition's date",
    { ...write(ROW, { StageName: "x" }), headers: { ...JSON_BODY, "if-unmodified-since": "yesterday" } },
  ],
  ["a row with another condition", { ...write(ROW, { StageName: "x" }), headers: { ...JSON_BODY, "if-match": '"x"' } }],
  [
    "a collection under a condition",
    {
      ...write(`${V}/composite/sobjects`, {
        allOrNone: false,
        records: [{ attributes: { type: "Opportunity" }, id: ID, StageName: "x" }],
      }),
      headers: { ...JSON_BODY, "if-unmodified-since": "Fri, 21 Aug 2026 10:15:30 GMT" },
    },
  ],
];

const row = (more = {}) => ({ method: "PATCH", url: ROW, referenceId: "update", body: { StageName: "x" }, ...more });
const back = (more = {}) => ({ method: "GET", url: `${ROW}?fields=StageName`, referenceId: "readBack", ...more });
const call = (parts, more = {}) =>
  post(`${V}/composite`, { allOrNone: false, collateSubrequests: false, compositeRequest: parts, ...more });
export const COMPOSITES = [
  ["all or none", call([row(), back()], { allOrNone: true })],
  ["collated", call([row(), back()], { collateSubrequests: true })],
  ["without a part", call([])],
  ["three parts", call([row(), back(), back()])],
  ["the read first", call([back(), row()])],
  ["another key", call([row(), back()], { graphs: [] })],
  ["another key in a part", call([row({ richInput: {} }), back()])],
  ["a delete", call([row({ method: "DELETE" }), back()])],
  ["a post", call([row({ method: "POST" }), back()])],
  ["another object", call([row({ url: `${V}/sobjects/Account/001000000000001AAA` }), back()])],
  ["a full address", call([row({ url: `https://evil.example${ROW}` }), back()])],
  ["a path that climbs", call([row({ url: `${V}/sobjects/Opportunity/../Account/001000000000001AAA` }), back()])],
  ["a reference", call([row({ url: `${V}/sobjects/Opportunity/@{readBack.AccountId}` }), back()])],
  ["a reference as the read", call([row(), back({ url: `${V}/sobjects/Account/@{update.id}` })])],
  ["a read of another object", call([row(), back({ url: `${V}/sobjects/User/005000000000001AAA?fields=Email` })])],
  ["another field", call([row({ body: { OwnerId: "x" } }), back()])],
  ["another header", call([row({ httpHeaders: { "Sforce-Auto-Assign": "FALSE" } }), back()])],
  ["an empty header list", call([row({ httpHeaders: {} }), back()])],
  ["26 records", call(Array.from({ length: 26 }, (_, index) => row({ referenceId: `r${index}` })))],
  [
    "a query of another object",
    post(`${V}/composite`, {
      compositeRequest: [{ method: "GET", url: `${V}/query?q=SELECT%20Id%20FROM%20User`, referenceId: "rows" }],
    }),
  ],
  [
    "two queries",
    post(`${V}/composite`, {
      compositeRequest: [1, 2].map(() => ({ method: "GET", url: GOOD_TARGET, referenceId: "rows" })),
    }),
  ],
  ["a batch", post(`${V}/composite/batch`, { batchRequests: [{ method: "GET", url: "v66.0/limits" }] })],
  ["a tree", post(`${V}/composite/tree/Opportunity`, { records: [] })],
  ["a graph", post(`${V}/composite/graph`, { graphs: [] })],
  [
    "the Tooling API's with a class",
    post(`${V}/tooling/composite`, {
      allOrNone: false,
      compositeRequest: [
        { method: "GET", url: `${V}/tooling/sobjects/ApexClass/01p000000000001AAA`, referenceId: "r0" },
      ],
    }),
  ],
  [
    "the Tooling API's with a write",
    post(`${V}/tooling/composite`, {
      allOrNone: false,
      compositeRequest: [
        { method: "PATCH", url: `${V}/tooling/sobjects/ValidationRule/03d000000000001AAA`, referenceId: "r0" },
      ],
    }),
  ],
  [
    "201 records",
    write(`${V}/composite/sobjects`, {
      allOrNone: false,
      records: Array.from({ length: 201 }, () => ({ attributes: { type: "Opportunity" }, id: ID, StageName: "x" })),
    }),
  ],
  [
    "records of another type",
    write(`${V}/composite/sobjects`, {
      allOrNone: false,
      records: [{ attributes: { type: "Account" }, id: ID, StageName: "x" }],
    }),
  ],
  [
    "records with another id",
    write(`${V}/composite/sobjects`, {
      allOrNone: false,
      records: [{ attributes: { type: "Opportunity" }, id: "001000000000001AAA", StageName: "x" }],
    }),
  ],
  [
    "records with two ids",
    {
      ...write(`${V}/composite/sobjects`, {}),
      body: `{"allOrNone":false,"records":[{"attributes":{"type":"Opportunity"},"id":"${ID}","Id":"001000000000001AAA","StageName":"x"}]}`,
    },
  ],
];

const create = {
  object: "Opportunity",
  operation: "update",
  contentType: "CSV",
  lineEnding: "LF",
  columnDelimiter: "COMMA",
};
const upload = (body) => ({
  method: "PUT",
  target: `${V}/jobs/ingest/750000000000001AAA/batches`,
  headers: { "content-type": "text/csv" },
  body,
});
export const JOBS = [
  ["a delete", post(`${V}/jobs/ingest`, { ...create, operation: "delete" })],
  ["an insert", post(`${V}/jobs/ingest`, { ...create, operation: "insert" })],
  ["another object", post(`${V}/jobs/ingest`, { ...create, object: "User" })],
  ["an external id", post(`${V}/jobs/ingest`, { ...create, externalIdFieldName: "Ext__c" })],
  ["a query", post(`${V}/jobs/query`, { operation: "query", query: "SELECT Id FROM User" })],
  ["another state", write(`${V}/jobs/ingest/750000000000001AAA`, { state: "Open" })],
  ["a job of another kind", write(`${V}/jobs/ingest/001000000000001AAA`, { state: "Aborted" })],
  ["another column", upload(`Id,OwnerId\n${ID},005000000000001AAA\n`)],
  ["a quoted column", upload(`Id,"OwnerId"\n${ID},005000000000001AAA\n`)],
  ["a related column", upload(`Id,Account.Ext__c\n${ID},x\n`)],
  ["no id first", upload(`StageName,Id\nx,${ID}\n`)],
  ["no column", upload(`Id\n${ID}\n`)],
  ["a column twice", upload(`Id,StageName,stagename\n${ID},x,y\n`)],
  ["no line", upload("")],
  ["a byte order mark", upload(`\ufeffId,StageName\n${ID},x\n`)],
  ["carriage returns for lines", upload(`Id,StageName\rId,OwnerId\n${ID},x\n`)],
];

/** What the portal's own pages do not send. Each is a request that is permitted but for this. */
const GOOD_READ = { target: OBJECT_INFO };
const GOOD_WRITE = write(ROW, { StageName: "x" });
const without = (request, headers) => ({ ...request, headers: { ...request.headers, ...headers } });
export const PAGES = [
  ["without the header", without(GOOD_READ, { "x-requested-with": "" })],
  ["with jQuery's header", without(GOOD_READ, { "x-requested-with": "XMLHttpRequest" })],
  ["from another site", without(GOOD_READ, { "sec-fetch-site": "cross-site" })],
  ["from a sister host", without(GOOD_READ, { "sec-fetch-site": "same-site" })],
  ["typed in", without(GOOD_READ, { "sec-fetch-site": "none" })],
  ["of another origin", without(GOOD_READ, { origin: "https://evil.example" })],
  ["of an origin that begins alike", without(GOOD_READ, { origin: "https://portal.example.com.evil.example" })],
  ["of the same host by http", without(GOOD_READ, { origin: "http://portal.example.com" })],
  ["of another port", without(GOOD_READ, { origin: "https://portal.example.com:8443" })],
  ["of a null origin", without(GOOD_READ, { origin: "null" })],
  ["a write from another site", without(GOOD_WRITE, { "sec-fetch-site": "cross-site" })],
  ["a write of a null origin", without(GOOD_WRITE, { origin: "null" })],
  ["a write without an origin", without(GOOD_WRITE, { origin: "" })],
  ["another form of answer", without(GOOD_READ, { accept: "application/xml" })],
  ["HTML", without(GOOD_READ, { accept: "text/html" })],
];
