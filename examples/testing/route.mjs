// #region route
import { Buffer } from "node:buffer";

/** Lets the org inside this process answer a page's requests, in Playwright. */
export async function routeTo(page, org) {
  await page.route(`${org.instanceUrl}/**`, async (route) => {
    const request = route.request();
    const [method, headers, body] = [request.method(), await request.allHeaders(), request.postDataBuffer()];
    try {
      const response = await org.fetch(request.url(), { method, headers, body, redirect: "manual" });
      await route.fulfill({
        status: response.status,
        headers: Object.fromEntries(response.headers),
        body: Buffer.from(await response.arrayBuffer()),
      });
    } catch {
      // A connection that a fault has cut.
      await route.abort("connectionreset");
    }
  });
}
// #endregion
