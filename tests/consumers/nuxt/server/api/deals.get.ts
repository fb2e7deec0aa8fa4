import { connect } from "opportunity-stage";

/** The same API, on the server. */
export default defineEventHandler(async () => {
  const salesforce = await connect({ instanceUrl, allowedOrigins: [instanceUrl], accessToken });
  const deals = await salesforce.find({ account: "Acme" });
  return { instanceUrl, deals: deals.map(({ id, name }) => ({ id, name })) };
});
