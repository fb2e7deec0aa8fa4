import { connect, type OpportunityMatch } from "opportunity-stage";
import { OpportunityStage } from "opportunity-stage/react";
import { useEffect, useState } from "react";
import { accessToken, allowedOrigins, instanceUrl } from "./portal.ts";

export function Deals({ account }: { account: string }) {
  const [deals, setDeals] = useState<readonly OpportunityMatch[]>([]);
  const [id, setId] = useState<string>();
  const [saved, setSaved] = useState("");

  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    connect({ instanceUrl, allowedOrigins, accessToken })
      .then((salesforce) => salesforce.find({ account }, { signal }))
      .then(setDeals)
      .catch((problem) => signal.aborted || setSaved(problem.message));
    return () => controller.abort();
  }, [account]);

  return (
    <>
      <h1>Deals of {account}</h1>
      <ul>
        {deals.map((deal) => (
          <li key={deal.id}>
            <button onClick={() => setId(deal.id)}>{deal.name}</button>
          </li>
        ))}
      </ul>
      {id && (
        // #region stage
        <OpportunityStage
          instanceUrl={instanceUrl}
          allowedOrigins={allowedOrigins}
          accessToken={accessToken}
          opportunity={id}
          onStageSaved={({ detail }) => setSaved(`Saved: ${detail.receipt.after.StageName}`)}
        />
        // #endregion
      )}
      <p role="status">{saved}</p>
    </>
  );
}
