// Installs the development tools of package.json. The published package depends on none of them.
import { has, missing, run } from "./run.mjs";

const WANTED = "Node.js 20.19 or newer with npm";
const ADVICE = "https://nodejs.org, or your distribution's package if it is new enough";

const [major, minor] = process.versions.node.split(".").map(Number);
if (!has("npm")) missing(WANTED, ADVICE);
if (major < 20 || (major === 20 && minor < 19)) missing(`${WANTED} (found ${process.version})`, ADVICE);

console.log("setup: npm packages");
if (!run("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"]))
  missing("the npm packages of package-lock.json", "npm ci, with the registry in reach");
