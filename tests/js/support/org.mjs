// The org in the sandbox as the tests read it, and its faults.
import assert from "node:assert/strict";

/** What the sandbox holds, seen past the package: through its own REST API and its log. */
export function orgOf({ instanceUrl, accessToken }) {
  const call = async (path, init = {}) => {
    const headers = { authorization: `Bearer ${accessToken}`, "content-type": "application/json" };
    const response = await fetch(instanceUrl + path, { ...init, headers });
    const text = await response.text();
    assert.ok(response.ok, `${path}: ${response.status} ${text}`);
    return text ? JSON.parse(text) : null;
  };
  const select = async (soql) => (await call(`/services/data/v66.0/query?q=${encodeURIComponent(soql)}`)).records;
  return {
    reset: (kind) => call("/sandbox/reset", { method: "POST", ...(kind && { body: JSON.stringify(kind) }) }),
    fault: (fault) => call("/sandbox/faults", { method: "POST", body: JSON.stringify(fault) }),
    log: () => call("/sandbox/log"),
    select,
    count: async (condition) => (await select(`SELECT Id FROM Opportunity WHERE ${condition}`)).length,
    async opportunity(name) {
      const fields = "Id, Name, StageName, CloseDate, Probability, IsClosed, IsWon, Discount__c, NextStep";
      const [found] = await select(`SELECT ${fields} FROM Opportunity WHERE Name = '${name}'`);
      return found;
    },
    change: (id, fields) =>
      call(`/services/data/v66.0/sobjects/Opportunity/${id}`, { method: "PATCH", body: JSON.stringify(fields) }),
  };
}
