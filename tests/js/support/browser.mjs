// Chromium as the tests use it: Debian's, headless, without anything that calls home.
import { chromium } from "playwright-core";

/** @param {string[]} [more] further arguments */
export const launch = (more = []) =>
  chromium.launch({
    executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
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
