import { connect } from "opportunity-stage";
import Link from "next/link";
import { accessToken, allowedOrigins, instanceUrl } from "./org";
import { Deal } from "./deal";

/** A server component: it finds the deals with the same API, and renders the stage of one as a client component. */
export default async function Page({ searchParams }: { searchParams: Promise<{ deal?: string }> }) {
  const { deal } = await searchParams;
  const salesforce = await connect({ instanceUrl, allowedOrigins, accessToken });
  const deals = await salesforce.find({ account: "Acme" });
  return (
    <>
      <h1>Deals of Acme</h1>
      <ul>
        {deals.map(({ id, name }) => (
          <li key={id}>
            <Link href={`?deal=${id}`} role="button">
              {name}
            </Link>
          </li>
        ))}
      </ul>
      {deal && <Deal key={deal} id={deal} instanceUrl={instanceUrl} allowedOrigins={allowedOrigins} />}
    </>
  );
}
