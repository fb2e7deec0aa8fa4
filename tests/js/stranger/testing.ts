// A stranger's tests: the sandbox in types.
import { connect } from "opportunity-stage";
import { createSandbox, type Fault, type Sandbox, type SandboxSeed } from "opportunity-stage/sandbox";

const lock: Fault = { fault: "row-lock", times: 1 };
const org: Sandbox = await createSandbox({
  profile: ["rules", "multi-currency"],
  faults: [lock, "errors-without-cors"],
});
await connect({ instanceUrl: org.instanceUrl, accessToken: org.accessToken, fetch: org.fetch });
export const left: number | null | undefined = org.fault("latency", { value: 20, path: "/query" })[0]?.times;
export const written: unknown = org.log().writes[0]?.changes["StageName"]?.to;
export const names: readonly unknown[] = org.records("Opportunity", { IsWon: true }).map(({ Name }) => Name);
org.reset({ profile: "no-record-types", generate: 10 });

const seed: SandboxSeed = {
  organization: { name: "Own" },
  users: [{ lastName: "Only", username: "only@own.example" }],
  stages: [{ value: "New", probability: 5, forecastCategory: "Pipeline" }],
  accounts: [{ name: "A" }],
  opportunities: [{ name: "D", account: "A", stage: "New", close: 3, amount: 10.5 }],
};
await createSandbox({ seed, org: { version: 1 }, now: () => 0, otherwise: fetch });

// @ts-expect-error there is no such fault
org.fault("row-look");
// @ts-expect-error there is no such kind of org
await createSandbox({ profile: "huge" });
// @ts-expect-error a stage has a forecast category of Salesforce's
export const stage: SandboxSeed["stages"][number] = { value: "New", probability: 5, forecastCategory: "Maybe" };
// @ts-expect-error access is one of three
org.restrict("006", { access: "write" });
