// What a reader of the README writes. It is type-checked against the packed package with
// `skipLibCheck: false`, and run in Node against the sandbox.
import {
  type BulkRecord,
  type Change,
  type ConversationView,
  connect,
  init,
  type Problem,
  type StoredPlan,
  requests,
  responses,
  version,
} from "opportunity-stage";

const instanceUrl = process.env.INSTANCE_URL ?? "";

const salesforce = await connect({
  instanceUrl,
  accessToken: async () => process.env.ACCESS_TOKEN ?? "",
  allowedOrigins: [instanceUrl],
});
const matches = await salesforce.find({ account: "Acme" });
const open = matches.find((match) => !match.closed);
if (!open) throw new Error("no open opportunity");
const update = await salesforce.open(open.id);
const proposal = update.propose({ stage: "Closed Won", fields: { CloseDate: "2026-12-01" } });
const changes: readonly Change[] = proposal.changes;
const receipt = await proposal.confirm();

const again: Promise<unknown> = proposal.confirm();
const same = (await again) === receipt;

let refused: string | undefined;
try {
  await salesforce.open("001000000000001");
} catch (error) {
  refused = (error as Problem).code;
}

const plan = await salesforce.planMany([{ id: open.id, stage: "closed won" }]);
const stored: StoredPlan = plan.toJSON();
const { results } = await (await salesforce.resumeMany(JSON.stringify(stored))).run();
const outcome: BulkRecord["outcome"] | undefined = results[0]?.outcome;

await init();
const prepared = requests.find({ account: "Acme" });
const answer = await fetch(instanceUrl + prepared.path, {
  method: prepared.method,
  headers: { ...prepared.headers, Authorization: `Bearer ${process.env.ACCESS_TOKEN}` },
});
const read = responses.find(
  { status: answer.status, body: await answer.text() },
  { instanceUrl, allowedOrigins: [instanceUrl] },
);

const conversation = await salesforce.converse();
const views: ConversationView[] = [];
const end = conversation.subscribe((view) => views.push(view));
const view = await conversation.send({ type: "choose", id: open.id }, { signal: AbortSignal.timeout(60_000) });
end();
conversation.close();

console.log(
  JSON.stringify({
    version,
    matches: matches.length,
    more: matches.more,
    stages: update.stages.map((stage) => stage.value),
    verdict: proposal.verdict.type,
    changes,
    receipt,
    same,
    refused,
    outcome,
    prepared: read.length,
    message: view.message,
    views: views.length > 0,
  }),
);
