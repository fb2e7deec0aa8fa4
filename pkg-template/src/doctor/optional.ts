/** What the flow works without: records that the user sees, and the org's own rules and Paths. */
import type { Check } from "../../doctor.js";
import { fine, jsonOf, refusalOf, refused, unanswered, warning } from "./checks.js";
import type { Exchange } from "./exchange.js";
import type { Settings } from "./options.js";

const query = (settings: Settings, api: string, soql: string) => ({
  method: "GET",
  path: `/services/data/v${settings.apiVersion}${api}/query?q=${encodeURIComponent(soql)}`,
});

/** Sharing decides which records there are. No value of a record is read. */
export async function checkRecords(exchange: Exchange, settings: Settings): Promise<Check> {
  const answer = await exchange.asUser(query(settings, "", "SELECT Id FROM Opportunity LIMIT 1"));
  if (answer.kind !== "answer") return unanswered("records", answer);
  const problem = refusalOf(answer);
  if (problem) return refused("records", problem);
  const some = Number(jsonOf(answer)?.["totalSize"] ?? 0) > 0;
  if (some) return fine("records", "The user sees opportunities.");
  const change =
    "Setup → Sharing Settings, or the user's role: give access to the opportunities that are to be updated.";
  return warning("records", "no_records", "The user sees no opportunity.", change);
}

const VIEW_SETUP =
  "Give the user View Setup and Configuration, or supply the rules with `npx opportunity-stage import`.";

const OPTIONAL = [
  {
    id: "rules",
    code: "rules_not_readable",
    soql: "SELECT Id FROM ValidationRule WHERE EntityDefinition.QualifiedApiName = 'Opportunity' AND Active = true LIMIT 200",
    none: "The org has no active validation rules on Opportunity.",
    one: "1 active validation rule is checked before a save.",
    several: (count: number) => `${count} active validation rules are checked before a save.`,
    refusedText: "The user may not read the org's validation rules: they show only when Salesforce refuses a save.",
  },
  {
    id: "paths",
    code: "paths_not_readable",
    soql: "SELECT Id FROM PathAssistant WHERE SobjectType = 'Opportunity' AND IsActive = true LIMIT 200",
    none: "The org has no active Path on Opportunity.",
    one: "1 Path gives guidance to its stages.",
    several: (count: number) => `${count} Paths give guidance to their stages.`,
    refusedText: "The user may not read Paths: their guidance is not shown.",
  },
] as const;

export async function checkRules(exchange: Exchange, settings: Settings): Promise<readonly Check[]> {
  const checks: Check[] = [];
  for (const { id, code, soql, none, one, several, refusedText } of OPTIONAL) {
    const answer = await exchange.asUser(query(settings, "/tooling", soql));
    if (answer.kind !== "answer") {
      checks.push(unanswered(id, answer, "warning"));
      continue;
    }
    const problem = refusalOf(answer);
    const isMissing = problem !== null && answer.status < 500 && problem.code !== "request_limit";
    const count = Number(jsonOf(answer)?.["totalSize"] ?? 0);
    const found = count === 0 ? none : count === 1 ? one : several(count);
    if (problem === null) checks.push(fine(id, found, { count }));
    else if (isMissing) checks.push(warning(id, code, refusedText, VIEW_SETUP, { status: answer.status }));
    else checks.push(refused(id, problem, "warning"));
  }
  return checks;
}
