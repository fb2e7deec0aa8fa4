// Makes sure that Chromium and its driver are there, for the tests. CHROMIUM and CHROMEDRIVER name others.
// Pages are tested in Chromium's headless shell, which has no window to draw and takes half the processor time of
// `chromium --headless=new`. On a system that does not package it, they are tested in chromium.
import { aptInstall, aptUpdate, has, missing } from "./run.mjs";

const { CHROMIUM, CHROMEDRIVER } = process.env;
const isThere = () => has(CHROMIUM || "chromium") && has(CHROMEDRIVER || "chromedriver");
const giveUp = () =>
  missing(
    "Chromium and chromedriver",
    "apt-get install chromium chromium-driver, or set CHROMIUM and CHROMEDRIVER to the paths of yours",
  );

if (!isThere()) {
  const isRoot = process.getuid?.() === 0;
  if (!has("apt-get") || !(isRoot || has("sudo"))) giveUp();
  console.log("setup: installing chromium, its driver and its headless shell");
  const sudo = ["sudo"];
  if (!aptUpdate(sudo) || !aptInstall(sudo, ["chromium", "chromium-driver"])) giveUp();
  if (!aptInstall(sudo, ["chromium-headless-shell"]))
    console.log("setup: no package chromium-headless-shell; pages are tested in chromium");
  if (!isThere()) giveUp();
}
