// Checks the imports of the Rust crates: a module uses only what is below it, and files do not import each other in circles.
// `cargo modules` knows no layers, and takes longer to install than all of `make check`; the `use` lines say enough.
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

// From top to bottom. Modules of one row do not know each other.
const LAYERS = [["wasm"], ["client"], ["transition", "rest"], ["org"], ["base"]];
// Circles between files that are known and wait to be opened. A new one fails the check, and so does one that is gone.
const KNOWN = JSON.parse(await readFile(new URL("known-circles.json", import.meta.url), "utf8"));

const rank = new Map(LAYERS.flatMap((row, index) => row.map((name) => [name, index])));

async function sources(folder) {
  const files = await readdir(folder, { recursive: true });
  return files.filter((file) => file.endsWith(".rs")).map((file) => file.split(path.sep).join("/"));
}

const moduleOf = (file) => file.replace(/\.rs$/, "").split("/");

/** Paths after `use`, with groups unfolded: `a::{b, c::d}` gives `a::b` and `a::c::d`. */
function unfold(text) {
  const open = text.indexOf("{");
  if (open < 0) return [text.replace(/ as \w+/, "").trim()];
  const parts = [];
  let depth = 0;
  let from = open + 1;
  for (let at = open; at < text.length; at += 1) {
    if (text[at] === "{") depth += 1;
    if (text[at] === "}") depth -= 1;
    if ((text[at] === "," && depth === 1) || depth === 0) {
      parts.push(text.slice(from, at));
      from = at + 1;
      if (depth === 0) break;
    }
  }
  const prefix = text.slice(0, open);
  return parts.filter((part) => part.trim()).flatMap((part) => unfold(prefix + part.trim()));
}

/** The file of a path, as seen from a module: the longest prefix that is a file. */
function target(segments, files) {
  for (let length = segments.length; length > 0; length -= 1) {
    const file = `${segments.slice(0, length).join("/")}.rs`;
    if (files.has(file)) return file;
  }
  return undefined;
}

function imports(file, text, files) {
  const own = moduleOf(file);
  // Tests may look anywhere.
  const code = text.split(/#\[cfg\(test\)\]\s*mod tests/)[0].replace(/^\s*\/\/.*$/gm, "");
  const found = new Set();
  for (const [, use] of code.matchAll(/^\s*use ([^;]+);/gm)) {
    for (const full of unfold(use.replace(/\s+/g, " "))) {
      const segments = full.split("::").map((segment) => segment.trim());
      const resolved =
        segments[0] === "crate"
          ? segments.slice(1)
          : segments[0] === "super"
            ? [...own.slice(0, -1), ...segments.slice(1)]
            : segments[0] === "self"
              ? [...own, ...segments.slice(1)]
              : undefined;
      const to = resolved && target(resolved, files);
      if (to && to !== file) found.add(to);
    }
  }
  return found;
}

/** Tarjan's strongly connected components with more than one member. */
function circles(graph) {
  const state = new Map();
  const stack = [];
  const result = [];
  let counter = 0;
  const visit = (node) => {
    const own = { index: counter, low: counter, open: true };
    counter += 1;
    state.set(node, own);
    stack.push(node);
    for (const next of graph.get(node)) {
      const known = state.get(next);
      if (!known) own.low = Math.min(own.low, visit(next).low);
      else if (known.open) own.low = Math.min(own.low, known.index);
    }
    if (own.low === own.index) {
      const members = stack.splice(stack.indexOf(node));
      for (const member of members) state.get(member).open = false;
      if (members.length > 1) result.push(members.sort());
    }
    return own;
  };
  for (const node of graph.keys()) if (!state.has(node)) visit(node);
  return result;
}

const problems = [];
for (const [name, folder] of [
  ["core", "src"],
  ["formula", "crates/formula/src"],
  ["sandbox", "crates/sandbox/src"],
]) {
  const files = new Set(await sources(path.join(root, folder)));
  const graph = new Map();
  for (const file of files) {
    const text = await readFile(path.join(root, folder, file), "utf8");
    // A parent declares and re-exports its children; only what a file uses for itself is an arrow.
    const parent = (to) => file.startsWith(`${to.replace(/\.rs$/, "")}/`);
    const child = (to) => to.startsWith(`${file.replace(/\.rs$/, "")}/`);
    const used = [...imports(file, text, files)].filter((to) => !parent(to) && !child(to));
    graph.set(file, used);
    if (name !== "core") continue;
    const from = moduleOf(file)[0];
    for (const to of used) {
      const below = moduleOf(to)[0];
      if (from === below || !rank.has(from) || !rank.has(below)) continue;
      const allowed = rank.get(from) < rank.get(below);
      if (!allowed) problems.push(`${folder}/${file} uses ${to}: an arrow points down only`);
    }
  }
  const found = circles(graph).map((members) => members.join(" "));
  const known = KNOWN[name] ?? [];
  for (const circle of found) {
    if (!known.includes(circle)) problems.push(`${name}: these files import each other in a circle: ${circle}`);
  }
  for (const circle of known) {
    if (!found.includes(circle))
      problems.push(`${name}: this circle is gone, take it out of known-circles.json: ${circle}`);
  }
}
for (const problem of problems) console.error(problem);
process.exitCode = problems.length > 0 ? 1 : 0;
