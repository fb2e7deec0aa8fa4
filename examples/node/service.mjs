// A service that changes stages for other programs. It previews first, and writes only what was previewed and confirmed.
import { createServer } from "node:http";
import { connect } from "opportunity-stage";

// In your service: the org's My Domain address, and no `allowedOrigins`.
const instanceUrl = process.env.INSTANCE_URL ?? "http://localhost:8081";

/** In your service this asks your identity provider; the sandbox gives the token of its user. */
async function accessToken() {
  const response = await fetch(`${instanceUrl}/sandbox`);
  return (await response.json()).users[0].token;
}

// #region flow
const salesforce = await connect({ instanceUrl, allowedOrigins: [instanceUrl], accessToken });

async function findDeals(account) {
  const matches = await salesforce.find({ account });
  return matches.map(({ id, name, stage }) => ({ id, name, stage }));
}

async function changeStage(id, { stage, confirm = false }) {
  const update = await salesforce.open(id);
  const proposal = update.propose({ stage });
  const { verdict, changes } = proposal;
  if (!confirm || verdict.type === "denied") return { verdict, changes };
  const receipt = await proposal.confirm();
  return { verdict, changes, saved: receipt.after.StageName, link: receipt.link };
}
// #endregion

/** `GET /deals?account=Acme`, `POST /deals/{id}` with `{ "stage": "…", "confirm": true }`. */
async function answer(request) {
  const { pathname, searchParams } = new URL(request.url, "http://localhost");
  const [, collection, id] = pathname.split("/");
  if (collection !== "deals") return { status: 404, body: { message: "there is nothing here" } };
  if (request.method === "GET") return { status: 200, body: await findDeals(searchParams.get("account") ?? "") };
  let text = "";
  for await (const chunk of request) text += chunk;
  return { status: 200, body: await changeStage(id, JSON.parse(text)) };
}

const server = createServer(async (request, response) => {
  const { status, body } = await answer(request).catch(({ code, message, help }) => ({
    status: code ? 422 : 500,
    body: { code, message, help },
  }));
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
});
server.listen(Number(process.env.PORT ?? 8080), () =>
  console.log(`http://localhost:${server.address().port}/deals?account=Acme`),
);
