// The flow without a page: prints what was saved.
export async function flow({ connect }, instanceUrl, accessToken, options = {}) {
  const org = { instanceUrl, allowedOrigins: [instanceUrl], accessToken: async () => accessToken };
  const salesforce = await connect({ ...org, ...options });
  const matches = await salesforce.find({ account: "Acme" });
  const { id } = matches.find(({ name }) => name === "Acme - 200 Widgets");
  const update = await salesforce.open(id);
  const proposal = update.propose({ stage: "Negotiation/Review" });
  const receipt = await proposal.confirm();
  return `Saved: ${receipt.after.StageName}`;
}
