// Compiles the catalogues of pkg-template/lang from ICU MessageFormat to JavaScript, so that no parser is loaded and no
// code is made at run time. A text without parameters stays a string; another becomes `(p, f) => …`, where `p` are the
// parameters and `f` formats them (pkg-template/src/element/messages.ts).
import { readdir, readFile } from "node:fs/promises";
import { parse } from "@messageformat/parser";

/** What stands around the emphasis: characters that no text has. */
const STRONG = { "<b>": "\uE000", "</b>": "\uE001" };

/** The JavaScript of one text. @param {string} text */
export function compileText(text) {
  const tokens = parse(text.replaceAll(/<\/?b>/g, (mark) => STRONG[mark]));
  if (tokens.every(({ type }) => type === "content")) return JSON.stringify(tokens.map(({ value }) => value).join(""));
  return `(p,f)=>${sum(tokens)}`;
}

/** @param {import("@messageformat/parser").Token[]} tokens @param {string} [counted] the number that `#` stands for */
function sum(tokens, counted) {
  return tokens.map((token) => one(token, counted)).join("+") || '""';
}

function one(token, counted) {
  const value = `p.${token.arg}`;
  switch (token.type) {
    case "content":
      return JSON.stringify(token.value);
    case "argument":
      return `f.text(${value})`;
    case "octothorpe":
      return `f.number(${counted})`;
    case "function":
      if (token.key !== "number" && token.key !== "date" && token.key !== "list")
        throw new Error(`no format ${token.key}`);
      return `f.${token.key}(${value})`;
    case "plural":
    case "select": {
      const cases = token.cases.map(({ key, tokens }) => {
        const name = key.startsWith("=") ? key.slice(1) : key;
        return `${JSON.stringify(name)}:()=>${sum(tokens, token.type === "plural" ? value : counted)}`;
      });
      return `f.${token.type}(${value},{${cases.join(",")}})`;
    }
    default:
      throw new Error(`${token.type} is not in use`);
  }
}

/** The names of the parameters of a text, in alphabetical order. @param {string} text */
export function parametersOf(text) {
  const names = new Set();
  const visit = (tokens) => {
    for (const token of tokens) {
      if (token.arg) names.add(token.arg);
      for (const { tokens } of token.cases ?? []) visit(tokens);
    }
  };
  visit(parse(text));
  return [...names].sort();
}

/** @param {Record<string, string>} catalogue */
export const compileCatalogue = (catalogue) =>
  `export default {${Object.entries(catalogue)
    .map(([code, text]) => `${JSON.stringify(code)}:${compileText(text)}`)
    .join(",\n")}};`;

/**
 * The English texts that a page does without until something is to change: those of `templates/more.ts`. The others are in the
 * element's first file.
 */
const LATER = [
  // In English the core says the same, except for how dates are written.
  /^reason\.(?!close_date)/,
  // Advice about warnings, which go with a change.
  /^help\.(amount_ignored|refused_before|value_not_in_picklist)$/,
  // What only a write, or a change that is being made, ends with.
  /^problem\.(undo_expired|changed_meanwhile|duplicate|validation_rule|record_\w+|automation_failed|value_rejected)$/,
  /^problem\.(required_field_missing|field_not_writable|not_allowed|unknown_outcome|invalid_value|invalid_query|sign_in_\w+)$/,
  /^(row|step|suggestion|undecided)\./,
  /^text\.(?!(opening|current_stage|refused|failed)$)/,
  new RegExp(
    `^ui\\.(${[
      ...[
        "card_title",
        "you_change",
        "salesforce_\\w+",
        "before",
        "after",
        "was",
        "none",
        "depends",
        "details",
        "reason",
      ],
      ...[
        "read_only",
        "characters",
        "receipt",
        "nothing_written",
        "written\\w*",
        "otherwise",
        "exemptions",
        "undo_left",
      ],
      ...[
        "conflict_\\w+",
        "step_\\w+",
        "mine",
        "theirs",
        "they_changed",
        "search\\w*",
        "find",
        "closes_on",
        "closed_on",
      ],
      ...["conversation", "you", "say", "say_hint", "send", "suggestion\\w*", "choose_stage", "stage_of"],
    ].join("|")})$`,
  ),
];

/** The part of the English texts that a name means: `en-early` or `en-later`. */
function partOf(catalogue, name) {
  if (!name.startsWith("en-")) return catalogue;
  const isLater = (code) => LATER.some((pattern) => pattern.test(code));
  return Object.fromEntries(Object.entries(catalogue).filter(([code]) => isLater(code) === name.endsWith("-later")));
}

/** Lets modules import `opportunity-stage-words/de`; English comes in two parts, `en-early` and `en-later`. @param {string} folder @returns {import("esbuild").Plugin} */
export const words = (folder) => ({
  name: "words",
  setup(builder) {
    builder.onResolve({ filter: /^opportunity-stage-words\// }, ({ path }) => ({
      path: path.split("/")[1],
      namespace: "words",
    }));
    builder.onLoad({ filter: /./, namespace: "words" }, async ({ path: name }) => {
      const path = `${folder}/${name.replace(/^en-.*/, "en")}.json`;
      return {
        contents: compileCatalogue(partOf(JSON.parse(await readFile(path, "utf8")), name)),
        loader: "js",
        watchFiles: [path],
      };
    });
  },
});

/**
 * Lets modules import `opportunity-stage-lexicons`: what loads the lexicon of each language, as text without comments in a
 * chunk of its own. @param {string} folder @returns {import("esbuild").Plugin}
 */
export const lexicons = (folder) => ({
  name: "lexicons",
  setup(builder) {
    builder.onResolve({ filter: /^opportunity-stage-lexicons$/ }, () => ({ path: folder, namespace: "lexicons" }));
    builder.onResolve({ filter: /^lexicon-.*$/, namespace: "lexicons" }, ({ path }) => ({
      path,
      namespace: "lexicon",
    }));
    builder.onLoad({ filter: /./, namespace: "lexicons" }, async () => {
      const files = (await readdir(folder)).filter((file) => file.endsWith(".txt")).sort();
      const loaders = files
        .map((file) => file.slice(0, -".txt".length))
        .map((language) => {
          return `${JSON.stringify(language)}: () => import(${JSON.stringify(`lexicon-${language}`)})`;
        });
      return { contents: `export default { ${loaders.join(", ")} };`, loader: "js", watchDirs: [folder] };
    });
    builder.onLoad({ filter: /./, namespace: "lexicon" }, async ({ path }) => {
      const file = `${folder}/${path.slice("lexicon-".length)}.txt`;
      const text = lexicon(await readFile(file, "utf8"));
      return { contents: `export default ${JSON.stringify(text)};`, loader: "js", watchFiles: [file] };
    });
  },
});

/** A lexicon without comments and blanks. @param {string} text */
const lexicon = (text) =>
  text
    .split("\n")
    .filter((line) => line && !line.startsWith("#"))
    .map((line) => line.replace(/,\s+/g, ",").replace(/\s*=\s*/, "="))
    .join("\n");

/** Style sheets as minified text. @param {typeof import("esbuild").transform} transform @returns {import("esbuild").Plugin} */
export const styleSheets = (transform) => ({
  name: "style-sheets",
  setup(builder) {
    builder.onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { code } = await transform(await readFile(path, "utf8"), { loader: "css", minify: true });
      return { contents: code.trim(), loader: "text" };
    });
  },
});
