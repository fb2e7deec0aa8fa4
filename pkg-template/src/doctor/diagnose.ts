/** The order of the checks: what one finds decides which of the others can still say something. */
import type { Check, CheckId, diagnose as Diagnose, Diagnosis } from "../../doctor.js";
import { connect, init } from "../index.js";
import { notify } from "../notify.js";
import { isProblem } from "../problem.js";
import { shownAddress } from "../shown-address.js";
import { broken, fine, refused, sentence, skipped } from "./checks.js";
import { checkCors, checkNetwork, checkOauthCors } from "./connection.js";
import { Exchange } from "./exchange.js";
import { checkFields, checkObjects, checkRecordTypes, checkStages } from "./metadata.js";
import { readOptions, type Settings } from "./options.js";
import { checkLimits, checkSession, checkUser, checkVersion } from "./session.js";
import { checkRecords, checkRules } from "./optional.js";
import { checkAddresses, checkWrites, tryWrite } from "./writes.js";

export const diagnose: typeof Diagnose = async (options) => {
  const settings = readOptions(options);
  const run = new Run(settings);
  await init();
  await run.all();
  return run.result();
};

/** What is checked of each account once the session is known to work. */
const AS_USER: readonly CheckId[] = [
  ...(["version", "user", "opportunity", "account", "fields", "stages", "record_types", "records"] as const),
  ...(["rules", "paths", "writes", "addresses", "limits"] as const),
];

class Run {
  readonly #settings: Settings;
  readonly #exchange: Exchange;
  readonly #checks: Check[] = [];

  constructor(settings: Settings) {
    this.#settings = settings;
    this.#exchange = new Exchange(settings);
  }

  /** Adds checks in their order, and says whether what follows can work. */
  #add(...checks: readonly Check[]): boolean {
    for (const check of checks) {
      this.#checks.push(check);
      notify(this.#settings.onCheck, check);
    }
    return checks.every(({ state }) => state !== "broken");
  }

