/** Filters suggestions by what was typed. Loaded with the first suggestion. */
import type { Suggestion } from "../index.js";

/** Without letter case and accents. */
const folded = (text: string) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

/** Whether a word of the text begins so. In scripts without spaces, a word can begin anywhere. */
const hasWord = (text: string, start: string) =>
  text.split(/[^\p{L}\p{N}]+/u).some((word) => word.startsWith(start)) ||
  (/[\u3040-\u30ff\u3400-\u9fff]/.test(start) && text.includes(start));

/** The suggestions that contain all typed words; completions contain them already. */
export function fitting(all: readonly Suggestion[], typed: string): readonly Suggestion[] {
  const words = folded(typed)
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
  const fits = ({ code, text }: Suggestion) =>
    code === "completion" || words.every((word) => hasWord(folded(text), word));
  const seen = new Set([folded(typed).trim()]);
  // A sentence may be what completes the text.
  const isNew = ({ text }: Suggestion) => seen.size < seen.add(folded(text).trim()).size;
  return all.filter((one) => fits(one) && isNew(one));
}
