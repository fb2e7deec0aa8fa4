import { connect } from "opportunity-stage";
import "opportunity-stage/define";

// In your portal: the org's My Domain address, and no `allowedOrigins`.
const instanceUrl = "http://localhost:8081";
const allowedOrigins = [instanceUrl];

/** In your portal this asks your backend. The sandbox gives the token of its user to the pages that it admits. */
async function accessToken() {
  const response = await fetch(`${instanceUrl}/sandbox`);
  return (await response.json()).users[0].token;
}

// #region stage
const stage = document.querySelector("#stage");
stage.accessToken = accessToken;
stage.allowedOrigins = allowedOrigins;
stage.addEventListener("stage-saved", ({ detail }) => {
  document.querySelector("#status").textContent = `Saved: ${detail.receipt.after.StageName}`;
});
// #endregion

async function showDeals() {
  const salesforce = await connect({ instanceUrl, allowedOrigins, accessToken });
  for (const { id, name } of await salesforce.find({ account: "Acme" })) {
    const button = document.createElement("button");
    button.textContent = name;
    button.onclick = () => {
      stage.opportunity = id;
      stage.hidden = false;
    };
    const item = document.createElement("li");
    item.append(button);
    document.querySelector("#deals").append(item);
  }
}
void showDeals();
