// What a visitor waits for: from the navigation until a stage can be chosen, in Chromium with 1.6 Mbit/s, 150 ms for each
// answer and a CPU that is four times slower; the first visit and a return. The files are served with Brotli and cached for good.
// And `connect` on an empty page, compared with the core of jsforce.
// Usage: visit.mjs [revision] — with a revision, its build is measured in the same run, turn by turn.
import { execFile } from "node:child_process";
import { createServer } from "node:http";
import { cp, mkdir, mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompressSync, constants } from "node:zlib";
import { startSandbox } from "../demo/sandbox.mjs";
import { launch } from "../../tests/js/support/browser.mjs";

const RUNS = Number(process.env.RUNS ?? 5);
const NETWORK = {
  offline: false,
  latency: 150,
  downloadThroughput: 1_600_000 / 8,
  uploadThroughput: 750_000 / 8,
};
const SLOWED = 4;
const DEAL = "Acme - 200 Widgets";

const root = fileURLToPath(new URL("../../", import.meta.url));
const run = promisify(execFile);

/** Builds a revision in a worktree of its own, once: its package stays in `target/bench`. */
async function distOf(revision) {
  const { stdout } = await run("git", ["rev-parse", "--short=12", revision], { cwd: root });
  const kept = `${root}target/bench/${stdout.trim()}`;
  if (await readFile(`${kept}/index.js`).catch(() => null)) return kept;
  const folder = await mkdtemp(`${tmpdir()}/opportunity-stage-base-`);
  console.error(`building ${revision}: some minutes, the first time`);
  await run("git", ["worktree", "add", "--detach", folder, revision], { cwd: root });
  try {
    for (const shared of ["node_modules", ".tools"]) await symlink(`${root}${shared}`, `${folder}/${shared}`);
    // Only what `make` would do for the package; a budget of that time may be exceeded.
    await run("make", ["pkg/package.json"], { cwd: folder, maxBuffer: 2 ** 26 });
    await mkdir(`${root}target/bench`, { recursive: true });
    await cp(`${folder}/pkg/dist`, kept, { recursive: true });
  } finally {
    await run("git", ["worktree", "remove", "--force", folder], { cwd: root });
    await rm(folder, { recursive: true, force: true });
  }
  return kept;
}

const [base] = process.argv.slice(2);
const builds = { "this build": `${root}pkg/dist`, ...(base && { [base]: await distOf(base) }) };
const jsforce = `${root}crates/sandbox/tests/clients/node_modules/jsforce/dist/jsforce-core.min.js`;

/** The pages by name. Each sets `window.done` to the milliseconds since the navigation. */
const PAGES = {
  "stage path": (
    dist,
    { instanceUrl, accessToken, id },
  ) => `<!doctype html><title>path</title><link rel="icon" href="data:,">
<link rel="modulepreload" href="${dist}/index.js"><link rel="preload" href="${dist}/core.wasm" as="fetch" type="application/wasm" crossorigin>
<ol></ol><script type="module">
  import { connect } from "${dist}/index.js";
  const options = ${JSON.stringify({ instanceUrl, accessToken, allowedOrigins: [instanceUrl] })};
  const update = await (await connect(options)).open(${JSON.stringify(id)});
  document.querySelector("ol").append(...update.stages.map(({ label }) => Object.assign(document.createElement("button"), { textContent: label })));
  requestAnimationFrame(() => (window.done = performance.now()));
</script>`,
  "the element": (
    dist,
    { instanceUrl, accessToken, id },
  ) => `<!doctype html><title>element</title><link rel="icon" href="data:,">
<link rel="modulepreload" href="${dist}/define.js"><link rel="preload" href="${dist}/core.wasm" as="fetch" type="application/wasm" crossorigin>
<script type="module">
  import "${dist}/define.js";
  const element = document.createElement("opportunity-stage");
  Object.assign(element, ${JSON.stringify({ instanceUrl, accessToken, allowedOrigins: [instanceUrl], opportunity: id })});
  document.body.append(element);
  const look = () => {
    if (element.shadowRoot?.querySelector('fieldset:not(:disabled) input[aria-current="step"]')) window.done = performance.now();
    else requestAnimationFrame(look);
  };
  look();
</script>`,
  "connect alone": (
    dist,
    { instanceUrl, accessToken },
  ) => `<!doctype html><title>connect</title><link rel="icon" href="data:,">
<script type="module">
  import { connect } from "${dist}/index.js";
  await connect(${JSON.stringify({ instanceUrl, accessToken, allowedOrigins: [instanceUrl] })});
  window.done = performance.now();
</script>`,
};
const JSFORCE = ({ instanceUrl, accessToken }) => `<!doctype html><title>jsforce</title><link rel="icon" href="data:,">
<script src="/jsforce-core.js"></script><script>
  new jsforce.Connection(${JSON.stringify({ instanceUrl, accessToken })});
  window.done = performance.now();
</script>`;

