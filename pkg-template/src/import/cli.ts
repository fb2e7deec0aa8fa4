/** The command `opportunity-stage`. It runs on Node alone; no entry of the package leads here. */
import process from "node:process";
import { run } from "./main.js";

const { stderr, stdout } = process;
let shown = Date.now();
let width = 0;

/** On a terminal one line that is updated; in a log a line every few seconds. */
function progress(text: string) {
  const now = Date.now();
  if (stderr.isTTY) {
    if (text && now - shown < 100) return;
    if (text || width) stderr.write(`\r${text.padEnd(width)}${text ? "" : "\r"}`);
    width = text.length;
    shown = now;
  } else if (text && now - shown > 5000) {
    stderr.write(`${text}\n`);
    shown = now;
  }
}

process.exitCode = await run(process.argv.slice(2), {
  out: (text) => stdout.write(text),
  say: (line) => stderr.write(`${line}\n`),
  progress,
});
