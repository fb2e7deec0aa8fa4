import type { Client } from "./client.js";

/**
 * A `fetch` that sends to the checked origin only, follows no redirects, sends no referrer, and has a timeout: a refresh
 * that hangs would keep the lock from every other tab.
 */
export function guarded(app: Client) {
  return async (address: string, init: RequestInit): Promise<Response> => {
    if (new URL(address).origin !== app.login) throw new Error("an address of another origin");
    const { method, headers, body, keepalive } = init;
    const given = Object.entries({ method, headers, body, keepalive }).filter(([, value]) => value !== undefined);
    const signal = AbortSignal.timeout(app.timeout);
    return app.fetch(address, { ...Object.fromEntries(given), ...app.settings, signal });
  };
}
