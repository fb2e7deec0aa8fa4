// The three engines behind one small interface: Chromium and Firefox through WebDriver BiDi or the DevTools protocol,
// WebKitGTK through classic WebDriver.
import { spawn } from "node:child_process";
import { accessSync, constants, readdirSync } from "node:fs";
import { createServer } from "node:net";
import puppeteer from "puppeteer-core";
import { openSession } from "./webdriver.mjs";

/**
 * @typedef {object} Browser
 * @property {string} version
 * @property {(url: string) => Promise<unknown>} goto
 * @property {(expression: string) => Promise<any>} evaluate
 * @property {() => Promise<unknown>} close
 */

/** @type {{ name: string, required: boolean, missing: () => string | null, open: () => Promise<Browser> }[]} */
export const engines = [
  {
    name: "Chromium",
    required: true,
    missing: () => absent(process.env.CHROMIUM || "chromium"),
    open: () =>
      openPuppeteer({
        browser: "chrome",
        executablePath: find(process.env.CHROMIUM || "chromium"),
        args: ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-dev-shm-usage"],
      }),
  },
  {
    name: "Firefox",
    required: false,
    missing: () => absent(process.env.FIREFOX || "firefox-esr"),
    open: () => openPuppeteer({ browser: "firefox", executablePath: find(process.env.FIREFOX || "firefox-esr") }),
  },
  {
    name: "WebKitGTK",
    required: false,
    missing: () => absent("WebKitWebDriver") ?? absent("xvfb-run") ?? (miniBrowser() ? null : "MiniBrowser"),
    open: openWebKit,
  },
];

/** Finds a program by name in PATH, or takes a path as it is. */
function find(program) {
  const candidates = program.includes("/") ? [program] : process.env.PATH.split(":").map((dir) => `${dir}/${program}`);
  return candidates.find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

const absent = (program) => (find(program) ? null : program);

async function openPuppeteer(options) {
  const browser = await puppeteer.launch({ headless: true, protocolTimeout: 300_000, ...options });
  const page = await browser.newPage();
  return {
    version: await browser.version(),
    goto: (url) => page.goto(url, { waitUntil: "load", timeout: 60_000 }),
    evaluate: (expression) => page.evaluate(expression),
    close: () => browser.close(),
  };
}

/** The small browser that comes with the library; Debian keeps it in a folder of the architecture. */
function miniBrowser() {
  for (const lib of ["/usr/lib", "/usr/libexec"])
    for (const folder of ["", ...readdirSync(lib).filter((name) => name.endsWith("-linux-gnu"))])
      for (const version of ["webkitgtk-6.0", "webkit2gtk-4.1", "webkit2gtk-4.0"]) {
        const path = find(`${lib}/${folder}/${version}/MiniBrowser`);
        if (path) return path;
      }
  return null;
}

async function openWebKit() {
  const port = await freePort();
  const driver = spawn("xvfb-run", ["-a", "WebKitWebDriver", `--port=${port}`], {
    detached: true,
    stdio: "ignore",
    // Root may not use the browser's own sandbox; only pages of this checkout are opened.
    env: { ...process.env, ...(process.getuid?.() === 0 && { WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1" }) },
  });
  // The process group has the virtual screen and the driver.
  const stop = () => {
    try {
      process.kill(-driver.pid);
    } catch {
      // It has ended by itself.
    }
  };
  process.once("exit", stop);
  try {
    const address = `http://127.0.0.1:${port}`;
    await listening(address);
    const session = await openSession(address, {
      browserName: "MiniBrowser",
      "webkitgtk:browserOptions": { binary: miniBrowser(), args: ["--automation"] },
    });
    return { ...session, close: () => session.close().finally(stop) };
  } catch (error) {
    stop();
    throw error;
  }
}

async function listening(address) {
  const ends = performance.now() + 60_000;
  for (;;) {
    const isReady = await fetch(`${address}/status`).then(
      (response) => response.ok,
      () => false,
    );
    if (isReady) return;
    if (performance.now() > ends) throw new Error("WebKitWebDriver does not answer");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}
