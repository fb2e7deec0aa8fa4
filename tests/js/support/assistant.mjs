// A connection to the sandbox for the tools of assistants. Importing this prepares each test.
import assert from "node:assert/strict";
import { after, before, beforeEach } from "node:test";
import { connect } from "../../../pkg/dist/inline.js";
import { startSandbox } from "../../../scripts/demo/sandbox.mjs";
import { startPortal } from "./portal.mjs";

export const DEAL = "Acme - 200 Widgets";

export let portal;
export let sandbox;
export let salesforce;

before(async () => {
  portal = await startPortal();
  sandbox = await startSandbox({ origins: [portal.origin] });
});
after(async () => {
  await sandbox?.stop();
  await portal?.stop();
});
beforeEach(async () => {
  await org("POST", "/sandbox/reset");
  const { instanceUrl, accessToken } = sandbox;
  salesforce = await connect({ instanceUrl, accessToken, allowedOrigins: [instanceUrl] });
});

/** The org, seen past the package. */
export async function org(method, path, body) {
  const response = await fetch(sandbox.instanceUrl + path, {
    method,
    headers: { authorization: `Bearer ${sandbox.accessToken}`, "content-type": "application/json" },
    body: body && JSON.stringify(body),
  });
  assert.ok(response.ok, `${path}: ${response.status}`);
  const text = await response.text();
  return text ? JSON.parse(text) : null;
}
export const change = (id, fields) => org("PATCH", `/services/data/v66.0/sobjects/Opportunity/${id}`, fields);
export const record = (id) => org("GET", `/services/data/v66.0/sobjects/Opportunity/${id}`);
export const writes = async () => (await org("GET", "/sandbox/log")).writes;

export async function idOf(name = DEAL) {
  const [found] = (
    await org(
      "GET",
      `/services/data/v66.0/query?q=${encodeURIComponent(`SELECT Id FROM Opportunity WHERE Name = '${name}'`)}`,
    )
  ).records;
  return found.Id;
}

/** A preview that can be confirmed. */
export async function previewed(tools, more = { stage: "Closed Won" }) {
  const opportunityId = await idOf();
  const preview = await tools.call("preview_stage_update", { opportunityId, ...more });
  assert.match(preview.token, /^[0-9a-f]{32}$/, JSON.stringify(preview));
  return { opportunityId, ...preview };
}

export const refused = (answer, code) => {
  assert.deepEqual([answer.isError, answer.code], [true, code], JSON.stringify(answer));
  assert.ok(answer.message.length > 10 && answer.help.length > 10);
};
