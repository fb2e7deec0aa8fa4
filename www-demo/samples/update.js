import { connect } from "opportunity-stage";

export const parameters = { opportunity: "Acme - 200 Widgets", stage: "Negotiation/Review" };

export async function run({ org, opportunity, stage }, print) {
  const salesforce = await connect(org);
  const [match] = await salesforce.find({ name: opportunity });
  const update = await salesforce.open(match.id);
  const proposal = update.propose({ stage });

  if (proposal.verdict.type === "denied") {
    print(proposal.verdict.violations);
    return;
  }
  try {
    // Writes exactly these changes, once, and reads them back.
    const { sent, before, after, verified } = await proposal.confirm();
    print({ sent, before, after, verified });
  } catch (problem) {
    // A stable code, never a text to compare.
    if (problem.code !== "changed_meanwhile") throw problem;
    print("Another user was faster. Open it again to see the change.");
  }
}
