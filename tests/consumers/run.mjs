// `make test-consumers`: the packed package in the projects of other people. Each is built, opened in Chromium or run, and an
// opportunity is found, opened, proposed a stage and confirmed; then the sandbox's log is read. Arguments select rows by
// parts of their names; `--part` takes those that .ci/run has.
import { readFile } from "node:fs/promises";
import { serve } from "../../scripts/demo/site.mjs";
import { startSandbox } from "../../scripts/demo/sandbox.mjs";
import { launch } from "../js/support/browser.mjs";
import { orgOf } from "../js/support/org.mjs";
import { rows } from "./rows.mjs";
import { freePort, install, pack, Unavailable } from "./workplace.mjs";

const DEAL = "Acme - 200 Widgets";
/** How the modules that stand in for `.wasm` files begin: gzip as base64. */
const PACKED = /"H4sI/;

const args = process.argv.slice(2);
const names = args.filter((arg) => !arg.startsWith("--")).map((name) => name.toLowerCase());
const isPart = args.includes("--part");
const selected = rows.filter(
  ({ name, part }) =>
    (!isPart || part) && (names.length === 0 || names.some((wanted) => name.toLowerCase().includes(wanted))),
);

const port = await freePort();
// The second is that of Vitest's simulated pages; happy-dom looks at CORS as a browser does.
const sandbox = await startSandbox({ origins: [`http://localhost:${port}`, "http://localhost:3000"] });
const org = orgOf(sandbox);
const { Id: opportunity } = await org.opportunity(DEAL);
// The examples name the sandbox as it is by default.
const browser = await launch([`--host-resolver-rules=MAP localhost:8081 ${new URL(sandbox.instanceUrl).host}`]);
const { tarball, size, unpackedSize } = await pack();

const kilobytes = (bytes) => `${Math.round(bytes / 1000).toLocaleString("en")} kB`;
console.log(`the package: ${kilobytes(size)} packed, ${kilobytes(unpackedSize)} unpacked`);

const results = { passed: 0, failed: 0, skipped: 0 };
const skipped = [];
const began = Date.now();
for (const row of selected) {
  const from = Date.now();
  const seconds = () => `${((Date.now() - from) / 1000).toFixed(1).padStart(6)} s`;
  try {
    const folder = await install(row.source, tarball);
    await org.reset();
    const said = await row.build?.(folder);
    if (row.warnings?.test(said)) throw new Error(`the build warns:\n${said}`);
    const note = row.run ? await ran(row, folder) : await opened(row, folder);
    results.passed += 1;
    console.log(`${seconds()}  ${row.name.padEnd(22)} ${await versionOf(row, folder)}${note}`);
  } catch (error) {
    if (error instanceof Unavailable) {
      results.skipped += 1;
      skipped.push(`${row.name}: ${error.message}`);
      console.log(`${seconds()}  ${row.name.padEnd(22)} skipped`);
    } else {
      results.failed += 1;
      console.log(`${seconds()}  ${row.name.padEnd(22)} FAILED\n${String(error?.message ?? error).slice(-4000)}`);
    }
  }
}
await browser.close();
await sandbox.stop();
if (skipped.length > 0)
  console.log(`What the registry did not give:\n${skipped.map((line) => `  ${line}`).join("\n")}`);
console.log(`${((Date.now() - began) / 60_000).toFixed(1)} minutes`);
console.log(`${results.passed} passed, ${results.failed} failed, ${results.skipped} skipped`);
process.exitCode = results.failed === 0 && results.passed > 0 ? 0 : 1;

/** A row without a page. */
async function ran(row, folder) {
  const writes = await row.run({ folder, sandbox, port, opportunity });
  await checkWrites(writes);
  return "";
}

async function checkWrites(expected) {
  const { writes } = await org.log();
  const { StageName: stage } = await org.opportunity(DEAL);
  if (writes.length !== expected || (expected > 0 && stage !== "Negotiation/Review"))
    throw new Error(`the sandbox's log has ${writes.length} writes, and the deal is in ${stage}`);
}

/** A page: the flow is played on it. */
async function opened(row, folder) {
  const site = await row.open({ folder, port, sandbox, serve: (built) => serve(built, port) });
  const context = await browser.newContext({ locale: "en-US" });
  try {
    const address = `http://localhost:${port}/${row.name === "Parcel" ? "parcel.html" : ""}`;
    if (row.rendered) await checkMarkup(`${address}?deal=${opportunity}`);
    // Servers for development compile what is asked for.
    context.setDefaultTimeout(120_000);
    const page = await context.newPage();
    const seen = watch(page);
    await play(page, address);
    await checkWrites(1);
    if (row.rendered) await checkHydrated(page, `${address}?deal=${opportunity}`);
    return await checkSeen(row, page, seen);
  } finally {
    await context.close();
    await (site.close ?? site.stop)();
  }
}

