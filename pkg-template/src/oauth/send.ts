import type { App } from "./options.js";

/**
 * A `fetch` that sends to the checked origin only, follows no redirects, sends no referrer, and has a timeout: a refresh
 * that hangs would keep the lock from every other tab.
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
