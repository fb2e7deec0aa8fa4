import { connect } from "opportunity-stage";

export const parameters = { opportunity: "Acme - 200 Widgets", stage: "closed won" };

export async function run({ org, opportunity, stage }, print) {
  const salesforce = await connect(org);
  const [match] = await salesforce.find({ name: opportunity });
  const update = await salesforce.open(match.id);

  // Every stage of this record's sales process, with what stands against it.
  for (const { label, kind, verdict } of update.stages) print(`${label}: ${kind}, ${verdict.type}`);

  // Words are enough where they mean one stage. This sends nothing.
  const proposal = update.propose({ stage });
  for (const { message, help } of proposal.verdict.violations) print(`${message}; ${help ?? ""}`);
  for (const { label, from, to, by } of proposal.changes) print(`${label}: ${from} → ${to} (${by})`);
}
