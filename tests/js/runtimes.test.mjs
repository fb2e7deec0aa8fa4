// Runtimes without pages that refuse options of browsers, as Cloudflare Workers do: `make test-consumers` has the real one.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { connect } from "../../pkg/dist/inline.js";

const instanceUrl = "https://acme.my.salesforce.com";
const Original = globalThis.Request;

before(() => {
  globalThis.Request = class extends Original {
    constructor(input, init = {}) {
      if (init.credentials || init.referrerPolicy || init.redirect === "error") throw new TypeError("not implemented");
      super(input, init);
    }
  };
});
after(() => {
  globalThis.Request = Original;
});

/** Searches, with every request answered like this. */
async function search(answer) {
  const sent = [];
  const fetch = async (request) => {
    sent.push(request);
    return answer();
  };
  const salesforce = await connect({ instanceUrl, accessToken: "secret", fetch, retry: { attempts: 1 } });
  const outcome = await salesforce.find({ account: "Acme" }).then(
    (matches) => matches.length,
    ({ code }) => code,
  );
  return { outcome, sent };
}

test("a request leaves without those options, and asks for no redirect to be followed", async () => {
  const { outcome, sent } = await search(() => Response.json({ totalSize: 0, done: true, records: [] }));
  assert.equal(outcome, 0);
  const kinds = new Set(sent.map(({ redirect, headers }) => `${redirect}, ${headers.get("authorization")}`));
  assert.deepEqual([...kinds], ["manual, Bearer secret"]);
});

test("a redirect is a failure, whatever its page says", async () => {
  for (const status of [301, 302, 303, 307, 308]) {
    const headers = { location: "https://elsewhere.example/" };
    const { outcome, sent } = await search(() => new Response("[]", { status, headers }));
    assert.equal(outcome, "network", String(status));
    assert.deepEqual([...new Set(sent.map(({ url }) => new URL(url).origin))], [instanceUrl]);
  }
});