  #skip(ids: readonly CheckId[], because: string): void {
    this.#add(...ids.map((id) => skipped(id, because)));
  }

  async all(): Promise<void> {
    const [settings, exchange] = [this.#settings, this.#exchange];
    const rest = ["network", "cors", "session", ...AS_USER, "oauth_cors"] as const;
    if (!this.#add(await checkAddress(settings))) return this.#skip(rest, "The address is wrong.");
    const token = await this.#takeToken();
    if (!this.#add(await checkNetwork(exchange, settings)))
      return this.#skip(rest.slice(1), "The org cannot be reached.");
    const cors = await checkCors(exchange, settings, token === null);
    // A server needs no CORS: there the other checks can still be made.
    if (!this.#add(cors) && settings.isBrowser)
      return this.#skip(rest.slice(2), "The browser withholds the responses.");
    await this.#asUser(token, cors.state === "fine");
    this.#add(await checkOauthCors(exchange, settings));
    if (settings.record !== null) this.#add(await this.#trial(settings.record));
  }

  async #takeToken(): Promise<Check | null> {
    try {
      const token: unknown = await this.#exchange.takeToken();
      if (typeof token !== "string")
        return noToken("Your `accessToken` function returned no text.", "Return the token, or a promise of it.");
      // The core knows what a token may look like.
      await connect({ ...addressOf(this.#settings), accessToken: token });
      return null;
    } catch (thrown) {
      this.#settings.signal?.throwIfAborted();
      if (isProblem(thrown)) return refused("session", thrown);
      // What the host throws may contain anything: it is not repeated.
      return noToken("Your `accessToken` function failed.", "Look at its error in your own code.");
    }
  }

  async #asUser(token: Check | null, listed: boolean): Promise<void> {
    const [settings, exchange] = [this.#settings, this.#exchange];
    const session = token ?? (await checkSession(exchange, settings));
    if (!this.#add(session)) return this.#skip(AS_USER, "Salesforce does not accept the session.");
    if (!this.#add(await checkVersion(exchange, settings)))
      return this.#skip(AS_USER.slice(1), "The version of the API is wrong.");
    this.#add(await checkUser(exchange));
    const { checks, info } = await checkObjects(exchange, settings);
    const readable = this.#add(...checks) && info !== null;
    if (readable) {
      this.#add(checkFields(info, settings), await checkStages(exchange, settings));
      this.#add(await checkRecordTypes(exchange, settings, info), await checkRecords(exchange, settings));
    } else this.#skip(["fields", "stages", "record_types", "records"], "Opportunity cannot be read, or not be edited.");
    this.#add(...(await checkRules(exchange, settings)));
    this.#add(await checkWrites(exchange, settings, listed), await checkAddresses(exchange, settings));
    this.#add(await checkLimits(exchange, settings));
  }

  async #trial(record: string): Promise<Check> {
    const stops = this.#checks.find(({ id, state }) => state === "broken" && id !== "cors" && id !== "oauth_cors");
    return stops ? skipped("trial", "Another check is broken.") : tryWrite(this.#exchange, this.#settings, record);
  }

  result(): Diagnosis {
    const { origin, isBrowser } = this.#settings;
    const instanceUrl = shownAddress(this.#settings.instanceUrl);
    const has = (state: Check["state"]) => this.#checks.some((check) => check.state === state);
    const state = has("broken") ? "broken" : has("warning") ? "limited" : "fine";
    return { state, instanceUrl, origin, environment: isBrowser ? "browser" : "server", checks: this.#checks };
  }
}

const noToken = (finding: string, change: string) => broken("session", "invalid_access_token", finding, change);

const addressOf = ({ instanceUrl, allowedOrigins, apiVersion }: Settings) => ({
  instanceUrl,
  allowedOrigins,
  apiVersion,
});

/** Hosts on which people find their org, and which are not where its API is. */
const LOOKALIKES: readonly (readonly [RegExp, string])[] = [
  [/\.lightning\.force\.com$/, "This is the address of Lightning Experience, not of the API."],
  [/\.(?:my\.)?salesforce-setup\.com$/, "This is the address of Setup, not of the API."],
  [/\.vf\.force\.com$|\.visualforce\.com$/, "This is the address of Visualforce pages, not of the API."],
  [/^(?:login|test)\.salesforce\.com$/, "This is the login page of all orgs, not the address of one."],
  [/^[a-z]{2,3}\d+\.salesforce\.com$/, "This is the address of an instance, not of an org."],
  [/\.my\.site\.com$|\.force\.com$/, "This is the address of a site, not of the org."],
];

/** By the same check as `connect`, which sends nothing. */
async function checkAddress(settings: Settings): Promise<Check> {
  const { instanceUrl } = settings;
  const host = URL.canParse(instanceUrl) ? new URL(instanceUrl).hostname : "";
  try {
    await connect({ ...addressOf(settings), accessToken: "none" });
    return fine("address", `\`${instanceUrl}\` is an address of an org.`);
  } catch (thrown) {
    if (!isProblem(thrown)) throw thrown;
    const known = LOOKALIKES.find(([pattern]) => pattern.test(host));
    const finding = known ? known[1] : sentence(thrown.message);
    const isAddress = thrown.code === "invalid_instance_url" || thrown.code === "host_not_allowed";
    const change = isAddress ? await changeOf(settings, host) : thrown.help && sentence(thrown.help);
    return broken("address", thrown.code, finding, change);
  }
}

async function changeOf(settings: Settings, host: string): Promise<string> {
  const meant = await meantBy(settings);
  if (meant !== null) return `Write it as \`${meant}\`, if that is what Setup → My Domain shows.`;
  const local =
    "For a sandbox or a proxy, name its origin in `allowedOrigins`, or with `--allowed-origin` of the command.";
  if (host === "localhost" || host === "127.0.0.1") return local;
  const domain = "Setup → My Domain shows the address: it ends in `.my.salesforce.com`.";
  return LOOKALIKES.some(([pattern]) => pattern.test(host)) ? domain : `${domain} ${local}`;
}

/** The org's address, if what was given leads to it: the address bar's, or one without a scheme. Nothing is sent. */
async function meantBy(settings: Settings): Promise<string | null> {
  const given = settings.instanceUrl.trim();
  const text = /^[a-z]+:\/\//i.test(given) ? given : `https://${given}`;
  if (!URL.canParse(text)) return null;
  const host = new URL(text).hostname
    .replace(/\.lightning\.force\.com$/, ".my.salesforce.com")
    .replace(/\.my\.salesforce-setup\.com$/, ".my.salesforce.com");
  const instanceUrl = `https://${host}`;
  try {
    await connect({ ...addressOf(settings), instanceUrl, accessToken: "none" });
    return instanceUrl;
  } catch {
    return null;
  }
}
