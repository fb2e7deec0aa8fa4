// Puts the npm package together in pkg/: entries that share one chunk, entries of their own, the wasm, the types, the papers.
import { chmod, cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build, transform } from "esbuild";
import { describeElements } from "./custom-elements.mjs";
import { lexicons, styleSheets, words } from "./compile-messages.mjs";

const root = new URL("../../", import.meta.url);
const path = (relative) => fileURLToPath(new URL(relative, root));
const { version } = JSON.parse(await readFile(path("pkg-template/package.json"), "utf8"));

const languages = (await readdir(path("pkg-template/lang")))
  .map((file) => file.replace(".json", ""))
  .filter((language) => language !== "en");

const wasm = ["core", "bulk", "conversation", "tools"].map((name) => `${name}.wasm`);

await rm(path("pkg"), { recursive: true, force: true });
await mkdir(path("pkg/dist"), { recursive: true });

await build({
  entryPoints: ["index", "inline", "slim"].map((name) => path(`pkg-template/src/${name}.ts`)),
  outdir: path("pkg/dist"),
  // One chunk for the core: a page that uses two entries has one instance, and the entries stay tiny.
  splitting: true,
  // What is loaded later has the name of its module; what is loaded first is a "chunk".
  chunkNames: "[name]-[hash]",
  // Lexicons are no ASCII.
  charset: "utf8",
  bundle: true,
  format: "esm",
  platform: "neutral",
  target: "es2022",
  minify: true,
  alias: {
    "opportunity-stage-core": path("target/wasm-bindgen/core.js"),
    ...Object.fromEntries(wasm.map((file) => [`opportunity-stage-core/${file}`, path(`target/wasm-bindgen/${file}`)])),
  },
  loader: { ".wasm": "base64" },
  define: { PACKAGE_VERSION: JSON.stringify(version) },
  plugins: [surviveCrashes(), loadParts(), lexicons(path("pkg-template/lexicon")), words(path("pkg-template/lang"))],
  logLevel: "warning",
});

// Entries that do without the core: a callback page should not load it.
const CREDITS = {
  assistant: "",
  interpret: "",
  oauth:
    "/* Contains oauth4webapi (https://github.com/panva/oauth4webapi), Copyright (c) 2022 Filip Skokan,\n" +
    "   under the MIT License, whose text stands in LICENSE-MIT. */",
};
for (const [name, js] of Object.entries(CREDITS)) {
  await build({
    entryPoints: [path(`pkg-template/src/${name}.ts`)],
    outdir: path("pkg/dist"),
    bundle: true,
    format: "esm",
    platform: "neutral",
    target: "es2022",
    minify: true,
    legalComments: "none",
    banner: { js },
    logLevel: "warning",
  });
}

// The element: one file with Lit and English in it, so that a page needs no bundler; other languages come when they are
// wanted, and the core's loader stays the file that it is.
await build({
  entryPoints: [
    { in: path("pkg-template/src/element.ts"), out: "element" },
    { in: path("pkg-template/src/define.ts"), out: "define" },
    ...languages.map((language) => ({ in: `opportunity-stage-words/${language}`, out: `lang/${language}` })),
  ],
  outdir: path("pkg/dist"),
  splitting: true,
  bundle: true,
  format: "esm",
  platform: "neutral",
  target: "es2022",
  minify: true,
  // Most of the texts are no ASCII.
  charset: "utf8",
  plugins: [entriesApart(), words(path("pkg-template/lang")), styleSheets(transform)],
  logLevel: "warning",
});

// What a server gets in place of the element.
await build({
  entryPoints: [path("pkg-template/src/element.node.ts")],
  outfile: path("pkg/dist/element.node.js"),
  format: "esm",
  target: "es2022",
  minify: true,
  logLevel: "warning",
});

// The command for Node. It uses the package by its own name, so that nothing of it ends up in the entries.
await build({
  entryPoints: [path("pkg-template/src/import/cli.ts")],
  outfile: path("pkg/dist/cli.js"),
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node20.19",
  minify: true,
  external: ["opportunity-stage"],
  banner: {
    js:
      "#!/usr/bin/env node\n" +
      "/* Contains sax by Isaac Z. Schlueter and others (https://github.com/isaacs/sax-js), under the\n" +
      "   Blue Oak Model License 1.0.0 (https://blueoakcouncil.org/license/1.0.0), and ignore\n" +
      "   (https://github.com/kaelzhang/node-ignore), Copyright (c) 2013 Kael Zhang, contributors, under the MIT License,\n" +
      "   whose text stands in LICENSE-MIT. */",
  },
  logLevel: "warning",
});
await chmod(path("pkg/dist/cli.js"), 0o755);

