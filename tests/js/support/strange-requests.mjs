// Requests that the client never makes, by name: what a script in a page, or a user with a console, may try at a proxy.
const V = "/services/data/v66.0";
const ID = "006000000000001AAA";
const ROW = `${V}/sobjects/Opportunity/${ID}`;
const JSON_BODY = { "content-type": "application/json" };
const write = (target, body, more = {}) => ({
  method: "PATCH",
  target,
  headers: JSON_BODY,
  body: JSON.stringify(body),
  ...more,
});
const post = (target, body) => write(target, body, { method: "POST" });
const query = (soql) => ({ target: `${V}/query?q=${encodeURIComponent(soql)}` });
const named = (prefix, entries) => entries.map(([name, request]) => [`${prefix}: ${name}`, request]);

/** Reads of other resources. */
const PATHS = [
  ...[
    "/",
    "/services",
    "/services/",
    "/services/data",
    "/services/data/",
    `${V}`,
    `${V}/`,
    "/id/00D000000000001/005000000000001",
  ],
  ...[
    "limits",
    "sobjects",
    "sobjects/",
    "query",
    "queryAll?q=SELECT+Id+FROM+Opportunity",
    "search?q=FIND",
    "recent",
    "tabs",
    "theme",
  ].map((path) => `${V}/${path}`),
  ...[
    "sobjects/Account",
    "sobjects/Opportunity",
    "sobjects/Opportunity/describe",
    "sobjects/User/005000000000001AAA",
    "sobjects/OpportunityLineItem/00k000000000001AAA",
  ].map((path) => `${V}/${path}`),
  ...[
    "ui-api/object-info/Account",
    "ui-api/object-info",
    "ui-api/records/001000000000001AAA",
    "ui-api/record-ui/006000000000001AAA",
    "ui-api/list-ui/Opportunity",
  ].map((path) => `${V}/${path}`),
  ...[
    "tooling/query?q=SELECT%20Id%20FROM%20ApexClass",
    "tooling/executeAnonymous?anonymousBody=x",
    "tooling/sobjects/ApexClass/01p000000000001AAA",
    "tooling/runTestsAsynchronous",
  ].map((path) => `${V}/${path}`),
  ...[
    "jobs/query",
    "jobs/ingest",
    "jobs/ingest/750000000000001AAA/batches",
    "jobs/ingest/001000000000001AAA",
    "jobs/ingest/750000000000001AAA/successfulResults",
  ].map((path) => `${V}/${path}`),
  ...[
    "analytics/reports",
    "connect/organization",
    "chatter/users/me",
    "metadata/deployRequest",
    "actions/standard",
    "process/approvals",
    "wave",
    "graphql",
    "event/eventSchema",
  ].map((path) => `${V}/${path}`),
  ...[
    "/services/apexrest/Anything",
    "/services/Soap/u/66.0",
    "/services/async/66.0/job",
    "/services/oauth2/token",
    "/services/oauth2/revoke?token=x",
    "/services/oauth2/introspect",
    "/services/oauth2/authorize",
    "/services/oauth2/userinfo?access_token=x",
    "/services/oauth2/userinfo/",
  ],
  ...[
    "/servlet/servlet.FileDownload?file=015",
    "/secur/frontdoor.jsp?sid=x",
    "/setup/home",
    "/lightning/page",
    "/.well-known/openid-configuration",
    "/robots.txt",
  ],
];

