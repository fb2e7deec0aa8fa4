/** An org with its controls. */
import type { ActiveFault, Fault, FaultName, FaultOptions, Sandbox, SandboxLog, SandboxRecord } from "../../sandbox.js";
import { ownOptions } from "../own-options.js";
import { messageOf } from "../problem.js";
import { ask, fetchOf } from "./fetch.js";
import { Instance } from "./instance.js";
import { checkCount, json, profilesOf, wrong, type Settings } from "./options.js";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** What `GET /sandbox` says. */
interface About {
  readonly orgId: string;
  readonly token: string;
  readonly users: readonly { readonly id: string; readonly token: string }[];
  readonly skippedRules: Sandbox["skippedRules"];
}

export function sandbox(module: WebAssembly.Module, settings: Settings): Sandbox {
  const { instanceUrl, setup, now } = settings;
  const start = () => {
    try {
      return new Instance(module, setup, now);
    } catch (error) {
      if (error instanceof RangeError) throw wrong(messageOf(error), "correct the option that the message names");
      throw error;
    }
  };
  let instance = start();

  /** Calls a control of the org. */
  const control = (method: string, path: string, given?: unknown): unknown => {
    const headers = [["host", new URL(instanceUrl).host] as const];
    const body = encoder.encode(given === undefined ? "" : json(given));
    const reply = ask(instance, { method, target: `/sandbox${path}`, headers, body });
    const answer = JSON.parse(decoder.decode(reply.body)) as { error?: string };
    if (reply.status >= 400) throw wrong(answer.error ?? `status ${reply.status}`, "correct the argument");
    return answer;
  };
  const faults = (method: string, given?: unknown) =>
    (control(method, "/faults", given) as { faults: ActiveFault[] }).faults;

  const { orgId, token, users, skippedRules } = control("GET", "") as About;
  return {
    instanceUrl,
    accessToken: token,
    orgId,
    userId: users.find((user) => user.token === token)?.id ?? "",
    skippedRules,
    fetch: fetchOf(() => instance, settings),
    fault: (fault: Fault | FaultName, options: FaultOptions = {}) =>
      faults("POST", { ...(typeof fault === "string" ? { fault } : ownOptions(fault)), ...ownOptions(options) }),
    faults: () => faults("GET"),
    clearFaults: () => void faults("DELETE"),
    log: () => control("GET", "/log") as SandboxLog,
    records: (object: string, where: Readonly<Record<string, unknown>> = {}) => {
      const query = new URLSearchParams(
        Object.entries(ownOptions(where)).map(([name, value]) => [name, textOf(name, value)]),
      );
      const path = `/records/${encodeURIComponent(object)}?${query}`;
      return (control("GET", path) as { records: SandboxRecord[] }).records;
    },
    restrict: (id, restrictions) => void control("POST", `/records/${encodeURIComponent(id)}`, restrictions),
    expireSessions: () => void control("POST", "/sessions/expire"),
    reset: (kind) => {
      const body = kind === undefined ? undefined : kindOf(kind);
      // One that has crashed starts anew.
      if (instance.crashed) instance = start();
      control("POST", "/reset", body);
    },
  };
}

/** A kind of org as the control has it; undefined where nothing is named. */
function kindOf(given: unknown) {
  const { profile, generate, ...rest } = ownOptions(given);
  for (const key of Object.keys(rest))
    throw wrong(
      `\`reset\` has no key \`${key}\``,
      "the keys are profile, generate; in a hook call it as `() => org.reset()`",
    );
  checkCount(generate);
  if (profile === undefined && generate === undefined) return undefined;
  return { profiles: profilesOf(profile ?? []), generate };
}

/** A value as a query has it: no value is empty text. */
function textOf(name: string, value: unknown): string {
  if (value === null) return "";
  if (["string", "number", "boolean"].includes(typeof value)) return String(value);
  throw wrong(`\`${name}\` is not a value of a field`, "give a text, a number, a boolean or null");
}
