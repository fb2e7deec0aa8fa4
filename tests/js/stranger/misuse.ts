// Each line must be refused by the type checker: the types are part of what is promised.
import { assistantTools } from "opportunity-stage/assistant";
import { completeSignIn, signIn } from "opportunity-stage/oauth";
import { type ConversationEvent, connect, type FieldValue, type Problem } from "opportunity-stage";

// @ts-expect-error the instance URL is needed
await connect({ accessToken: "t" });
// @ts-expect-error unknown options are refused
await connect({ instanceUrl: "https://acme.my.salesforce.com", token: "t" });

const salesforce = await connect({ instanceUrl: "https://acme.my.salesforce.com" });
// @ts-expect-error a look-up takes a query
await salesforce.find("Acme");
const matches = await salesforce.find({ search: "Acme" });
// @ts-expect-error what was found is not to be changed
matches[0] = matches[1];

const update = await salesforce.open("006000000000001");
// @ts-expect-error an object is not a field value
update.propose({ fields: { Name: { nested: true } } });
// @ts-expect-error there is no such event
const event: ConversationEvent = { type: "delete" };
// @ts-expect-error there is no such code
const known = (problem: Problem) => problem.code === "oops";
const value: FieldValue = null;

const app = {
  instanceUrl: "https://acme.my.salesforce.com",
  clientId: "3MVG9",
  redirectUri: "https://portal.example/",
};
const session = await signIn({ ...app, mode: "redirect" });
await connect({ instanceUrl: session.instanceUrl, accessToken: session.accessToken });
// @ts-expect-error a public client has no secret
await signIn({ ...app, clientSecret: "s" });
// @ts-expect-error there may be no session
(await completeSignIn(app)).signOut();

const tools = assistantTools(salesforce, { confirm: async ({ changes }) => changes.every(({ text }) => text !== "") });
const listed: { inputSchema: object }[] = tools.toMcp();
// @ts-expect-error the person is asked by a function
assistantTools(salesforce, { confirm: true });
// @ts-expect-error tools work on a connection
assistantTools(session);

export { event, known, listed, value };
