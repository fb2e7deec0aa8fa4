// rustc's options that replace the paths of the machine that builds: a panic names the file that it comes from.
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { homedir } from "node:os";

/** Runs Cargo in view of the user and returns its exit code. */
export function cargo(args, env = {}, stdio = "inherit") {
  const { status, error } = spawnSync("cargo", args, { stdio, env: { ...process.env, ...env } });
  if (error) throw error;
  return status ?? 1;
}

export const sysroot = spawnSync("rustc", ["--print", "sysroot"], { encoding: "utf8" }).stdout.trim();

/** Returns the options for a build for `target`; downloads the crates, because their folder has its name only then. */
export function remapPaths(target) {
  if (cargo(["fetch", "--quiet", "--target", target]) !== 0) process.exit(1);
  const registries = `${process.env.CARGO_HOME || `${homedir()}/.cargo`}/registry/src`;
  const crates = readdirSync(registries).sort();
  const folders = [`${process.cwd()}/`, sysroot, ...crates.map((name) => `${registries}/${name}`)];
  return folders.map((folder) => `--remap-path-prefix=${folder}=`);
}

/** The environment that passes options to rustc for wasm32. */
export const rustFlags = (flags) => ({ CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS: flags.join(" ") });
