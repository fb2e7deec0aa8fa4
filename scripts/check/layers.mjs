// Checks the imports of the Rust crates: a module uses only what is below it, and files do not import each other in circles.
// `--explain` lists, for each circle, which file uses what of which other.
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { circles, imports } from "./rust-imports.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));

// From top to bottom. Modules of one row do not know each other.
const LAYERS = [["wasm"], ["client"], ["transition", "rest"], ["org"], ["base"]];

const rank = new Map(LAYERS.flatMap((row, index) => row.map((name) => [name, index])));

async function sourcesIn(folder) {
  const files = await readdir(folder, { recursive: true });
  const texts = files
    .filter((file) => file.endsWith(".rs"))
    .map(async (file) => [file.split(path.sep).join("/"), await readFile(path.join(folder, file), "utf8")]);
  return new Map(await Promise.all(texts));
}

/** A module and what is inside it are one unit: a parent declares its children, and they may use what it holds. */
const isInside = (file, other) =>
  file.startsWith(`${other.replace(/\.rs$/, "")}/`) || other === "lib.rs" || other === "main.rs";

const problems = [];
for (const [name, folder] of [
  ["core", "src"],
  ["formula", "crates/formula/src"],
  ["sandbox", "crates/sandbox/src"],
]) {
  const arrows = imports(await sourcesIn(path.join(root, folder)));
  const graph = new Map();
  for (const [file, uses] of arrows) {
    graph.set(
      file,
      [...uses.keys()].filter((to) => !isInside(file, to) && !isInside(to, file)),
    );
    if (name !== "core") continue;
    const layer = (file) => rank.get(file.replace(/\.rs$/, "").split("/")[0]);
    for (const to of uses.keys()) {
      const [from, below] = [layer(file), layer(to)];
      const sameModule = file.split(/[/.]/)[0] === to.split(/[/.]/)[0];
      if (sameModule || from === undefined || below === undefined || from < below) continue;
      problems.push(`${folder}/${file} uses ${to}: an arrow points down only`);
    }
  }
  const found = circles(graph);
  if (process.argv.includes("--explain")) {
    for (const members of found) {
      console.log(`\n${name}: ${members.join(" ")}`);
      for (const from of members) {
        for (const to of members.filter((to) => graph.get(from).includes(to))) {
          console.log(`  ${from} -> ${to}: ${[...arrows.get(from).get(to)].join(", ")}`);
        }
      }
    }
  }
  for (const members of found) {
    problems.push(`${name}: these files import each other in a circle: ${members.join(" ")}`);
  }
}
for (const problem of problems) console.error(problem);
process.exitCode = problems.length > 0 ? 1 : 0;
