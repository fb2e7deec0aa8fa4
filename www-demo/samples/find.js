import { connect } from "opportunity-stage";

export const parameters = { account: "Acme" };

// `org` holds instanceUrl, accessToken, allowedOrigins and fetch.
export async function run({ org, account }, print) {
  const salesforce = await connect(org);

  // Open ones first; among them the user's own, and those that were seen last.
  const matches = await salesforce.find({ account });
  for (const { name, stage, amount, closeDate } of matches) {
    print(`${name}\n  ${stage}, ${amount ?? "no amount"}, closes ${closeDate}`);
  }
  if (matches.more) print("There are more: narrow the query.");
}
