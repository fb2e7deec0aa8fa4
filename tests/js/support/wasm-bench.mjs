// What `bench.mjs` is for the sandbox's program: an org inside this process, and the package in Node instead of on a page.
import { connect } from "../../../pkg/dist/inline.js";
import { createSandbox } from "../../../pkg/dist/sandbox.js";

export async function wasmBench() {
  const org = await createSandbox();
  const { instanceUrl } = org;
  const accessToken = () => org.accessToken;
  const controls = {
    "GET /log": () => org.log(),
    "POST /reset": () => org.reset(),
    "POST /faults": (faults) => faults.forEach((fault) => org.fault(fault)),
    "DELETE /faults": () => org.clearFaults(),
  };
  const settled = (promise) =>
    promise.then(
      (value) => ({ ok: true, value }),
      (problem) => ({ ok: false, problem }),
    );

  function open() {
    const notices = [];
    let proposal;
    let confirmed;
    return {
      async prepare({ id, stage, ...options }) {
        notices.length = 0;
        const onNotice = (notice) => notices.push(notice);
        const salesforce = await connect({ ...options, instanceUrl, accessToken, fetch: org.fetch, onNotice });
        proposal = (await salesforce.open(id)).propose({ stage });
        return { ok: true };
      },
      start() {
        confirmed = settled(proposal.confirm());
      },
      end: async () => ({ ...(await confirmed), outcome: proposal.outcome, notices }),
      leave() {},
    };
  }

  return {
    org,
    control: (path, method = "GET", body = undefined) => controls[`${method} ${path}`](body),
    held: (id, field) => ({ [field]: org.records("Opportunity", { Id: id })[0][field] }),
    open,
  };
}
