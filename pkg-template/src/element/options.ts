/** Converts the element's properties to options of `connect` and of the flow. */
import type { OpportunityStageElement } from "../../element.js";
import type { ConnectOptions, OpportunityQuery, Problem } from "../../index.js";
import { problem } from "../problem.js";
import type { Source } from "./flow.js";
import type { Start } from "./start.js";

/** The properties that a connection is made of. */
const CONNECTION = [
  "salesforce",
  "instanceUrl",
  "salesforceUrl",
  "apiVersion",
  "fields",
  "rules",
  "org",
  "user",
  "allowedOrigins",
  "fetch",
] as const;

/** The properties that name what is opened. */
const SUBJECT = ["opportunity", "account"] as const;

export type Properties = Pick<
  OpportunityStageElement,
  (typeof CONNECTION)[number] | (typeof SUBJECT)[number] | "accessToken"
>;

/** Whether a change of properties affects the connection or what is opened. */
export function meaningOf(
  changed: ReadonlyMap<PropertyKey, unknown>,
  { accessToken, salesforce }: Properties,
): "connection" | "subject" | null {
  // Another string is another user. A framework creates another function for each rendering, for the same user.
  const same = typeof accessToken === "function" && typeof changed.get("accessToken") === "function";
  const another = changed.has("accessToken") && !same && !salesforce;
  if (another || CONNECTION.some((name) => changed.has(name))) return "connection";
  return SUBJECT.some((name) => changed.has(name)) ? "subject" : null;
}

/** The source of the connection; a problem if a property cannot even be read. */
export function readSource(host: Properties): Source | Problem | null {
  try {
    return sourceOf(host);
  } catch {
    return problem("invalid_options", "a property of the element cannot be read", "look at what the page has set");
  }
}

/** The value of a property as an attribute; null if it is not text. */
export const textOf = (value: unknown): string | null => (typeof value === "string" ? value : null);

/** Null while there is nothing to connect to, or no user to connect as. */
function sourceOf(host: Properties): Source | null {
  const { accessToken, instanceUrl } = host;
  if (host.salesforce) return { salesforce: host.salesforce };
  if (!instanceUrl || !(accessToken || isProxy(instanceUrl, host.allowedOrigins))) return null;
  const options: ConnectOptions = { instanceUrl };
  if (accessToken) options.accessToken = typeof accessToken === "function" ? () => tokenOf(host) : accessToken;
  if (host.fetch) options.fetch = host.fetch;
  if (host.salesforceUrl) options.salesforceUrl = host.salesforceUrl;
  if (host.apiVersion) options.apiVersion = host.apiVersion;
  const fields = typeof host.fields === "string" ? host.fields.split(/[\s,]+/).filter(Boolean) : host.fields;
  if (fields?.length) options.fields = fields;
  if (host.rules) options.rules = host.rules;
  if (host.org) options.org = host.org;
  if (host.user) options.user = host.user;
  if (host.allowedOrigins) options.allowedOrigins = host.allowedOrigins;
  return { options };
}

/** The token of the page's current function, when a request needs it. */
const tokenOf = ({ accessToken }: Properties) =>
  typeof accessToken === "function" ? accessToken() : (accessToken ?? "");

/** A proxy between the page and the org may add the token. */
const isProxy = (instanceUrl: string, allowed: readonly string[] = []) =>
  allowed.some((origin) => originOf(origin) === originOf(instanceUrl));

function originOf(address: string): string {
  try {
    return new URL(address).origin;
  } catch {
    return address;
  }
}

export function startOf({ opportunity, account }: Properties): Start {
  if (opportunity) return { id: opportunity };
  return account ? { query: { account } } : null;
}

/** A search, limited to the element's account if it has one. */
export const queryOf = (words: string, account: string | undefined): OpportunityQuery =>
  account ? { account, ...(words && { name: words }) } : { search: words };
