// Plays requests against a sandbox and records the answers, so that the program and the WebAssembly can be compared.

const VERSION = "/services/data/v66.0";
/** What a server says of the connection, and the length that it has by then. */
const OF_CONNECTION = new Set(["connection", "content-length", "date", "keep-alive", "transfer-encoding"]);

/** Times and secrets differ from run to run; all else is compared to the byte. */
const plain = (text) =>
  text
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|\+0000)/g, "<time>")
    .replace(/[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT/g, "<time>")
    .replace(/"weakEtag":\d+/g, '"weakEtag":"<time>"')
    .replace(/\d+\/\d+\/\d{4},? \d+:\d\d [AP]M/g, "<time>")
    .replace(/"ETag":"[^,}]*"/g, '"ETag":"<tag>"')
    // Within a second it does not change.
    .replace(/,"LastStageChangeDate":\{"from":"<time>","to":"<time>"\}/g, "")
    .replace(/"(issued_at|signature)":"[^"]+"/g, '"$1":"<made>"')
    .replace(/"(exp|iat|nbf)":\d+/g, '"$1":"<time>"')
    .replace(/!AQ(?!EAQ\.)[\w.-]{20,}/g, "!<token>")
    .replace(/5Aep861[\w-]{20,}/g, "<token>")
    .replace(/(code=)[^&"\s]+/g, "$1<code>");

/**
 * @param {string} address of the sandbox
 * @param {typeof globalThis.fetch} fetch
 * @param {string} token
 */
export async function play(address, fetch, token) {
  const answers = [];
  const send = async (method, path, { headers = {}, json, body = json && JSON.stringify(json), bare } = {}) => {
    const all = { ...(bare ? {} : { authorization: `Bearer ${token}` }), ...headers };
    if (json !== undefined) all["content-type"] ??= "application/json";
    const what = `${method} ${path.length > 120 ? `${path.slice(0, 120)}…` : path} ${plain(JSON.stringify(headers)).slice(0, 80)}`;
    const init = { method, headers: all, redirect: "manual", ...(body === undefined ? {} : { body }) };
    const response = await fetch(`${address}${path}`, init).catch((error) => error);
    if (response instanceof Error) {
      answers.push({ what, failed: response.name });
      return null;
    }
    const text = await response.text();
    const kept = [...response.headers].filter(([name]) => !OF_CONNECTION.has(name));
    // The tag of a record changes with its times.
    const untagged = (value) =>
      path.includes("/ui-api/records") ? value.replace(/\b[0-9a-f]{32}\b/g, "<tag>") : value;
    // Headers are logged in the order in which a client sends them.
    const sorted = (value) =>
      path === "/sandbox/log"
        ? value.replace(/"headers":(\{[^}]*\})/g, (_, all) => JSON.stringify(Object.entries(JSON.parse(all)).sort()))
        : value;
    const made = (value) => sorted(untagged(plain(value)));
    answers.push({
      what,
      status: response.status,
      headers: kept.map(([name, value]) => [name, made(value)]),
      body: made(text),
    });
    return { text, json: () => JSON.parse(text), response };
  };
  const query = (soql, headers) => send("GET", `${VERSION}/query?q=${encodeURIComponent(soql)}`, { headers });
  const idOf = async (name) => (await query(`SELECT Id FROM Opportunity WHERE Name = '${name}'`)).json().records[0].Id;

  const id = await idOf("Acme - 200 Widgets");
  const row = `${VERSION}/sobjects/Opportunity/${id}`;
  await rows(send, row, id);
  await reads(send, query);
  await composites(send, id);
  await uiApi(send, id);
  await bulk(send, id);
  await refusals(send, query, row);
  await crossOrigin(send, row);
  await controls(send, id);
  await oauth(send, address);
  // The last revocation has ended every session.
  await send("POST", "/sandbox/reset", { bare: true });
  return { answers, send, row };
}

async function rows(send, row, id) {
  const objects = `${VERSION}/sobjects`;
  await send("GET", row);
  await send("HEAD", row);
  await send("GET", `${row}?fields=Name,StageName,Amount`, { headers: { "x-prettyprint": "1" } });
  await send("PATCH", row, { json: { StageName: "Negotiation/Review", Amount: 12345.6, NextStep: "Ünï" } });
  await send("PATCH", row, {
    json: { NextStep: "x" },
    headers: { "if-unmodified-since": "Mon, 01 Jan 2001 00:00:00 GMT" },
  });
  await send("POST", `${row}?_HttpMethod=PATCH`, { json: { Amount: null } });
  await send("PUT", row, { json: {} });
  const values = { Name: "New", StageName: "Prospecting", CloseDate: "2031-01-31", External_Ref__c: "R-1" };
  const made = (await send("POST", `${objects}/Opportunity`, { json: values })).json();
  await send("GET", `${objects}/Opportunity/External_Ref__c/R-1`);
  await send("PATCH", `${objects}/Opportunity/External_Ref__c/R-1`, { json: { Amount: 5 } });
  await send("PATCH", `${objects}/Opportunity/External_Ref__c/R-2`, {
    json: { ...values, External_Ref__c: undefined },
  });
  await send("DELETE", `${objects}/Opportunity/${made.id}`);
  await send("GET", `${objects}/Opportunity/${made.id}`);
  const deleted = "SELECT Id, IsDeleted FROM Opportunity WHERE Name = 'New'";
  await send("GET", `${VERSION}/queryAll?q=${encodeURIComponent(deleted)}`);
  await send("GET", `${objects}/Account/${id}`);
  await send("GET", `${objects}//Opportunity///${id}/`);
}

async function reads(send, query) {
  await send("GET", "/services/data", { bare: true });
  await send("GET", VERSION);
  await send("GET", "/services/data/v31.0");
  await send("GET", "/services/data/v20.0");
  for (const path of [
    "",
    "/Opportunity",
    "/Opportunity/describe",
    "/Account/describe",
    "/Opportunity/describe/layouts",
  ])
    await send("GET", `${VERSION}/sobjects${path}`);
  await send("GET", `${VERSION}/sobjects/Opportunity/describe`, {
    headers: { "if-modified-since": "Fri, 01 Jan 2100 00:00:00 GMT" },
  });
  await send("GET", `${VERSION}/limits`);
  const page = await query("SELECT Id, Name, Account.Name FROM Opportunity ORDER BY Name", {
    "sforce-query-options": "batchSize=200",
  });
  const next = page.json().nextRecordsUrl;
  if (next) await send("GET", next);
  await query(
    "SELECT COUNT(Id) n, SUM(Amount) total, StageName FROM Opportunity GROUP BY StageName ORDER BY StageName",
  );
  await query("SELECT Name, (SELECT Name, Amount FROM Opportunities ORDER BY Name) FROM Account ORDER BY Name LIMIT 3");
  await query(
    "SELECT Name FROM Opportunity WHERE CloseDate = NEXT_N_DAYS:30 AND Amount > 1000.5 ORDER BY Amount DESC NULLS LAST",
  );
  await query(
    "SELECT Name, FORMAT(Amount) shown, LastModifiedDate FROM Opportunity WHERE Name LIKE '%Müller%' OR Name LIKE '北京%'",
  );
  await query("SELECT FIELDS(STANDARD) FROM Opportunity ORDER BY Name LIMIT 2");
  await query(
    "SELECT Id FROM Opportunity WHERE AccountId IN (SELECT Id FROM Account WHERE Name = 'O\\'Brien & Co') ORDER BY Id",
  );
  await send("GET", `${VERSION}/query?columns=true&q=${encodeURIComponent("SELECT Name FROM Opportunity")}`);
  for (const object of ["ValidationRule", "PathAssistant", "BusinessProcess", "RecordType"])
    await send("GET", `${VERSION}/tooling/query?q=${encodeURIComponent(`SELECT Id FROM ${object} ORDER BY Id`)}`);
  await send("GET", `${VERSION}/parameterizedSearch?q=Acme&sobject=Opportunity&Opportunity.fields=Id,Name`);
  await send("POST", `${VERSION}/parameterizedSearch`, { json: { q: "Acme", sobjects: [{ name: "Account" }] } });
  const graphql = {
    query: `query { uiapi { query { Opportunity(first: 2, orderBy: { Name: { order: ASC } }, where: { StageName: { eq: "Closed Won" } }) {
      edges { node { Id Name { value } Amount { value displayValue } CloseDate { displayValue } } } pageInfo { hasNextPage endCursor } } } } }`,
  };
  await send("POST", `${VERSION}/graphql`, { json: graphql });
  await send("POST", `${VERSION}/graphql`, { json: { query: "query { nothing" } });
}

async function composites(send, id) {
  const url = `${VERSION}/sobjects/Opportunity/${id}`;
  await send("POST", `${VERSION}/composite`, {
    json: {
      allOrNone: true,
      compositeRequest: [
        { method: "GET", url: `${url}?fields=AccountId`, referenceId: "deal" },
        { method: "GET", url: `${VERSION}/sobjects/Account/@{deal.AccountId}?fields=Name`, referenceId: "account" },
        { method: "PATCH", url, referenceId: "change", body: { NextStep: "composite" } },
      ],
    },
  });
  await send("POST", `${VERSION}/composite/batch`, {
    json: {
      batchRequests: [
        { method: "GET", url: "v66.0/limits" },
        { method: "GET", url: "v66.0/nothing" },
      ],
    },
  });
  const records = [
    { attributes: { type: "Opportunity" }, id, StageName: "Qualification" },
    { attributes: { type: "Opportunity" }, id: "006Hs0000000000AAA", StageName: "Qualification" },
  ];
  for (const allOrNone of [false, true])
    await send("PATCH", `${VERSION}/composite/sobjects`, { json: { allOrNone, records } });
  await send("GET", `${VERSION}/composite/sobjects/Opportunity?ids=${id}&fields=Name`);
  await send("POST", `${VERSION}/tooling/composite`, {
    json: {
      compositeRequest: [
        {
          ...{ method: "GET", referenceId: "rules" },
          url: `${VERSION}/tooling/query?q=SELECT+Id+FROM+ValidationRule+ORDER+BY+Id`,
        },
        {
          method: "GET",
          url: `${VERSION}/tooling/sobjects/ValidationRule/@{rules.records[0].Id}`,
          referenceId: "rule",
        },
      ],
    },
  });
}

async function uiApi(send, id) {
  const ui = `${VERSION}/ui-api`;
  const info = await send("GET", `${ui}/object-info/Opportunity`);
  const type = info.json().defaultRecordTypeId;
  const etag = info.response.headers.get("etag");
  if (etag) await send("GET", `${ui}/object-info/Opportunity`, { headers: { "if-none-match": etag } });
  await send("GET", `${ui}/object-info/batch/Opportunity,Account`);
  await send("GET", `${ui}/object-info/Opportunity/picklist-values/${type}`);
  await send("GET", `${ui}/object-info/Opportunity/picklist-values/${type}/StageName`);
  await send(
    "GET",
    `${ui}/records/${id}?fields=Opportunity.Name,Opportunity.Amount,Opportunity.CloseDate,Opportunity.Owner.Name`,
  );
  await send("GET", `${ui}/records/batch/${id},006Hs0000000000AAA?fields=Opportunity.Name`);
  const headers = { "idempotency-key": "one" };
  for (const NextStep of ["ui", "ui", "other"])
    await send("PATCH", `${ui}/records/${id}`, { json: { fields: { NextStep } }, headers });
  await send("PATCH", `${ui}/records/${id}`, { json: { fields: { Nothing__c: 1 } } });
  const fields = { Name: "By UI", StageName: "Prospecting", CloseDate: "2031-02-01" };
  const made = (await send("POST", `${ui}/records`, { json: { apiName: "Opportunity", fields } })).json();
  await send("DELETE", `${ui}/records/${made.id}`);
}

async function bulk(send, id) {
  const jobs = `${VERSION}/jobs/ingest`;
  const options = { object: "Opportunity", operation: "update", contentType: "CSV", lineEnding: "LF" };
  const job = (await send("POST", jobs, { json: options })).json();
  const rows = `Id,NextStep\n${id},"Bulk, ""quoted"""\n006Hs0000000000AAA,x\n`;
  await send("PUT", `${jobs}/${job.id}/batches`, { body: rows, headers: { "content-type": "text/csv" } });
  await send("PATCH", `${jobs}/${job.id}`, { json: { state: "UploadComplete" } });
  for (let look = 0; look < 2; look += 1) await send("GET", `${jobs}/${job.id}`);
  for (const kind of ["successfulResults", "failedResults", "unprocessedrecords"])
    await send("GET", `${jobs}/${job.id}/${kind}`);
  await send("GET", jobs);
  await send("DELETE", `${jobs}/${job.id}`);
  await send("POST", jobs, { json: { ...options, object: "Nothing" } });
}

async function oauth(send, address) {
  const bare = true;
  const form = (values) => ({ bare, body: new URLSearchParams(values) });
  const app = { client_id: "portal", redirect_uri: "http://localhost:8080/callback" };
  // The verifier and its challenge of RFC 7636, appendix B.
  const verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
  const challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
  const asked = { ...app, response_type: "code", scope: "api refresh_token", code_challenge: challenge };
  await send("GET", `/services/oauth2/authorize?${new URLSearchParams(asked)}`, { bare });
  const consent = await send("POST", "/services/oauth2/authorize", form({ ...asked, decision: "allow" }));
  const code = new URL(consent.response.headers.get("location")).searchParams.get("code");
  const grant = { ...app, grant_type: "authorization_code", code, code_verifier: verifier };
  const tokens = (await send("POST", "/services/oauth2/token", form(grant))).json();
  await send("POST", "/services/oauth2/token", form(grant));
  const refresh = { grant_type: "refresh_token", refresh_token: tokens.refresh_token, client_id: "portal" };
  const renewed = (await send("POST", "/services/oauth2/token", form(refresh))).json();
  await send("POST", "/services/oauth2/token", form(refresh));
  const authorization = { headers: { authorization: `Bearer ${renewed.access_token}` }, bare };
  await send("GET", "/services/oauth2/userinfo", authorization);
  await send("GET", new URL(renewed.id, address).pathname, authorization);
  await send("POST", "/services/oauth2/introspect", form({ token: renewed.access_token, client_id: "portal" }));
  await send("POST", "/services/oauth2/revoke", form({ token: renewed.refresh_token }));
  await send("GET", "/services/oauth2/userinfo", authorization);
  for (const path of ["/.well-known/openid-configuration", "/.well-known/nothing", "/services/oauth2/id/keys", "/"])
    await send("GET", path, { bare });
  const login = `<env:Envelope xmlns:env="http://schemas.xmlsoap.org/soap/envelope/"><env:Body><n1:login xmlns:n1="urn:partner.soap.sforce.com">
    <n1:username>sam.seller@ursa.example</n1:username><n1:password>x</n1:password></n1:login></env:Body></env:Envelope>`;
  const soap = { bare, body: login, headers: { "content-type": "text/xml", soapaction: "login" } };
  await send("POST", "/services/Soap/u/66.0", soap);
}

async function refusals(send, query, row) {
  await send("GET", row, { bare: true });
  await send("GET", row, { headers: { authorization: "Basic x" } });
  await send("GET", row, { headers: { authorization: "Bearer wrong" } });
  await send("GET", `${VERSION}/nothing`);
  await send("GET", "/services/data/v99.0/limits");
  await send("GET", `${row}?fields=Nothing__c`);
  for (const body of ["", "{", "[]", '{"Amount":"many"}', '{"Id":"x"}', '{"Name":1e400}'])
    await send("PATCH", row, { body, headers: { "content-type": "application/json" } });
  await send("PATCH", row, { body: Uint8Array.of(0x7b, 0xff, 0xfe), headers: { "content-type": "application/json" } });
  for (const soql of [
    "SELECT",
    "SELECT Nothing FROM Opportunity",
    "SELECT Id FROM Nothing",
    "SELECT Id FROM Opportunity WHERE Name = 'a",
  ])
    await query(soql);
  await query(`SELECT Id FROM Opportunity WHERE Name IN ('${"x".repeat(17_000)}')`);
  await send("GET", `${VERSION}/limits`, { headers: { "x-long": "x".repeat(14_500) } });
  await send("GET", `${VERSION}/limits?a=%zz&b=%E4&c=+%20|{}^\``);
  await send("POST", "/sandbox/faults", { bare: true, json: { fault: "no-such" } });
  await send("GET", "/sandbox/nothing", { bare: true });
}

async function crossOrigin(send, row) {
  for (const origin of ["http://localhost:8080", "https://elsewhere.example", "null"]) {
    await send("GET", row, { headers: { origin } });
    await send("GET", "/services/data", { bare: true, headers: { origin } });
    await send("POST", "/services/oauth2/token", {
      bare: true,
      headers: { origin },
      body: new URLSearchParams({ grant_type: "x" }),
    });
    const preflight = {
      origin,
      "access-control-request-method": "PATCH",
      "access-control-request-headers": "authorization,x-a",
    };
    for (const path of [row, "/services/oauth2/token", "/id/x/y"])
      await send("OPTIONS", path, { bare: true, headers: preflight });
  }
}

async function controls(send, id) {
  const bare = true;
  for (const path of [
    "records/Opportunity?Name=Acme+-+200+Widgets",
    "records/Account",
    "records/Nothing",
    "records/Account?No=1",
  ])
    await send("GET", `/sandbox/${path}`, { bare });
  await send("POST", `/sandbox/records/${id}`, { bare, json: { access: "read" } });
  await send("POST", `/sandbox/faults`, {
    bare,
    json: ["row-lock;times=1", { fault: "edge-503", times: 1, path: "/limits" }],
  });
  await send("GET", "/sandbox/faults", { bare });
  await send("GET", `${VERSION}/limits`);
  await send("PUT", "/sandbox/faults", { bare, json: [] });
  await send("DELETE", "/sandbox/faults", { bare });
  await send("GET", "/sandbox/log", { bare });
  await send("POST", `/sandbox/records/${id}`, { bare, json: { access: "all" } });
}

/** Each fault on a save and on a read, by the header of a single request. */
export async function playFaults({ send, row }, names) {
  // These two are about time: one waits for ever, and the other moves the clock.
  for (const fault of names.filter((name) => !["time-out", "clock"].includes(name))) {
    const headers = { "x-sandbox-fault": VALUES[fault] ? `${fault}=${VALUES[fault]}` : fault };
    await send("PATCH", row, { json: { NextStep: fault }, headers });
    await send("GET", `${row}?fields=NextStep,StageName`, { headers });
  }
}

const VALUES = {
  latency: 1,
  "someone-else": '{"StageName":"Qualification"}',
  validation: "StageName:Not yet",
  "uri-limit": 20,
};
