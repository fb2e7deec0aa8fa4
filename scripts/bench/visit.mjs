// What a visitor waits for: from the navigation until a stage can be chosen, in Chromium with 1.6 Mbit/s, 150 ms for each
// answer and a CPU that is four times slower; the first visit and a return. And `connect` on an empty page, compared with the
// core of jsforce.
// Usage: visit.mjs [revision]: with a revision, its build is measured in the same run, in turn with this one.
// RUNS is how often each page is visited (7), MINUTES how long it may take at most (6); what was visited by then counts.
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { startSandbox } from "../demo/sandbox.mjs";
import { launch } from "../../tests/js/support/browser.mjs";
import { buildBase } from "./base-build.mjs";
import { connectAlone, element, jsforceAlone, stagePath, startServer } from "./visit-pages.mjs";

const RUNS = Number(process.env.RUNS ?? 7);
const MINUTES = Number(process.env.MINUTES ?? 6);
const NETWORK = {
  offline: false,
  latency: 150,
  downloadThroughput: 1_600_000 / 8,
  uploadThroughput: 750_000 / 8,
};
const SLOWED = 4;
/** No page takes this long: it is broken, and the run ends. */
const LONGEST = 60_000;
const DEAL = "Acme - 200 Widgets";

const root = fileURLToPath(new URL("../../", import.meta.url));
const jsforce = `${root}crates/sandbox/tests/clients/node_modules/jsforce/dist/jsforce-core.min.js`;

const [revision] = process.argv.slice(2);
const base = revision && (await buildBase(revision));
const builds = [{ name: "this build", dist: `${root}pkg/dist` }, ...(base ? [base] : [])];

const server = await startServer(
  builds.map(({ dist }) => dist),
  new Map([["/jsforce-core.js", jsforce]]),
);
const sandbox = await startSandbox({ origins: [server.origin] });
const browser = await launch();
try {
  const org = { ...sandbox, id: await idOf(DEAL) };
  const page = (path, html) => {
    server.pages.set(path, html);
    return path;
  };
  const each = (name, html) => builds.map((_, index) => page(`/${index}/${name}`, html(`/${index}`, org)));
  const ends = performance.now() + MINUTES * 60_000;
  const visits = [
    { name: "stage path", columns: await measure(each("stage-path", stagePath), NETWORK, ends) },
    { name: "the element", columns: await measure(each("element", element), NETWORK, ends) },
  ];
  print(
    `from the navigation until a stage can be chosen: 1.6 Mbit/s, 150 ms, CPU ${SLOWED} times slower`,
    builds.map(({ name }) => name),
    visits,
  );
  if (existsSync(jsforce)) {
    const paths = [
      page("/0/connect", connectAlone("/0", org)),
      page("/jsforce", jsforceAlone("/jsforce-core.js", org)),
    ];
    const columns = await measure(paths, null, ends + 60_000);
    print(
      `\`connect\` on an empty page: CPU ${SLOWED} times slower, network as it is`,
      ["this build", "jsforce-core"],
      [{ name: "connect", columns }],
    );
    const share = (visit) => (median(columns[0][visit]) / median(columns[1][visit])).toFixed(2);
    console.log(`of jsforce's time: ${share("first")} at first, ${share("again")} on return`);
  } else console.log("\nwithout jsforce: run `npm ci` in crates/sandbox/tests/clients first");
} finally {
  await browser.close();
  await sandbox.stop();
  server.stop();
}

async function idOf(name) {
  const query = encodeURIComponent(`SELECT Id FROM Opportunity WHERE Name = '${name}'`);
  const headers = { authorization: `Bearer ${sandbox.accessToken}` };
  const response = await fetch(`${sandbox.instanceUrl}/services/data/v66.0/query?q=${query}`, { headers });
  return (await response.json()).records[0].Id;
}

/** Visits pages in turn, so that a slow moment of the machine affects all of them. Returns the times of each. */
async function measure(paths, network, ends) {
  const columns = paths.map(() => ({ first: [], again: [] }));
  for (let run = 0; run < RUNS && (run === 0 || performance.now() < ends); run += 1) {
    for (const [index, path] of paths.entries()) {
      // A context has a cache of its own.
      const context = await browser.newContext();
      columns[index].first.push(await visit(context, path, network));
      columns[index].again.push(await visit(context, path, network));
      await context.close();
    }
  }
  return columns;
}

async function visit(context, path, network) {
  const page = await context.newPage();
  const broken = new Promise((_, reject) => page.once("pageerror", reject));
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  if (network) await session.send("Network.emulateNetworkConditions", network);
  await session.send("Emulation.setCPUThrottlingRate", { rate: SLOWED });
  await page.goto(server.origin + path, { waitUntil: "commit", timeout: LONGEST });
  const done = page.waitForFunction(() => window.done, null, { timeout: LONGEST });
  const milliseconds = await (await Promise.race([done, broken])).jsonValue();
  await page.close();
  return milliseconds;
}

function median(values) {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}

function print(title, names, rows) {
  const cell = (text) => String(text).padStart(26);
  const times = (values) => {
    const [least, most] = [Math.min(...values), Math.max(...values)].map(Math.round);
    return cell(`${Math.round(median(values))} (${least} to ${most})`);
  };
  const runs = rows[0].columns[0].first.length;
  console.log(`\n${title}\nmilliseconds, median of ${runs}, least and most`);
  console.log("".padEnd(14) + names.flatMap((name) => [cell(`${name}: first`), cell("return")]).join(""));
  for (const { name, columns } of rows) {
    console.log(name.padEnd(14) + columns.flatMap(({ first, again }) => [times(first), times(again)]).join(""));
  }
}
