// The parts of requests.

export const V = "/services/data/v66.0";
export const ID = "006000000000001AAA";
export const ROW = `${V}/sobjects/Opportunity/${ID}`;
export const JSON_BODY = { "content-type": "application/json" };
export const write = (target, body, more = {}) => ({
  method: "PATCH",
  target,
  headers: JSON_BODY,
  body: JSON.stringify(body),
  ...more,
});
export const post = (target, body) => write(target, body, { method: "POST" });
export const query = (soql) => ({ target: `${V}/query?q=${encodeURIComponent(soql)}` });
export const named = (prefix, entries) => entries.map(([name, request]) => [`${prefix}: ${name}`, request]);
