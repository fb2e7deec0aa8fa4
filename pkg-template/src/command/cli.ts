/** The command `opportunity-stage`. It runs on Node alone; no entry of the package leads here. */
import process from "node:process";
import { run } from "../import/main.js";
import { terminal } from "../import/terminal.js";
import { runMcp } from "./mcp.js";

const [command, ...rest] = process.argv.slice(2);
process.exitCode =
  command === "mcp" ? await runMcp(rest, process) : await run(process.argv.slice(2), terminal(process));
