// Which file of a Rust crate uses which other, and what of it. Reads the text: `cargo modules` knows no layers, and takes
// longer to install than all of `make check`.
// Sees `use` at any depth, paths without `use` (`crate::a::f()`, `super::b::T`, `alias::f()`), and follows re-exports to
// the file that defines the name. Does not see calls of methods: those need types.

const IDENT = String.raw`(?:r#)?[A-Za-z_]\w*`;

/** Replaces comments, strings and characters with blanks; braces and names in them mean nothing. */
function stripLiterals(text) {
  const literal =
    /\/\/[^\n]*|\/\*[\s\S]*?\*\/|\bb?r(#*)"[\s\S]*?"\1|"(?:\\[\s\S]|[^"\\])*"|'(?:\\u\{\w+\}|\\.|[^'\\\n])'/g;
  return text.replace(literal, (found) => found.replace(/[^\n]/g, " "));
}

/** The index after the brace that closes the one at `open`. */
function closing(text, open) {
  let depth = 0;
  for (let at = open; at < text.length; at += 1) {
    if (text[at] === "{") depth += 1;
    if (text[at] === "}") depth -= 1;
    if (depth === 0) return at + 1;
  }
  return text.length;
}

/** Without test modules, which may look anywhere. */
function stripTests(text) {
  const test = /#\[cfg\(test\)\]\s*(?:#\[[^\]]*\]\s*)*(?:pub(?:\([^)]*\))?\s+)?mod\s+\w+\s*([{;])/;
  let rest = text;
  for (let found = test.exec(rest); found; found = test.exec(rest)) {
    const end = found.index + found[0].length;
    rest = rest.slice(0, found.index) + rest.slice(found[1] === "{" ? closing(rest, end - 1) : end);
  }
  return rest;
}

/** Paths after `use` with groups unfolded: `a::{b, c::d as e}` gives `a::b` as `b`, and `a::c::d` as `e`. */
function unfold(text) {
  const open = text.indexOf("{");
  if (open < 0) {
    const [path, alias] = text.split(/\s+as\s+/);
    let segments = path.split("::").map((segment) => segment.trim().replace(/^r#/, ""));
    if (segments.at(-1) === "self") segments = segments.slice(0, -1);
    return [{ segments, name: alias?.trim() ?? segments.at(-1) }];
  }
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

/** What the text of a file imports, names and defines. */
function parse(text) {
  const code = stripTests(stripLiterals(text));
  const uses = [];
  const rest = code.replace(/\buse\s+((?:::)?[A-Za-z_{][^;]*);/g, (_, tree) => {
    uses.push(...unfold(tree.replace(/\s+/g, " ").replace(/^::/, "")));
    return "";
  });
  const paths = [...rest.matchAll(new RegExp(String.raw`(?<![:\w$])${IDENT}(?:\s*::\s*${IDENT})+`, "g"))].map(
    ([path]) => path.split("::").map((segment) => segment.trim().replace(/^r#/, "")),
  );
  const item = /\b(?:fn|struct|enum|union|trait|type|const|static|mod|macro_rules!)\s+(?:mut\s+)?(\w+)/g;
  const defines = new Set([...rest.matchAll(item)].map(([, name]) => name));
  return { uses, paths, defines };
}

/**
 * The arrows of a crate: for each file, the files that it uses and the names that it uses of them.
 * @param {Map<string, string>} sources Text by path below the crate's `src`, with `/` between folders.
 * @returns {Map<string, Map<string, Set<string>>>}
 */
export function imports(sources) {
  const rootFile = sources.has("lib.rs") ? "lib.rs" : "main.rs";
  const moduleOf = (file) => (file === rootFile ? [] : file.replace(/\.rs$/, "").split("/"));
  const fileOf = (module) => (module.length === 0 ? rootFile : `${module.join("/")}.rs`);
  const parsed = new Map([...sources].map(([file, text]) => [file, parse(text)]));

  /** Turns a path as written in a file into one from the crate's root; undefined for another crate's. */
  function absolute(file, segments) {
    const own = moduleOf(file);
    if (segments[0] === "crate") return segments.slice(1);
    if (segments[0] === "self") return [...own, ...segments.slice(1)];
    let up = 0;
    while (segments[up] === "super") up += 1;
    if (up > 0) return [...own.slice(0, own.length - up), ...segments.slice(up)];
    // A child of this very module.
    return sources.has(fileOf([...own, segments[0]])) ? [...own, ...segments] : undefined;
  }

  /** The file that defines what a path from the crate's root names. */
  function resolve(path, depth = 0) {
    let length = path.length;
    while (length > 0 && !sources.has(fileOf(path.slice(0, length)))) length -= 1;
    const file = fileOf(path.slice(0, length));
    const name = path[length];
    if (!parsed.has(file)) return undefined;
    const { uses, defines } = parsed.get(file);
    if (name === undefined || depth > 8 || defines.has(name)) return { file, name: name ?? path.at(-1) };
    for (const use of uses) {
      const from = absolute(file, use.segments);
      if (!from) continue;
      if (use.segments.at(-1) === "*") {
        const found = resolve([...from.slice(0, -1), name], depth + 1);
        if (found && found.file !== file && parsed.get(found.file).defines.has(name)) return found;
      } else if (use.name === name) {
        return resolve([...from, ...path.slice(length + 1)], depth + 1);
      }
    }
    return { file, name };
  }

  const arrows = new Map();
  for (const [file, { uses, paths }] of parsed) {
    const aliases = new Map(uses.map(({ segments, name }) => [name, segments]));
    const direct = new Set(["crate", "self", "super"]);
    const through = paths.map((path) => {
      const alias = direct.has(path[0]) ? undefined : aliases.get(path[0]);
      return alias ? [...alias, ...path.slice(1)] : path;
    });
    const to = new Map();
    for (const segments of [...uses.map((use) => use.segments), ...through]) {
      const path = absolute(file, segments);
      const found = path && resolve(path.at(-1) === "*" ? path.slice(0, -1) : path);
      if (!found || found.file === file) continue;
      if (!to.has(found.file)) to.set(found.file, new Set());
      to.get(found.file).add(found.name);
    }
    arrows.set(file, to);
  }
  return arrows;
}

/** Tarjan's strongly connected components with more than one member. */
export function circles(graph) {
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
