// Runs each fuzz target for some seconds, or those that are named. What fails is kept in fuzz/artifacts/.
// Usage: fuzz.mjs <seconds> [targets]
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

const [seconds, ...named] = process.argv.slice(2);
process.chdir(fileURLToPath(new URL("../fuzz", import.meta.url)));
const targets =
  named.length > 0
    ? named
    : readdirSync("fuzz_targets")
        .filter((file) => file.endsWith(".rs"))
        .map((file) => file.slice(0, -3));
const [, host] = /^host: (.+)$/m.exec(spawnSync("rustc", ["-vV"], { encoding: "utf8" }).stdout);

// What `cargo fuzz` passes for coverage. A stable compiler knows all of it, so no nightly is needed.
const coverage = ["level=4", "inline-8bit-counters", "pc-table", "trace-compares"];
const RUSTFLAGS = [
  ..."-Cpasses=sancov-module -Ccodegen-units=1 --cfg fuzzing".split(" "),
  ...coverage.map((option) => `-Cllvm-args=-sanitizer-coverage-${option}`),
].join(" ");
// An explicit target keeps the flags away from build scripts.
const build = spawnSync("cargo", ["build", "--release", "--target", host, "--bins"], {
  stdio: "inherit",
  env: { ...process.env, RUSTFLAGS },
});
if (build.status !== 0) process.exit(1);

let failed = 0;
for (const target of targets) {
  for (const folder of ["corpus", "artifacts"]) mkdirSync(`${folder}/${target}`, { recursive: true });
  const folders = [`corpus/${target}`, ...[`seeds/${target}`].filter((folder) => existsSync(folder))];
  const { status, stdout, stderr } = spawnSync(
    `target/${host}/release/${target}`,
    [
      ...[...folders, "-dict=words.dict", `-artifact_prefix=artifacts/${target}/`, `-max_total_time=${seconds}`],
      ...["-timeout=10", "-max_len=2048", "-print_final_stats=1"],
    ],
    { encoding: "utf8", maxBuffer: 1e8 },
  );
  const log = stdout + stderr;
  if (status === 0) {
    const [, executions = "?"] = /^stat::number_of_executed_units: *(\d+)/m.exec(log) ?? [];
    console.log(`${target.padEnd(18)} ${executions} executions in ${seconds} s`);
  } else {
    failed += 1;
    console.log(log.split("\n").slice(-40).join("\n"));
    console.log(`${target.padEnd(18)} FAILED`);
  }
}
console.log(`${targets.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