/** What is an entry of its own is imported as the file that it becomes. */
function entriesApart() {
  const entries = new Set(["index.ts", "element.ts"].map((name) => path(`pkg-template/src/${name}`)));
  return {
    name: "entries-apart",
    setup(builder) {
      builder.onResolve({ filter: /^\.\.?\/\w+\.js$/ }, ({ path: wanted, importer }) => {
        const file = fileURLToPath(new URL(wanted.replace(/\.js$/, ".ts"), pathToFileURL(importer)));
        return entries.has(file) ? { path: `./${wanted.split("/").at(-1)}`, external: true } : null;
      });
    },
  };
}

/** What the core imports to have a part loaded is ours: what the splitter writes knows neither a crash nor Node. */
function loadParts() {
  return {
    name: "load-parts",
    setup(builder) {
      builder.onResolve({ filter: /__wasm_split\.js$/ }, () => ({ path: path("pkg-template/src/parts.ts") }));
    },
  };
}

/**
 * Three places of the generated code stand in the way of surviving a crash (pkg-template/src/crash.ts). A microtask and
 * a callback that crash have no caller to report to, so promises would stay open for ever; and a response that arrives
 * for an instance that is gone throws where nothing can catch it, which ends a Node process.
 */
function surviveCrashes() {
  const patches = [
    [/(?<![.\w])queueMicrotask(?=\()/g, "guardedMicrotask"],
    ["throw new Error('Cannot invoke closure from previous WASM instance')", "return"],
    ["return f(a, state.b, ...args);", "return resume(() => f(a, state.b, ...args));"],
  ];
  return {
    name: "survive-crashes",
    setup(builder) {
      builder.onLoad({ filter: /wasm-bindgen[\\/]core\.js$/ }, async ({ path: file }) => {
        let code = await readFile(file, "utf8");
        for (const [found, instead] of patches) {
          const patched = code.replaceAll(found, instead);
          if (patched === code) throw new Error(`${file} is without ${found}: look at pkg-template/src/crash.ts again`);
          code = patched;
        }
        // One import for each part, all of the same module.
        code = code.replace(/("\.\/__wasm_split\.js": import\d+,\s*)+/g, (imports) => `${imports.split(",")[0]},`);
        const crash = JSON.stringify(path("pkg-template/src/crash.ts"));
        return { contents: `import { guardedMicrotask, resume } from ${crash};\n${code}`, loader: "js" };
      });
    },
  };
}

const copies = {
  ...Object.fromEntries(wasm.map((file) => [`target/wasm-bindgen/${file}`, `dist/${file}`])),
  "src/wasm/bindings/types.d.ts": "dist/types.d.ts",
  "pkg-template/index.d.ts": "dist/index.d.ts",
  "pkg-template/inline.d.ts": "dist/inline.d.ts",
  "pkg-template/slim.d.ts": "dist/slim.d.ts",
  "pkg-template/element.d.ts": "dist/element.d.ts",
  "pkg-template/define.d.ts": "dist/define.d.ts",
  "pkg-template/react.d.ts": "dist/react.d.ts",
  "pkg-template/assistant.d.ts": "dist/assistant.d.ts",
  "pkg-template/interpret.d.ts": "dist/interpret.d.ts",
  "pkg-template/oauth.d.ts": "dist/oauth.d.ts",
  "pkg-template/interpret.schema.json": "dist/interpret.schema.json",
  "pkg-template/org.schema.json": "dist/org.schema.json",
  "pkg-template/rules.schema.json": "dist/rules.schema.json",
  "pkg-template/README.md": "README.md",
  "pkg-template/llms.txt": "llms.txt",
  "CHANGELOG.md": "CHANGELOG.md",
  "LICENSE-MIT": "LICENSE-MIT",
  "LICENSE-APACHE": "LICENSE-APACHE",
};
for (const [from, to] of Object.entries(copies)) await cp(path(from), path(`pkg/${to}`));

await writeFile(path("pkg/dist/custom-elements.json"), await describeElements(path(".")));

// Written last: make takes it as the sign that the package is whole.
await writeFile(path("pkg/package.json"), await readFile(path("pkg-template/package.json")));
