import type { OpportunityQuery, Salesforce, StageUpdate } from "../../index.js";
import type { Act } from "./call.js";

/** The tools that only read. */
export function readers(salesforce: Salesforce) {
  return {
    find_opportunities: (async (query: OpportunityQuery, call) => {
      const found = await salesforce.find(query, call);
      return {
        message: saidOf(found.length, found.more),
        opportunities: found.map(
          ({ id, name, account, owner, stage, closed, won, amount, currency, currencySign, closeDate, link }) => {
            return { id, name, account, owner, stage, closed, won, amount, currency, currencySign, closeDate, link };
          },
        ),
        more: found.more,
      };
    }) satisfies Act,
    get_opportunity: (async ({ opportunityId }: { opportunityId: string }, call) => {
      const update = await salesforce.open(opportunityId, call);
      return { message: "This is the record as it is now.", ...shown(update) };
    }) satisfies Act,
  };
}

function saidOf(count: number, more: boolean): string {
  if (count === 0) return "No opportunity matches. Ask the user for another name.";
  if (count === 1) return "One opportunity matches.";
  return more
    ? "These match, and there are more. Ask the user for a narrower name, or which one is meant."
    : "Several match. Ask the user which one is meant.";
}

function shown({ current, labels, stages, fields }: StageUpdate) {
  const { stage, ...opportunity } = current;
  return {
    labels,
    opportunity: { ...opportunity, stage: stage.label, stageValue: stage.value, closed: stage.closed, won: stage.won },
    stages: stages.map(({ value, label, probability, closed, won, kind, verdict }) => ({
      value,
      label,
      probability,
      closed,
      won,
      kind,
      verdict: verdict.type,
      problems: verdict.violations.map((violation) => violation.message),
    })),
    fields: fields.map(({ name, label, type, required, updateable, value }) => {
      return { name, label, type, required, updateable, value };
    }),
  };
}
