import { connect } from "opportunity-stage";
import { accessToken, allowedOrigins, instanceUrl } from "$lib/server/org";

/** The same API, on the server. */
export async function load({ url }) {
  const salesforce = await connect({ instanceUrl, allowedOrigins, accessToken });
  const deals = await salesforce.find({ account: "Acme" });
  return {
    instanceUrl,
    deal: url.searchParams.get("deal"),
    deals: deals.map(({ id, name }) => ({ id, name })),
  };
}