/** Spellings of a path that is permitted. */
const OBJECT_INFO = `${V}/ui-api/object-info/Opportunity`;
const SPELLINGS = [
  `${V}/ui-api//object-info/Opportunity`,
  `//services/data/v66.0/ui-api/object-info/Opportunity`,
  `/services//data/v66.0/ui-api/object-info/Opportunity`,
  `${V}/ui-api/object-info/Opportunity/`,
  `${V}/ui-api/object-info/Opportunity.json`,
  `${V}/ui-api/object-info/opportunity`,
  `${V}/UI-API/object-info/Opportunity`,
  `${V}/ui-api/object-info/Opportunity?`.replace("?", "?x=1"),
  `${V}/ui-api/object-info/Opportunity;jsessionid=1`,
  `${V}/ui-api/object-info/Opportunity%00`,
  `${V}/ui-api/object-info/Opportunity%20`,
  `${V}/ui-api/object-info/Opportunity%2F..%2FAccount`,
  `${V}/ui-api/object-info/%4Fpportunity`,
  `${V}/ui-api/object-info/Opportunity/../Account`,
  `${V}/ui-api/object-info/Opportunity/%2e%2e/Account`,
  `${V}/ui-api/object-info/Opportunity%252f..%252fAccount`,
  `${V}/ui-api/object-info\\Account`,
  `/services/data/v66.0/../v66.0/limits`,
  `/services/data/v66.0/%2e%2e/%2e%2e/oauth2/revoke`,
  `/services/data/v66/ui-api/object-info/Opportunity`,
  `/services/data/66.0/ui-api/object-info/Opportunity`,
  `/services/data/v31.0/ui-api/object-info/Opportunity`,
  `/services/data/v66.0.0/ui-api/object-info/Opportunity`,
  `/services/data/v６６.0/ui-api/object-info/Opportunity`,
  `/services/data/vlatest/ui-api/object-info/Opportunity`,
  `/services/data/v66.0/ui-api/object-info/Opportunity/picklist-values/012000000000001AAA/Type`,
  `/services/data/v66.0/ui-api/object-info/Opportunity/picklist-values/001000000000001AAA`,
  `/services/data/v66.0/ui-api/object-info/Account/picklist-values/012000000000001AAA/StageName`,
  `${ROW}?fields=Name`,
  `${ROW}/Account`,
  `${V}/query/`,
  `${V}/query/../limits`,
  `${V}/query/01g000000000001-500?x=1`,
  `${V}/query/01g000000000001-500/01g`,
  `/@evil.example${V}/ui-api/object-info/Opportunity`,
  `/https://evil.example${V}/ui-api/object-info/Opportunity`,
];

/** Methods that a path does not have here. */
const METHODS = [
  ...["POST", "PUT", "DELETE", "HEAD", "OPTIONS"].map((method) => [
    `${method} of the fields`,
    { method, target: OBJECT_INFO },
  ]),
  ...["GET", "POST", "PUT", "DELETE", "HEAD"].map((method) => [
    `${method} of a row`,
    {
      method,
      target: ROW,
      headers: JSON_BODY,
      body: method === "GET" || method === "HEAD" ? undefined : '{"StageName":"x"}',
    },
  ]),
  ["POST of a row as PATCH", post(`${ROW}?_HttpMethod=PATCH`, { StageName: "x" })],
  ["POST of a row as DELETE", post(`${ROW}?_HttpMethod=DELETE`, { StageName: "x" })],
  ["GET of composite", { target: `${V}/composite` }],
  ["PUT of composite", { ...post(`${V}/composite`, {}), method: "PUT" }],
  ["DELETE of records", { method: "DELETE", target: `${V}/composite/sobjects?ids=${ID}` }],
  [
    "POST of records",
    post(`${V}/composite/sobjects`, {
      allOrNone: false,
      records: [{ attributes: { type: "Opportunity" }, StageName: "x" }],
    }),
  ],
  ["DELETE of a job", { method: "DELETE", target: `${V}/jobs/ingest/750000000000001AAA` }],
  ["POST of userinfo", post("/services/oauth2/userinfo", {})],
  ["a method that does not exist", { method: "FROB", target: OBJECT_INFO }],
];

