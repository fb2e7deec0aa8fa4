/** From attributes to what `connect` and the flow take. */
import type { ConnectOptions, OpportunityQuery } from "../../index.js";
import type { Source, Start } from "./flow.js";
import type { OpportunityStageElement } from "./element.js";

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

/** The properties that say what is looked at. */
const SUBJECT = ["opportunity", "account"] as const;

/** What a change of properties comes to. */
export function meaningOf(
  changed: ReadonlyMap<PropertyKey, unknown>,
  { accessToken, salesforce }: OpportunityStageElement,
): "connection" | "subject" | null {
  // Another text is another user. A framework makes another function for each rendering, and means the same user.
  const same = typeof accessToken === "function" && typeof changed.get("accessToken") === "function";
  const another = changed.has("accessToken") && !same && !salesforce;
  if (another || CONNECTION.some((name) => changed.has(name))) return "connection";
  return SUBJECT.some((name) => changed.has(name)) ? "subject" : null;
}

/** Null while there is nothing to connect to, or nobody to do it for. */
export function sourceOf(host: OpportunityStageElement): Source | null {
  const { accessToken, instanceUrl } = host;
  if (host.salesforce) return { salesforce: host.salesforce };
  if (!instanceUrl || !(accessToken || isProxy(instanceUrl, host.allowedOrigins))) return null;
  const options: ConnectOptions = { instanceUrl };
  if (typeof accessToken === "function") Object.assign(options, asking(host));
  else {
    if (accessToken) options.accessToken = accessToken;
    if (host.fetch) options.fetch = host.fetch;
  }
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

/** Whoever stands between the page and the org may add the token. */
const isProxy = (instanceUrl: string, allowed: readonly string[] = []) =>
  allowed.some((origin) => originOf(origin) === originOf(instanceUrl));

function originOf(address: string): string {
  try {
    return new URL(address).origin;
  } catch {
    return address;
  }
}

/** How often a function is asked that has taken another one's place meanwhile. */
const MOST_ASKED = 3;

/**
 * The host's function for the token, whichever it is when a token is wanted. The core asks no further while it has one,
 * so what the function gave that was replaced is refused here before it is sent: then the core asks for another one.
 */
function asking(host: OpportunityStageElement): Pick<ConnectOptions, "accessToken" | "fetch"> {
  let asked = host.accessToken;
  return {
    accessToken: async () => {
      let token: string | undefined;
      // Who is replaced while being asked may speak for another user. A framework that draws all the while has its say in the end.
      for (let times = 0; times === 0 || (asked !== host.accessToken && times < MOST_ASKED); times += 1) {
        asked = host.accessToken;
        token = await (typeof asked === "function" ? asked() : asked);
      }
      asked = host.accessToken;
      return token ?? "";
    },
    fetch: async (input, init) => {
      if (asked !== host.accessToken) return expired();
      const { fetch = globalThis.fetch } = host;
      return fetch(input, init);
    },
  };
}

/** As Salesforce says it. */
const expired = () =>
  Response.json([{ message: "Session expired or invalid", errorCode: "INVALID_SESSION_ID" }], { status: 401 });

export function startOf({ opportunity, account }: OpportunityStageElement): Start {
  if (opportunity) return { id: opportunity };
  return account ? { query: { account } } : null;
}

/** A search narrowed to the account, where the element is about one. */
export const queryOf = (words: string, account: string | undefined): OpportunityQuery =>
  account ? { account, ...(words && { name: words }) } : { search: words };