const TYPES = {
  ".js": "text/javascript; charset=utf-8",
  ".wasm": "application/wasm",
  ".html": "text/html; charset=utf-8",
};
const packed = new Map();
const compressed = async (file) => {
  if (!packed.has(file)) {
    packed.set(
      file,
      readFile(file).then((body) =>
        brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } }),
      ),
    );
  }
  return packed.get(file);
};

let pages = new Map();
const folders = Object.values(builds);
const server = createServer(async (request, response) => {
  const path = new URL(request.url, "http://localhost").pathname;
  const [, build, name] = /^\/(\d+)\/([\w./-]+)$/.exec(path) ?? [];
  const file = path === "/jsforce-core.js" ? jsforce : build && `${folders[Number(build)]}/${name}`;
  const html = pages.get(path);
  const body = html ? brotliCompressSync(html) : await compressed(file ?? "").catch(() => null);
  if (body === null) return response.writeHead(404).end();
  const headers = { "content-encoding": "br", "content-type": TYPES[html ? ".html" : extname(path)] };
  response.writeHead(200, { ...headers, "cache-control": html ? "no-cache" : "max-age=31536000, immutable" }).end(body);
});
await new Promise((resolve) => server.listen(0, "localhost", resolve));
const origin = `http://localhost:${server.address().port}`;
const sandbox = await startSandbox({ origins: [origin] });
const found = await fetch(
  `${sandbox.instanceUrl}/services/data/v66.0/query?q=${encodeURIComponent(`SELECT Id FROM Opportunity WHERE Name = '${DEAL}'`)}`,
  { headers: { authorization: `Bearer ${sandbox.accessToken}` } },
).then((response) => response.json());
const known = { ...sandbox, id: found.records[0].Id };
pages = new Map([
  ...Object.entries(PAGES).flatMap(([name, page]) =>
    folders.map((_, index) => [`/${index}/${name.replaceAll(" ", "-")}`, page(`/${index}`, known)]),
  ),
  ["/jsforce", JSFORCE(known)],
]);

const browser = await launch();

async function visit(context, path, slowNetwork = true) {
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  if (slowNetwork) await session.send("Network.emulateNetworkConditions", NETWORK);
  await session.send("Emulation.setCPUThrottlingRate", { rate: SLOWED });
  await page.goto(origin + path, { waitUntil: "commit" });
  await page.waitForFunction(() => window.done !== undefined, null, { timeout: 120_000 });
  const done = await page.evaluate(() => window.done);
  await page.close();
  return done;
}

/** A first visit, and a return by the same browser. */
async function both(path, slowNetwork) {
  const context = await browser.newContext();
  const times = [await visit(context, path, slowNetwork), await visit(context, path, slowNetwork)];
  await context.close();
  return times;
}

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
const cell = (text) => String(text).padStart(14);
const rows = [];
const measure = async (name, paths, slowNetwork) => {
  const times = paths.map(() => [[], []]);
  // Turn by turn, so that a slow moment of the machine meets all of them.
  for (let turn = 0; turn < RUNS; turn += 1) {
    for (const [index, path] of paths.entries()) {
      const [first, again] = await both(path, slowNetwork);
      times[index][0].push(first);
      times[index][1].push(again);
    }
  }
  rows.push([name, times.map(([first, again]) => [median(first), median(again)])]);
};
for (const name of ["stage path", "the element"]) {
  await measure(
    name,
    folders.map((_, index) => `/${index}/${name.replaceAll(" ", "-")}`),
    true,
  );
}
console.log(
  `milliseconds from the navigation until a stage can be chosen: 1.6 Mbit/s, 150 ms, CPU ${SLOWED} times slower, median of ${RUNS}`,
);
const names = Object.keys(builds);
console.log("".padEnd(16) + names.flatMap((name) => [cell(`${name}: first`), cell("return")]).join(""));
for (const [name, times] of rows)
  console.log(
    name.padEnd(16) +
      times
        .flat()
        .map((time) => cell(Math.round(time)))
        .join(""),
  );

if (await readFile(jsforce).catch(() => null)) {
  rows.length = 0;
  await measure("connect", ["/0/connect-alone", "/jsforce"], false);
  const [, [ours, theirs]] = rows[0];
  const share = (index) => (ours[index] / theirs[index]).toFixed(2);
  console.log(
    `\n\`connect\` on an empty page, CPU ${SLOWED} times slower, network as it is: milliseconds, median of ${RUNS}`,
  );
  console.log("".padEnd(16) + cell("first") + cell("return"));
  console.log("opportunity-stage".padEnd(18) + ours.map((time) => cell(Math.round(time)).slice(2)).join(""));
  console.log("jsforce-core".padEnd(18) + theirs.map((time) => cell(Math.round(time)).slice(2)).join(""));
  console.log(`of jsforce's time${cell(share(0)).slice(1)}${cell(share(1))}`);
} else console.log("\nwithout jsforce: run `npm ci` in crates/sandbox/tests/clients first");

await browser.close();
await sandbox.stop();
server.close();
server.closeAllConnections();
