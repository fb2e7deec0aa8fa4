import { problem } from "../problem.js";
import { shownAddress } from "../shown-address.js";

/** The domains under which orgs answer, as in `src/rest/instance_url.rs`. */
const SALESFORCE = [".my.salesforce.com", ".my.salesforce.mil", ".my.sfcrmproducts.cn"];

/** Hosts that belong to no org. */
const SHARED = new Set(["login.salesforce.com", "test.salesforce.com", "api.salesforce.com"]);

/** Ports that `fetch` refuses (Fetch standard, "bad port"), as in `src/rest/instance_url.rs`. */
const BLOCKED_PORTS = new Set(
  (
    "0 1 7 9 11 13 15 17 19 20 21 22 23 25 37 42 43 53 69 77 79 87 95 101 102 103 104 109 110 111 113 115 117 119 123 " +
    "135 137 139 143 161 179 389 427 465 512 513 514 515 526 530 531 532 540 548 554 556 563 587 601 636 989 990 993 " +
    "995 1719 1720 1723 2049 3659 4045 4190 5060 5061 6000 6566 6665 6666 6667 6668 6669 6679 6697 10080"
  ).split(" "),
);

const MY_DOMAIN = "give the org's My Domain address, such as `https://acme.my.salesforce.com`";

const LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
const HOST = new RegExp(`^${LABEL}(?:\\.${LABEL})*$`);

/**
 * The origin of an org, checked as `connect` checks it. The grammar is far narrower than that of URLs, so that every
 * parser reads an accepted address alike: scheme, lower-case host, and a port for origins that the host allowed by name.
 */
export function orgOrigin(given: unknown, name: string, allowed: readonly string[]): string {
  if (typeof given !== "string") throw problem("invalid_options", `\`${name}\` is not a string`, MY_DOMAIN);
  const origin = given.replace(/\/$/, "");
  const host = /^https:\/\/(.*)$/s.exec(origin)?.[1];
  // Listing them does not make them usable.
  if (host !== undefined && SHARED.has(host)) throw refused(host);
  const own = originOf(given);
  if (own !== null && allowed.includes(own)) return own;
  if (host === undefined || !isHost(host) || !URL.canParse(origin)) throw invalid(given);
  if (!SALESFORCE.some((domain) => host.length > domain.length && host.endsWith(domain))) throw refused(host);
  return origin;
}

/** Whether the host of a token response is one that was configured. */
export function isConfigured(answered: string, instance: string, allowed: readonly string[]): boolean {
  return answered === instance || allowed.includes(answered);
}

/** The allowed origins, as the URL standard serializes them; one that nothing could match is rejected. */
export function allowedOrigins(given: readonly string[], instanceUrl: unknown): readonly string[] {
  return given.map((text) => {
    const origin = originOf(text);
    if (origin !== null) return origin;
    if (text === instanceUrl) throw invalid(text);
    throw problem(
      "invalid_options",
      `\`${shownAddress(text)}\` in \`allowedOrigins\` is not an origin`,
      "give scheme, host and port alone, such as `https://proxy.example`; plain `http` is for localhost",
    );
  });
}

/**
 * Returns the origin of an address that consists of an origin only. Null also if a parser reads it differently than it
 * looks: credentials, a path, a backslash, a number as an address, letters beyond ASCII.
 */
function originOf(text: string): string | null {
  if (!/^https?:\/\/[A-Za-z0-9.-]+(?::\d*)?\/?$/i.test(text) || !URL.canParse(text)) return null;
  const { protocol, hostname, port, origin } = new URL(text);
  const isLocal = hostname === "localhost" || hostname === "127.0.0.1";
  const isWritten = text.toLowerCase().split("/")[2]?.split(":")[0] === hostname;
  const isReachable = !BLOCKED_PORTS.has(port) && (protocol === "https:" || isLocal);
  return isWritten && isHost(hostname) && isReachable ? origin : null;
}

/**
 * The origin of a page as its requests name it; null for what no page can have: a path, a pattern, a number that is read as
 * an address.
 */
export function pageOrigin(given: string): string | null {
  const url = URL.canParse(given) ? new URL(given) : null;
  if (!url?.protocol.startsWith("http") || url.href !== `${url.origin}/`) return null;
  const isAddress = /^[\d.]+$/.test(url.hostname);
  return url.hostname.includes("*") || (isAddress && !given.includes(url.hostname)) ? null : url.origin;
}

const isHost = (text: string) => text.length <= 253 && HOST.test(text);

const invalid = (given: string) =>
  problem("invalid_instance_url", `\`${shownAddress(given)}\` is not the \`https\` origin of an org`, MY_DOMAIN);

function refused(host: string) {
  return SHARED.has(host)
    ? problem(
        "host_not_allowed",
        `a page cannot sign in at \`${host}\`: its token endpoint answers no other origin`,
        `${MY_DOMAIN}: it stands in Setup → My Domain`,
      )
    : problem(
        "host_not_allowed",
        `\`${host}\` is not a Salesforce host`,
        "list a site or a local sandbox in `allowedOrigins`",
      );
}
