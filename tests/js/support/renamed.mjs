// A `fetch` that lets an org call Opportunity a deal, as under Setup, Rename Tabs and Labels.
const LABELS = { StageName: "Sales Step", Amount: "Volume", CloseDate: "Due Day" };

function rename(value) {
  if (typeof value !== "object" || value === null) return;
  if (value.apiName === "Opportunity" && value.fields) {
    Object.assign(value, { label: "Deal", labelPlural: "Deals" });
    for (const [name, label] of Object.entries(LABELS)) value.fields[name].label = label;
  }
  Object.values(value).forEach(rename);
}

export async function renaming(...request) {
  const response = await fetch(...request);
  const text = await response.text();
  const { status, headers } = response;
  if (!text.includes('"labelPlural"')) return new Response(text || null, { status, headers });
  const body = JSON.parse(text);
  rename(body);
  return Response.json(body, { status });
}
