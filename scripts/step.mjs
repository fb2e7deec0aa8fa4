// Runs one step of the Makefile and prints how long it took; STEP_TIMES names a file that collects the times.
// Usage: step.mjs <name> <command> [arguments]
import { spawnSync } from "node:child_process";
import { appendFileSync } from "node:fs";
import { constants } from "node:os";

const [name, command, ...args] = process.argv.slice(2);
// Make opens its job server only to other instances of Make, and Cargo warns if it cannot join.
const env = { ...process.env };
delete env.MAKEFLAGS;
delete env.MFLAGS;
const started = performance.now();
const { status, signal, error } = spawnSync(command, args, { stdio: "inherit", env });
if (error) console.error(`${command}: ${error.message}`);
const took = ((performance.now() - started) / 1000).toFixed(1);
console.log(`step: ${name} took ${took} s`);
if (env.STEP_TIMES) appendFileSync(env.STEP_TIMES, `${took.padStart(8)} s  ${name}\n`);
process.exitCode = status ?? (signal ? 128 + constants.signals[signal] : 127);
