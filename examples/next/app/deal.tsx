"use client";

import { OpportunityStage } from "opportunity-stage/react";
import { useState } from "react";

async function accessToken() {
  return (await fetch("/token")).text();
}

export function Deal({
  id,
  instanceUrl,
  allowedOrigins,
}: {
  id: string;
  instanceUrl: string;
  allowedOrigins: string[];
}) {
  const [saved, setSaved] = useState("");
  return (
    <>
      <OpportunityStage
        instanceUrl={instanceUrl}
        allowedOrigins={allowedOrigins}
        accessToken={accessToken}
        opportunity={id}
        onStageSaved={({ detail }) => setSaved(`Saved: ${detail.receipt.after.StageName}`)}
      />
      <p role="status">{saved}</p>
    </>
  );
}
