import { visible } from "../visible.js";
import type { Streams } from "./main.js";

/** A text whose lines cannot move the cursor, set colors or reorder what stands around them. */
export const printable = (text: string): string => text.split("\n").map(visible).join("\n");

/** Progress on a terminal is one line that is updated; in a log a line every few seconds. */
export function terminal({ stdout, stderr }: NodeJS.Process): Streams {
  let shown = Date.now();
  let width = 0;
  return {
    out: (text) => stdout.write(text),
    say: (line) => stderr.write(`${printable(line)}\n`),
    progress(text) {
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
    },
  };
}
