/** The command `opportunity-stage`. It runs on Node alone; no entry of the package leads here. */
import process from "node:process";
import { run } from "../import/main.js";
import { terminal } from "../import/terminal.js";
import { runDoctor } from "./doctor.js";
import { runMcp } from "./mcp.js";

/** The commands besides `import`. */
const COMMANDS = new Map([
  ["doctor", runDoctor],
  ["mcp", runMcp],
]);

const [command, ...rest] = process.argv.slice(2);
const other = COMMANDS.get(command ?? "");
process.exitCode = other ? await other(rest, process) : await run(process.argv.slice(2), terminal(process));
