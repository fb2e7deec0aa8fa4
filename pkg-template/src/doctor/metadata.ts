/** What the user may do with Opportunity and Account, and what the org has of fields, stages and record types. */
import type { Check } from "../../doctor.js";
import { requests, responses } from "../index.js";
import { isProblem } from "../problem.js";
import { broken, fine, jsonOf, received, refusalOf, refused, unanswered, warning } from "./checks.js";
import type { Answer, Exchange, Missing } from "./exchange.js";
import type { Settings } from "./options.js";

/** The part of the UI API's object info that is read here. */
export interface ObjectInfo {
  readonly queryable: boolean;
  readonly updateable: boolean;
  readonly fields: Readonly<Record<string, { readonly updateable: boolean; readonly calculated?: boolean }>>;
  readonly recordTypeInfos: Readonly<Record<string, { readonly available: boolean; readonly name: string }>>;
}

const PERMISSIONS = "Setup → Users → Permission Sets → Object Settings";

type Id = "opportunity" | "account";

async function objectInfo(exchange: Exchange, settings: Settings, name: string): Promise<Answer | Missing> {
  const { path } = requests.objectInfo({ apiVersion: settings.apiVersion });
  return exchange.asUser({ method: "GET", path: path.replace(/Opportunity$/, name) });
}

/** The refusals of an object that this user has no Read permission for. */
const HIDDEN = new Set(["not_found", "access_denied", "request_rejected", "refused"]);

function readInfo(id: Id, name: string, answer: Answer | Missing): { check: Check | null; info: ObjectInfo | null } {
  if (answer.kind !== "answer") return { check: unanswered(id, answer), info: null };
  const problem = refusalOf(answer);
  if (problem && HIDDEN.has(problem.code) && answer.status < 500 && problem.errors.length > 0) {
    const finding = `The user cannot read ${name}.`;
    const details = { status: answer.status, errors: problem.errors.map(({ code }) => code) };
    return {
      check: broken(id, "object_not_readable", finding, `${PERMISSIONS} → ${name}: Read.`, details),
      info: null,
    };
  }
  if (problem) return { check: refused(id, problem), info: null };
  const info = jsonOf(answer) as unknown as ObjectInfo | null;
  if (info === null || typeof info.fields !== "object") {
    const change = "Look for a proxy or gateway that answers in place of Salesforce.";
    return { check: broken(id, "unreadable_answer", "The response is not Salesforce's.", change), info: null };
  }
  return { check: null, info };
}

export async function checkObjects(
  exchange: Exchange,
  settings: Settings,
): Promise<{ checks: readonly Check[]; info: ObjectInfo | null }> {
  const opportunity = readInfo("opportunity", "Opportunity", await objectInfo(exchange, settings, "Opportunity"));
  const account = readInfo("account", "Account", await objectInfo(exchange, settings, "Account"));
  const { info } = opportunity;
  // Accounts are shown and searched; without them opportunities are still found by their own name.
  const accounts = account.check
    ? { ...account.check, state: "warning" as const }
    : fine("account", "The user can read accounts.");
  return { checks: [opportunity.check ?? editing(info), accounts], info };
}

function editing(info: ObjectInfo | null): Check {
  const id = "opportunity";
  if (info?.updateable === false) {
    const finding = "The user can read opportunities, but not edit them.";
    return broken(id, "object_not_editable", finding, `${PERMISSIONS} → Opportunity: Edit.`);
  }
  return fine(id, "The user can read and edit opportunities.");
}

/** The API does not tell a field that is hidden from one that is not there. */
export function checkFields({ fields }: ObjectInfo, settings: Settings): Check {
  const own = new Map(Object.entries(fields).map(([name, field]) => [name.toLowerCase(), { name, ...field }]));
  const field = (name: string) => own.get(name.toLowerCase());
  const stage = field("StageName");
  if (!stage?.updateable) {
    const finding = `The user cannot ${stage ? "edit" : "see"} the field StageName.`;
    return broken("fields", "stage_not_editable", finding, `${PERMISSIONS} → Opportunity → StageName: Edit Access.`);
  }
  const missing = settings.fields.filter((name) => !field(name));
  const fixed = settings.fields.filter((name) => field(name)?.updateable === false);
  if (missing.length === 0 && fixed.length === 0) return fine("fields", "The user can edit all wanted fields.");
  const found = [
    missing.length > 0 ? `not there or hidden: ${missing.join(", ")}` : "",
    fixed.length > 0 ? `read-only: ${fixed.join(", ")}` : "",
  ];
  const finding = `Some wanted fields are left out of the form; ${found.filter(Boolean).join("; ")}.`;
  const change = `${PERMISSIONS} → Opportunity: Read and Edit Access to them, or name other fields in the option \`fields\`.`;
  const code = missing.length > 0 ? "fields_missing" : "fields_not_editable";
  return warning("fields", code, finding, change, { missing, readOnly: fixed });
}

export async function checkStages(exchange: Exchange, settings: Settings): Promise<Check> {
  const answer = await exchange.asUser(requests.opportunityStages({ apiVersion: settings.apiVersion }));
  if (answer.kind !== "answer") return unanswered("stages", answer);
  const problem = refusalOf(answer);
  if (problem) return refused("stages", problem);
  const active = read(() => responses.opportunityStages(received(answer)).filter((stage) => stage.active).length);
  if (active === null) return unreadable("stages");
  if (active === 0) {
    const change = "Setup → Object Manager → Opportunity → Fields → Stage: activate the stages of your process.";
    return broken("stages", "no_stages", "The org has no active stage.", change);
  }
  return fine("stages", `The org has ${active} active stages.`, { active });
}

/** More would take many requests; the first ones show whether sales processes are set up. */
const MOST = 10;
const MASTER = "012000000000000AAA";

export async function checkRecordTypes(exchange: Exchange, settings: Settings, info: ObjectInfo): Promise<Check> {
  const available = Object.entries(info.recordTypeInfos).filter(([, { available }]) => available);
  const own = available.filter(([id]) => id !== MASTER);
  const types = (own.length > 0 ? own : available).slice(0, MOST);
  const without: string[] = [];
  for (const [id, { name }] of types) {
    const answer = await exchange.asUser(requests.stages(id, { apiVersion: settings.apiVersion }));
    if (answer.kind !== "answer") return unanswered("record_types", answer);
    const problem = refusalOf(answer);
    if (problem) return refused("record_types", problem, "warning");
    const stages = read(() => responses.stages(received(answer)).length);
    if (stages === null) return unreadable("record_types");
    if (stages === 0) without.push(name);
  }
  const details = { recordTypes: types.map(([, { name }]) => name) };
  if (without.length > 0) {
    const change = "Setup → Sales Processes: select stages, and give the record type a sales process.";
    const finding = `No stages for the record type ${without.join(", ")}.`;
    return warning("record_types", "record_type_without_stages", finding, change, { ...details, without });
  }
  const finding = own.length > 0 ? `Each of ${types.length} record types has stages.` : "The org uses no record types.";
  return fine("record_types", finding, details);
}

function read<T>(act: () => T): T | null {
  try {
    return act();
  } catch (thrown) {
    if (isProblem(thrown) && thrown.code === "unreadable_answer") return null;
    throw thrown;
  }
}

const unreadable = (id: "stages" | "record_types"): Check =>
  broken(id, "unreadable_answer", "The response is not Salesforce's.", "Look for a gateway that answers in its place.");