/** SOQL. */
const HEAD = "SELECT Id, Name, StageName, IsClosed, IsWon, CloseDate FROM Opportunity WHERE";
const TAIL = "ORDER BY IsClosed, LastViewedDate DESC NULLS LAST, LastModifiedDate DESC LIMIT 201";
const QUERIES = [
  "SELECT Id FROM Account",
  "SELECT Id FROM User",
  "SELECT FIELDS(ALL) FROM Opportunity LIMIT 200",
  "SELECT Id FROM Opportunity",
  "SELECT COUNT() FROM Opportunity",
  "SELECT Id, (SELECT Id FROM OpportunityLineItems) FROM Opportunity",
  "SELECT Username FROM User WHERE Id IN ('006000000000001AAA') LIMIT 1",
  "SELECT Id FROM Opportunity WHERE Id IN ('001000000000001AAA') LIMIT 1",
  "SELECT Id FROM Opportunity WHERE Id IN (SELECT OpportunityId FROM OpportunityHistory) LIMIT 1",
  "SELECT Id FROM Opportunity WHERE Id IN ('006000000000001AAA') LIMIT 100000",
  "SELECT Id FROM Opportunity WHERE Id IN ('006000000000001AAA') OR Name != '' LIMIT 1",
  "SELECT Id,Name,(SELECT Id FROM Tasks) FROM Opportunity WHERE Id IN ('006000000000001AAA') LIMIT 1",
  "SELECT Id,Name;DROP FROM Opportunity WHERE Id IN ('006000000000001AAA') LIMIT 1",
  "SELECT Id,COUNT(Id) FROM Opportunity WHERE Id IN ('006000000000001AAA') LIMIT 1",
  "SELECT Id FROM Contact WHERE Id IN ('006000000000001AAA') LIMIT 1",
  "SELECT Body FROM Attachment WHERE Id IN ('006000000000001AAA') LIMIT 1",
  `${HEAD} Name LIKE '%a%'`,
  `${HEAD} Name LIKE '%a%' ${TAIL} OFFSET 1`,
  `${HEAD} Name LIKE '%a%' ${TAIL}0`,
  `${HEAD} Name LIKE '%a%' ${TAIL.replace("201", "2000")}`,
  `${HEAD} Name LIKE '%a%' ${TAIL} FOR UPDATE`,
  `${HEAD} Name LIKE '%' ${TAIL}`,
  `${HEAD} Name LIKE '%%' OR Name LIKE '%%' ${TAIL}`,
  `${HEAD} Name LIKE '%a%' OR Amount > 1 ${TAIL}`,
  `${HEAD} Name LIKE '%a%' AND Secret__c LIKE '%b%' ${TAIL}`,
  `${HEAD} Name LIKE '%a' OR Secret__c LIKE '%b%' ${TAIL}`,
  `${HEAD} Name LIKE '%a\\' OR Secret__c LIKE '%b%' ${TAIL}`,
  `${HEAD} Name LIKE '%a\\\\' OR Name LIKE '%b%' ${TAIL}`,
  `${HEAD} Name LIKE '%a%') OR (Name LIKE '%b%' ${TAIL}`,
  `${HEAD} (Name LIKE '%a%' ${TAIL}`,
  `${HEAD} Name LIKE '%a%' AND ${TAIL}`,
  `${HEAD} OwnerId = '001000000000001AAA' ${TAIL}`,
  `${HEAD} OwnerId = '005000000000001AAA' OR IsClosed = true ${TAIL}`,
  `${HEAD} OwnerId IN (SELECT Id FROM User) ${TAIL}`,
  `${HEAD} Amount > 1 OR Amount < 1 ${TAIL}`,
  `${HEAD} Account.Industry LIKE '%a%' ${TAIL}`,
  `${HEAD} Name LIKE '%a%' WITH SECURITY_ENFORCED ${TAIL}`,
  `${HEAD.replace("CloseDate", "CloseDate, Secret__c")} Name LIKE '%a%' ${TAIL}`,
  `${HEAD.replace("Opportunity", "Account")} Name LIKE '%a%' ${TAIL}`,
  `${HEAD} Name LIKE '%a%'  ${TAIL}`,
  `${HEAD.toLowerCase()} Name LIKE '%a%' ${TAIL}`,
  `${HEAD} Name LIKE '%a\n%' ${TAIL}`,
  "SELECT StageName, Amount, Probability, CloseDate, ForecastCategory, CreatedDate, CreatedBy.Name FROM OpportunityHistory WHERE OpportunityId = '001000000000001AAA' ORDER BY CreatedDate DESC, Id DESC",
  "SELECT StageName, Amount, Probability, CloseDate, ForecastCategory, CreatedDate, CreatedBy.Email FROM OpportunityHistory WHERE OpportunityId = '006000000000001AAA' ORDER BY CreatedDate DESC, Id DESC",
  "SELECT ApiName FROM OpportunityStage",
];
const GOOD = `${HEAD} Name LIKE '%a%' ${TAIL}`;
const GOOD_TARGET = `${V}/query?q=${encodeURIComponent(GOOD).replaceAll("'", "%27").replaceAll("%2C", ",")}`;
const QUERY_TRICKS = [
  ["a second query", { target: `${GOOD_TARGET}&q=SELECT%20Id%20FROM%20User` }],
  ["a query before it", { target: GOOD_TARGET.replace("?q=", "?q=SELECT%20Id%20FROM%20User&q=") }],
  ["another parameter", { target: `${GOOD_TARGET}&explain=x` }],
  ["a fragment's mark", { target: `${GOOD_TARGET}%23x` }],
  ["a semicolon", { target: `${GOOD_TARGET};q=x` }],
  ["encoded twice", { target: GOOD_TARGET.replaceAll("%", "%25") }],
  ["half an escape", { target: `${GOOD_TARGET}%2` }],
  ["no UTF-8", { target: GOOD_TARGET.replace("%25a%25", "%25%C3%25") }],
  ["an overlong quote", { target: GOOD_TARGET.replace("%27", "%C0%A7") }],
  ["explain", { target: GOOD_TARGET.replace("?q=", "?explain=") }],
  ["queryAll", { target: GOOD_TARGET.replace("/query?", "/queryAll?") }],
  ["the Tooling API", { target: GOOD_TARGET.replace("/query?", "/tooling/query?") }],
  ["another tooling query", { target: `${V}/tooling/query?q=SELECT%20Id,%20DeveloperName%20FROM%20PathAssistant` }],
];