/** What a server renders has no token in it, neither as a value nor as the source of a function. */
async function checkMarkup(address) {
  const markup = await (await fetch(address)).text();
  if (!markup.includes("<opportunity-stage")) throw new Error(`the server rendered no element:\n${markup}`);
  if (markup.includes(sandbox.accessToken) || /access-?token=/i.test(markup))
    throw new Error("the server's markup has the token");
}

/** The tag that a server has rendered gets its properties in the browser, and shows the stages. */
async function checkHydrated(page, address) {
  await page.goto(address);
  await page.locator("opportunity-stage").getByRole("radio").first().waitFor();
}

function watch(page) {
  const seen = { complaints: [], said: [], bytes: 0, files: 0, modules: 0, pending: [] };
  page.on("pageerror", (error) => seen.complaints.push(String(error)));
  page.on("console", (message) => {
    seen.said.push(message.text());
    // A bundler that leaves the file behind: the browser reports its absence.
    const isAbsence = /Failed to load resource.*404/.test(message.text());
    if (["error", "warning"].includes(message.type()) && !isAbsence) seen.complaints.push(message.text());
  });
  page.on("response", (response) => {
    if (!response.url().startsWith(`http://localhost:${port}/`)) return;
    seen.pending.push(
      response.body().then(
        (body) => {
          const isWasm = body.subarray(0, 4).equals(Buffer.from("\0asm"));
          if (!isWasm && !/script/.test(response.headers()["content-type"] ?? "")) return;
          seen.bytes += body.length;
          if (isWasm) seen.files += 1;
          else if (PACKED.test(body.toString("latin1"))) seen.modules += 1;
        },
        () => {},
      ),
    );
  });
  return seen;
}

async function play(page, address) {
  await page.goto(address);
  await page.getByRole("button", { name: DEAL }).click();
  const element = page.locator("opportunity-stage");
  const next = element.getByRole("radio", { name: /^Negotiation\/Review/ });
  await next.focus();
  await next.press("Space");
  await element.getByRole("button", { name: "Confirm Update" }).click();
  await page.getByText("Saved: Negotiation/Review").waitFor();
}

async function checkSeen(row, page, seen) {
  await Promise.all(seen.pending);
  const markup = await page.content();
  for (const text of [markup, ...seen.said, ...seen.complaints])
    if (text.includes(sandbox.accessToken)) throw new Error("the token is in the page or in the console");
  if (seen.complaints.length > 0) throw new Error(`the console has:\n${seen.complaints.join("\n")}`);
  const came = seen.files > 0 ? (seen.modules > 0 ? "both" : "files") : seen.modules > 0 ? "modules" : "neither";
  const isRight =
    { either: came !== "both" && came !== "neither", inside: came === "modules" }[row.files] ?? came === row.files;
  if (!isRight) throw new Error(`the WebAssembly came as ${came}: ${seen.files} files, ${seen.modules} modules`);
  return `${came}, ${kilobytes(seen.bytes)} of JavaScript and WebAssembly`;
}

/** The version of what the row is about. */
async function versionOf({ name, source }, folder) {
  const first = name.toLowerCase();
  const wanted = [
    ["angular", "@angular/core"],
    ["next", "next"],
    ["nuxt", "nuxt"],
    ["sveltekit", "@sveltejs/kit"],
    ["react", "react"],
    ["vue", "vue"],
    ["rspack", "@rspack/core"],
    ["rollup", "@rollup/wasm-node"],
    ["workers", "miniflare"],
    ["mcp", "@modelcontextprotocol/sdk"],
    ["typescript", "typescript"],
    ...["webpack", "parcel", "esbuild", "rolldown", "bun", "deno", "vitest", "jest"].map((tool) => [tool, tool]),
    ["vite", "vite"],
  ].find(([word]) => first.startsWith(word))?.[1];
  if (!wanted) return source.endsWith("html") ? "" : `Node ${process.versions.node}  `;
  const { version } = JSON.parse(await readFile(`${folder}/node_modules/${wanted}/package.json`, "utf8"));
  return `${wanted} ${version}  `;
}
