import { connect } from "opportunity-stage";
import { assistantTools } from "opportunity-stage/assistant";

export const parameters = { account: "Acme", stage: "Negotiation/Review" };

// What a model does with the tools, call by call. It can commit only what a person has seen and confirmed.
export async function run({ org, account, stage }, print) {
  const salesforce = await connect(org);
  const assistant = assistantTools(salesforce, {
    confirm: ({ changes }) => window.confirm(changes.map(({ text }) => text).join("\n")),
  });
  print(
    assistant
      .toMcp()
      .map(({ name }) => name)
      .join("\n"),
  );

  const { opportunities } = await assistant.call("find_opportunities", { account });
  const preview = await assistant.call("preview_stage_update", { opportunityId: opportunities[0].id, stage });
  print(preview.message);

  // The token stands for exactly these changes, works once, and for five minutes.
  const done = await assistant.call("commit_stage_update", { token: preview.token });
  print(done.message);
}
