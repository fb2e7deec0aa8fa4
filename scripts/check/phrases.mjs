// Phrases that the project does not use: cspell.json lists single words, and cannot list these.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

const PHRASES =
  /\b(?:otherwise than|to be had|gone on with|(?<!there )is no (?!longer\b|other\b|more\b)|(?<!there )is none\b)/gi;
const LEFT_OUT =
  /^tests\/(?:fixtures|utterances)\/|^crates\/[a-z]+\/(?:tests\/)?(?:fixtures|seed|clients)\/|^docs\/salesforce\.md$|lexicon\/|lang\/(?!en)|lock|\.svg$|phrases\.mjs$/;

const files = execFileSync("git", ["ls-files", "-z"], { encoding: "utf8" }).split("\0");
for (const file of files.filter((name) => name && !LEFT_OUT.test(name))) {
  for (const [index, line] of readFileSync(file, "utf8").split("\n").entries()) {
    for (const [phrase] of line.matchAll(PHRASES)) {
      console.error(`${file}:${index + 1}: "${phrase.trim()}": say it in plain words`);
      process.exitCode = 1;
    }
  }
}
