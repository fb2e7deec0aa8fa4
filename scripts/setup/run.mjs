// What the set-up scripts share. They run before the npm packages are there, so they import nothing else.
import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** Runs a program in view of the user. Returns whether it succeeded. */
export function run(program, args, { env = {}, quiet = false } = {}) {
  const stdio = quiet ? ["inherit", "ignore", "inherit"] : "inherit";
  return spawnSync(program, args, { stdio, env: { ...process.env, ...env } }).status === 0;
}

/** Returns what a program prints, or null if it fails. */
export function output(program, args) {
  const { status, stdout } = spawnSync(program, args, { encoding: "utf8" });
  return status === 0 ? stdout.trim() : null;
}

export function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Whether a program is there: a name on the path, or a path. */
export function has(program) {
  const folders = program.includes("/") ? [""] : (process.env.PATH ?? "").split(delimiter);
  return folders.some((folder) => isExecutable(join(folder, program)));
}

/** Ends the script: says what is missing and how to get it. */
export function missing(what, how) {
  console.error(`missing: ${what}\n  how to get it: ${how}`);
  process.exit(1);
}

/** Installs packages of Debian. Returns whether it succeeded. */
export const aptInstall = (sudo, packages, options) =>
  asRoot(sudo, ["apt-get", "install", "-y", "-qq", "--no-install-recommends", ...packages], options);

export const aptUpdate = (sudo) => asRoot(sudo, ["apt-get", "update", "-qq"]);

function asRoot(sudo, [program, ...args], options = {}) {
  const call = process.getuid() === 0 ? [program, ...args] : [...sudo, program, ...args];
  return run(call[0], call.slice(1), { ...options, env: { DEBIAN_FRONTEND: "noninteractive" } });
}
