// Requests that the client never makes, by name: what a script in a page, or a user with a console, may try at a proxy.
import { named, query } from "./strange-requests/request.mjs";
import { METHODS, PATHS, RECORDS, SPELLINGS } from "./strange-requests/reads.mjs";
import { QUERIES, QUERY_TRICKS } from "./strange-requests/queries.mjs";
import { COMPOSITES, JOBS, PAGES, WRITES } from "./strange-requests/writes.mjs";

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