/** Writes of other fields and other records. */
const FIELDS = [
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
const WRITES = [
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
const COMPOSITES = [
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
const JOBS = [
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
const PAGES = [
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

/** Addresses that no record has. */
const RECORDS = [
  `${V}/ui-api/records/${ID}`,
  `${V}/ui-api/records/${ID}?fields=Opportunity.Name`,
  `${V}/ui-api/records/${ID}?layoutTypes=Full`,
  `${V}/ui-api/records/${ID}?optionalFields=Account.Name`,
  `${V}/ui-api/records/${ID}?optionalFields=Opportunity.Name;x`,
  `${V}/ui-api/records/${ID}?optionalFields=Opportunity.Name&childRelationships=x`,
  `${V}/ui-api/records/${ID}?optionalFields=Opportunity.Na%6De`,
  `${V}/ui-api/records/${ID}?optionalFields=Opportunity.Name,`,
  `${V}/ui-api/records/${ID}?optionalFields=Opportunity.1a`,
  `${V}/ui-api/records/${ID}?optionalFields=Opportunity.${"A".repeat(81)}`,
  `${V}/ui-api/records/${ID}?optionalFields=${"Opportunity.Name,".repeat(1_000)}Opportunity.Name`,
  `${V}/ui-api/records/${ID},006000000000002AAA?optionalFields=Opportunity.Name`,
  `${V}/ui-api/records/batch/${ID}?optionalFields=Opportunity.Name`,
];

export const SENT_BY_OTHERS = [
  ...PATHS.map((target) => [`path: ${target}`, { target }]),
  ...SPELLINGS.map((target) => [`spelling: ${target}`, { target }]),
  ...named("method", METHODS),
  ...QUERIES.map((soql) => [`query: ${soql}`, query(soql)]),
  ...named("query", QUERY_TRICKS),
  ...named("write", WRITES),
  ...named("composite", COMPOSITES),
  ...named("job", JOBS),
  ...named("page", PAGES),
  ...RECORDS.map((target) => [`record: ${target}`, { target }]),
];
