import { connect } from "opportunity-stage";

export const parameters = { opportunity: "Acme - 200 Widgets", stage: "Closed Won" };

export async function run({ org, opportunity, stage }, print) {
  const salesforce = await connect(org);
  const [match] = await salesforce.find({ name: opportunity });
  const update = await salesforce.open(match.id);
  const receipt = await update.propose({ stage }).confirm();
  print(`${receipt.before.StageName} → ${receipt.after.StageName}`);

  // A receipt is plain data: it may be stored as JSON and put back later, within its time.
  // Refused with a reason if the record has changed since.
  const undone = await salesforce.undo(receipt);
  print(`${undone.before.StageName} → ${undone.after.StageName}`);

  for (const { at, by, stage: entered, amount } of await salesforce.history(match.id)) {
    print({ at, by, stage: entered, amount });
  }
}
