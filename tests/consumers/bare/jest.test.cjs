// Jest with its CommonJS tests, run by `NODE_OPTIONS=--experimental-vm-modules jest`.
const { INSTANCE_URL: instanceUrl, ACCESS_TOKEN: token } = process.env;

test("the flow", async () => {
  const { flow } = await import("./flow.mjs");
  expect(await flow(await import("opportunity-stage"), instanceUrl, token)).toBe("Saved: Negotiation/Review");
}, 60_000);
