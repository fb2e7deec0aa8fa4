// A browser as far as cookies and redirects go, in front of a proxy's handler.
import { PORTAL } from "./proxied.mjs";

export class Visitor {
  /** Name to value, as the browser would send it back. */
  cookies = new Map();
  /** Every `Set-Cookie` that came, with its attributes. */
  received = [];

  constructor(proxy) {
    this.proxy = proxy;
  }

  /** A request of this browser. `headers` may replace what a page of the portal sends. */
  async send(target, { method = "GET", headers: given = {}, body, signal } = {}) {
    const headers = new Headers({ "sec-fetch-site": "same-origin", ...given });
    if (this.cookies.size > 0) headers.set("cookie", [...this.cookies].map((pair) => pair.join("=")).join("; "));
    const response = await this.proxy(new Request(`${PORTAL}${target}`, { method, headers, body, signal }));
    this.keep(response);
    return response;
  }

  keep(response) {
    for (const cookie of response.headers.getSetCookie()) {
      this.received.push(cookie);
      const [pair, ...attributes] = cookie.split("; ");
      const [name, value] = [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)];
      if (attributes.includes("Max-Age=0")) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
  }

  /** What a page's script reads of the org. */
  read(target, more = {}) {
    return this.send(target, {
      headers: { "x-requested-with": "opportunity-stage", accept: "application/json" },
      ...more,
    });
  }

  /** Signs in at the sandbox's consent page, and returns the responses on the way. */
  async signIn({ decision = "allow", query = "" } = {}) {
    const login = await this.send(`/services/opportunity-stage/login${query}`, {
      headers: { "sec-fetch-site": "none", "sec-fetch-mode": "navigate" },
    });
    const asked = new URL(login.headers.get("location"));
    const answer = await fetch(new URL(asked.pathname, asked), {
      method: "POST",
      body: new URLSearchParams({ ...Object.fromEntries(asked.searchParams), decision }),
      redirect: "manual",
    });
    const back = new URL(answer.headers.get("location"));
    const callback = await this.send(back.pathname + back.search, {
      headers: { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" },
    });
    return { login, asked, back, callback };
  }
}
