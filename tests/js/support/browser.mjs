// Chromium as the tests use it: Debian's, headless, without anything that calls home.
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

/** The headless shell has no window to draw, which halves the processor time of a page. */
const CANDIDATES = ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"];

/** Where a browser listens that the test files share; each file has contexts of its own in it. */
const SHARED = "TEST_BROWSER_ENDPOINT";

const options = (more) => ({
  executablePath: process.env.CHROMIUM || CANDIDATES.find((path) => existsSync(path)) || CANDIDATES.at(-1),
  args: [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    ...more,
  ],
});

/**
 * Connects to the shared browser, or launches one if there is none or it would need further arguments.
 *
 * @param {string[]} [more] further arguments
 */
export async function launch(more = []) {
  const endpoint = process.env[SHARED];
  return endpoint && more.length === 0 ? chromium.connect(endpoint) : chromium.launch(options(more));
}

/**
 * Launches the browser that this process and its children share.
 *
 * @returns {Promise<() => Promise<void>>} stops it
 */
export async function shareBrowser() {
  const server = await chromium.launchServer(options([]));
  process.env[SHARED] = server.wsEndpoint();
  return () => server.close();
}
