import { connect } from "opportunity-stage";
import { assistantTools } from "opportunity-stage/assistant";

export const parameters = { account: "Acme", opportunity: "200 Widgets", stage: "Id. Decision Makers" };

// What a model does with the tools, call by call. It can commit only what a person has seen and confirmed.
export async function run({ org, account, opportunity, stage }, print) {
  const salesforce = await connect(org);
  const assistant = assistantTools(salesforce, {
    confirm: ({ changes }) => window.confirm(changes.map(({ text }) => text).join("\n")),
  });
  const names = assistant.toMcp().map(({ name }) => name);
  print(names.join("\n"));

  // Where several fit, or none, a model asks: it must not guess.
  const { message, opportunities = [] } = await assistant.call("find_opportunities", { account });
  const meant = opportunities.filter(({ name }) => name.includes(opportunity));
  if (meant.length !== 1) {
    print([message, ...opportunities.map(({ name }) => name)].join("\n"));
    return;
  }

  const preview = await assistant.call("preview_stage_update", { opportunityId: meant[0].id, stage });
  print(preview.message);
  // Nothing to commit: it has that stage already, or may not have it.
  if (!preview.token) return;

  // The token stands for exactly these changes, works once, and for five minutes.
  const done = await assistant.call("commit_stage_update", { token: preview.token });
  print(done.message);
}
