/** From attributes to what `connect` and the flow take. */
import type { ConnectOptions, OpportunityQuery } from "../../index.js";
import type { Source, Start } from "./flow.js";
import type { OpportunityStageElement } from "./element.js";

/** The properties that a connection is made of. */
export const CONNECTION = [
  "salesforce",
  "instanceUrl",
  "apiVersion",
  "fields",
  "rules",
  "org",
  "user",
  "allowedOrigins",
  "fetch",
] as const;

/** The properties that say what is looked at. */
export const SUBJECT = ["opportunity", "account"] as const;

/** Null while there is nothing to connect to. */
export function sourceOf(host: OpportunityStageElement): Source | null {
  if (host.salesforce) return { salesforce: host.salesforce };
  if (!host.instanceUrl) return null;
  const options: ConnectOptions = { instanceUrl: host.instanceUrl };
  // The token is asked for when it is needed, so another one takes effect without another connection.
  if (host.accessToken !== undefined) options.accessToken = () => tokenOf(host);
  if (host.apiVersion) options.apiVersion = host.apiVersion;
  const fields = typeof host.fields === "string" ? host.fields.split(/[\s,]+/).filter(Boolean) : host.fields;
  if (fields?.length) options.fields = fields;
  if (host.rules) options.rules = host.rules;
  if (host.org) options.org = host.org;
  if (host.user) options.user = host.user;
  if (host.allowedOrigins) options.allowedOrigins = host.allowedOrigins;
  if (host.fetch) options.fetch = host.fetch;
  return { options };
}

function tokenOf({ accessToken }: OpportunityStageElement): string | Promise<string> {
  return (typeof accessToken === "function" ? accessToken() : accessToken) ?? "";
}

export function startOf({ opportunity, account }: OpportunityStageElement): Start {
  if (opportunity) return { id: opportunity };
  return account ? { query: { account } } : null;
}

/** A search narrowed to the account, where the element is about one. */
export const queryOf = (words: string, account: string | undefined): OpportunityQuery =>
  account ? { account, ...(words && { name: words }) } : { search: words };
