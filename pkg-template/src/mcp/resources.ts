/** Resources: the stages of an opportunity's sales process, the rules that stand in the way, and the portal's own rules. */
import type { McpOptions } from "../../mcp.js";
import type { Salesforce } from "../../index.js";
import { enclosed } from "./results.js";

const RULES = "opportunity-stage://rules";
const OF_RECORD = /^opportunity-stage:\/\/opportunities\/(006[0-9A-Za-z]{12}(?:[0-9A-Za-z]{3})?)\/(stages|rules)$/;

const TYPE = { mimeType: "text/plain" };

export const RESOURCES = [
  {
    uri: RULES,
    name: "rules",
    title: "Rules",
    description:
      "What the portal's owner requires of stage changes, and the org's validation rules, as far as this server was given them.",
    ...TYPE,
  },
];

export const TEMPLATES = [
  {
    uriTemplate: "opportunity-stage://opportunities/{id}/stages",
    name: "stages",
    title: "Stages of an opportunity",
    description:
      "The stages of the opportunity's sales process in order, with probability and whether they are closed or won.",
    ...TYPE,
  },
  {
    uriTemplate: "opportunity-stage://opportunities/{id}/rules",
    name: "rules-of-opportunity",
    title: "Possible moves of an opportunity",
    description:
      "For each stage whether the opportunity may move there now, and each rule that stands in the way with its remedy.",
    ...TYPE,
  },
];

/** Returns the text of a resource; null if there is none. */
export async function readResource(
  uri: string,
  salesforce: Salesforce,
  options: McpOptions,
  call: { signal: AbortSignal },
): Promise<string | null> {
  if (uri === RULES) return enclosed(rulesOf(options));
  const [, id, what] = OF_RECORD.exec(uri) ?? [];
  if (id === undefined) return null;
  const { current, stages } = await salesforce.open(id, call);
  const opportunity = { id: current.id, name: current.name, stage: current.stage.value };
  if (what === "stages") {
    const listed = stages.map(({ value, label, probability, forecastCategory, closed, won }) => {
      return { value, label, probability, forecastCategory, closed, won };
    });
    return enclosed({ opportunity, stages: listed });
  }
  return enclosed({
    opportunity,
    moves: stages.map(({ value, label, kind, verdict }) => ({ value, label, kind, ...verdict })),
  });
}

function rulesOf({ rules, org }: McpOptions) {
  const document = parsed(org) as { validationRules?: unknown; paths?: unknown } | null;
  return {
    rules: parsed(rules),
    validationRules: document?.validationRules ?? null,
    paths: document?.paths ?? null,
    note: "Rules of the org that the user may read are checked in each preview as well; Salesforce has the last word.",
  };
}

const parsed = (given: object | string | undefined): unknown =>
  typeof given === "string" ? (JSON.parse(given) as unknown) : (given ?? null);
