// Prints what many records cost, from a page in Chromium against the sandbox: time, requests, bytes, the WebAssembly's
// memory, and how long the page was kept from drawing.
//   node scripts/bench/bulk.mjs [1000 50000]
// A sandbox that was built with `cargo build --release -p opportunity-stage-sandbox` is used where there is one.
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { startMany } from "../../tests/js/support/many.mjs";
import { measured } from "../../tests/js/support/measured.mjs";

const release = fileURLToPath(new URL("../../target/release/opportunity-stage-sandbox", import.meta.url));
const program = existsSync(release) ? release : undefined;
const counts = process.argv.slice(2).map(Number);
const sizes = counts.length ? counts : [1_000, 50_000];
// About four of five generated opportunities are still open.
const org = await startMany({ count: Math.ceil(Math.max(...sizes) * 1.3), program });

/** The processor's time of each task of the page's main thread: what other programs take does not count. */
function mainThread(events) {
  const main = new Set(
    events
      .filter(({ name, args }) => name === "thread_name" && args.name === "CrRendererMain")
      .map(({ pid, tid }) => `${pid} ${tid}`),
  );
  const times = events
    .filter(({ name, pid, tid, tdur }) => /RunTask$/.test(name) && tdur && main.has(`${pid} ${tid}`))
    .map(({ tdur }) => tdur / 1_000);
  return { longest: times.reduce((a, b) => Math.max(a, b), 0), over50: times.filter((time) => time > 50).length };
}

const mib = (bytes) => `${(bytes / 2 ** 20).toFixed(1)} MiB`;
const seconds = (milliseconds) => `${(milliseconds / 1_000).toFixed(1)} s`;
const row = (name, value) => console.log(`  ${name.padEnd(34)}${value}`);

console.log(`many at once, in Chromium, the sandbox built ${program ? "for release" : "for development"}`);
for (const size of sizes) {
  await org.reset();
  const ids = await org.ids(size);
  const page = await org.open();
  // Handing the ids over is the measurement's own work.
  await page.evaluate((ids) => void (globalThis.ids = ids), ids);
  await org.browser.startTracing(page, { categories: ["toplevel"] });
  const found = await page.evaluate(measured);
  const tasks = mainThread(JSON.parse((await org.browser.stopTracing()).toString()).traceEvents);
  console.log(`\n${size.toLocaleString("en")} records`);
  row("updated, unchanged, failed", `${found.counts.updated}, ${found.counts.unchanged}, ${found.counts.failed}`);
  row("read and judge", seconds(found.reading));
  row("write", seconds(found.writing));
  row("requests", found.requests);
  row("bytes up, down", `${mib(found.up)}, ${mib(found.down)}`);
  row("WebAssembly.Memory", `${mib(found.before)}, at most ${mib(found.highest)}, after ${mib(found.after)}`);
  row("longest task, tasks over 50 ms", `${found.longestTask.toFixed(0)} ms, ${found.longTasks}`);
  row(
    "longest frame, frames over 50 ms",
    `${found.frames.longest.toFixed(0)} ms, ${found.frames.over50} of ${found.frames.count}`,
  );
  row("the same in processor time", `${tasks.longest.toFixed(0)} ms, ${tasks.over50}`);
  await page.close();
}
await org.stop();
