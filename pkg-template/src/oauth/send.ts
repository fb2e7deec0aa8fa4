import type { App } from "./options.js";

/**
 * `fetch` that sends to the checked origin alone, follows nothing, tells nobody where it comes from, and ends: a refresh
 * that hung would keep the lock from every other tab.
 */
export function guarded(app: App) {
  return async (address: string, init: object): Promise<Response> => {
    if (new URL(address).origin !== app.login) throw new Error("an address of another origin");
    return app.fetch(address, {
      ...init,
      signal: AbortSignal.timeout(app.timeout),
      redirect: "error",
      credentials: "omit",
      referrerPolicy: "no-referrer",
      cache: "no-store",
    });
  };
}
