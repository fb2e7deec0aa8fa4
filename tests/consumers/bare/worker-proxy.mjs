// The proxy in Cloudflare Workers: an update through it, with a token that expires on the way.
import { createProxy } from "opportunity-stage/proxy";

const ORIGIN = "https://portal.example.com";
const HEADERS = { accept: "application/json", origin: ORIGIN, "x-requested-with": "opportunity-stage" };

/** Cookies and redirects as a browser handles them, as far as a sign-in needs them. */
class Visitor {
  cookies = new Map();

  constructor(proxy) {
    this.proxy = proxy;
  }

  async send(path, init = {}) {
    const headers = { ...init.headers, cookie: [...this.cookies].map((pair) => pair.join("=")).join("; ") };
    const response = await this.proxy(new Request(ORIGIN + path, { ...init, headers }));
    for (const cookie of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie);
      this.cookies.set(name, value);
    }
    return response;
  }
}

async function flow(org) {
  const visitor = new Visitor(
    createProxy({
      instanceUrl: org,
      allowedOrigins: [org],
      origin: ORIGIN,
      session: { clientId: "portal", clientSecret: "any", secret: "a secret of thirty-two characters or more" },
    }),
  );
  const login = await visitor.send("/services/opportunity-stage/login");
  const asked = new URL(login.headers.get("location"));
  const consent = await fetch(asked.origin + asked.pathname, {
    method: "POST",
    body: new URLSearchParams({ ...Object.fromEntries(asked.searchParams), decision: "allow" }),
    redirect: "manual",
  });
  const back = new URL(consent.headers.get("location"));
  await visitor.send(back.pathname + back.search);
  // The token is refused once, so the session is renewed within the Worker.
  await fetch(`${org}/sandbox/faults`, { method: "POST", body: '{"fault":"expired-session","times":1}' });
  const soql =
    "SELECT Id, Name, StageName, IsClosed, IsWon, CloseDate FROM Opportunity WHERE Name LIKE '%200 Widgets%' " +
    "ORDER BY IsClosed, LastViewedDate DESC NULLS LAST, LastModifiedDate DESC LIMIT 201";
  const query = encodeURIComponent(soql).replaceAll("'", "%27").replaceAll("%2C", ",");
  const found = await visitor.send(`/services/data/v66.0/query?q=${query}`, { headers: HEADERS });
  const { records } = await found.json();
  const updated = await visitor.send(`/services/data/v66.0/sobjects/Opportunity/${records[0].Id}`, {
    method: "PATCH",
    headers: { ...HEADERS, "content-type": "application/json" },
    body: JSON.stringify({ StageName: "Negotiation/Review" }),
  });
  const other = await visitor.send("/services/data/v66.0/limits", { headers: HEADERS });
  const out = await visitor.send("/services/opportunity-stage/logout", { method: "POST", headers: { origin: ORIGIN } });
  return `update ${updated.status}, limits ${other.status}, logout ${out.status}`;
}

export default {
  async fetch(request, { INSTANCE_URL }) {
    return new Response(await flow(INSTANCE_URL).catch((error) => error.stack));
  },
};
