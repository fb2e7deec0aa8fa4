// Puts the npm package together in pkg/: entries that share one chunk, entries of their own, the wasm, the types, the papers.
import { chmod, cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import * as esbuild from "esbuild";
import { describeElements } from "./custom-elements.mjs";
import { lexicons, styleSheets, words } from "./compile-messages.mjs";
import { notices } from "./notices.mjs";
import { PARTS } from "./parts.mjs";

const root = new URL("../../", import.meta.url);
const path = (relative) => fileURLToPath(new URL(relative, root));
const { version } = JSON.parse(await readFile(path("pkg-template/package.json"), "utf8"));

const languages = (await readdir(path("pkg-template/lang")))
  .map((file) => file.replace(".json", ""))
  .filter((language) => language !== "en");

const modules = ["core", ...PARTS];

/** Where there is code of others in a file: their licenses are in one place. */
const CREDIT = "/* Contains software of others: see THIRD-PARTY-NOTICES.txt. */";

/** What the builds of all entries have in common. */
const ENTRY = {
  outdir: path("pkg/dist"),
  bundle: true,
  format: "esm",
  platform: "neutral",
  target: "es2022",
  minify: true,
  logLevel: "warning",
};

/** What each build took in. */
const metafiles = [];
async function build(options) {
  metafiles.push((await esbuild.build({ ...options, metafile: true })).metafile);
}

await rm(path("pkg"), { recursive: true, force: true });
await mkdir(path("pkg/dist/embedded"), { recursive: true });

// The same bytes as JavaScript, for those who get no `.wasm` file. Compressed: some bundlers put them into the only file
// that they write, and warn of modules above 500 kB.
const wasm = new Map(modules.map((name) => [name, path(`target/wasm-bindgen/${name}.wasm`)]));
wasm.set("sandbox", path("target/sandbox-wasm/sandbox.wasm"));
for (const [name, file] of wasm) {
  const packed = gzipSync(await readFile(file), { level: 9 });
  await writeFile(path(`pkg/dist/embedded/${name}.js`), `export default"${packed.toString("base64")}";\n`);
}

await build({
  entryPoints: ["index", "inline", "slim"].map((name) => path(`pkg-template/src/${name}.ts`)),
  ...ENTRY,
  // One chunk for the core: a page that uses two entries has one instance, and the entries stay tiny.
  splitting: true,
  // What is loaded later has the name of its module; what is loaded first is a "chunk".
  chunkNames: "[name]-[hash]",
  // Lexicons are no ASCII.
  charset: "utf8",
  alias: {
    "opportunity-stage-core": path("target/wasm-bindgen/core.js"),
  },
  define: { PACKAGE_VERSION: JSON.stringify(version) },
  plugins: [
    surviveCrashes(),
    loadParts(),
    embeddedApart(),
    lexicons(path("pkg-template/lexicon")),
    words(path("pkg-template/lang")),
  ],
});

// Entries that do without the core: a callback page should not load it.
for (const name of ["assistant", "interpret", "mcp", "oauth", "proxy"]) {
  await build({
    entryPoints: [path(`pkg-template/src/${name}.ts`)],
    ...ENTRY,
    legalComments: "none",
    define: { PACKAGE_VERSION: JSON.stringify(version) },
    external: ["@modelcontextprotocol/sdk"],
    banner: { js: name === "oauth" || name === "proxy" ? CREDIT : "" },
  });
}

// The element: one file with Lit and English in it, so that a page needs no bundler; other languages come when they are
// wanted, and the core's loader stays the file that it is.
await build({
  entryPoints: [
    { in: path("pkg-template/src/element.ts"), out: "element" },
    ...languages.map((language) => ({ in: `opportunity-stage-words/${language}`, out: `lang/${language}` })),
  ],
  ...ENTRY,
  splitting: true,
  // What is loaded later has the name of its module; what is loaded first is a "chunk".
  chunkNames: "element-[name]-[hash]",
  // Most of the texts are no ASCII.
  charset: "utf8",
  // On a server there is no page, and the class is defined all the same.
  inject: [path("pkg-template/src/without-dom.ts")],
  plugins: [entriesApart(), privateLit(), words(path("pkg-template/lang")), styleSheets(esbuild.transform)],
});

// Both use the element as the file that it is.
for (const [name, js] of Object.entries({ define: "", react: '"use client";' })) {
  await build({
    entryPoints: [path(`pkg-template/src/${name}.ts`)],
    ...ENTRY,
    external: ["react"],
    banner: { js },
    plugins: [entriesApart()],
  });
}

// The org for development, whose WebAssembly stays out of every other entry.
await build({
  entryPoints: [path("pkg-template/src/sandbox.ts")],
  ...ENTRY,
  plugins: [embeddedApart()],
});

// It uses the core as the file that it is: no page has both but one that is being set up.
await build({
  entryPoints: [path("pkg-template/src/doctor.ts")],
  ...ENTRY,
  plugins: [entriesApart()],
});

// The command for Node. It uses the package by its own name, so that nothing of it ends up in the entries.
await build({
  entryPoints: [path("pkg-template/src/command/cli.ts")],
  outfile: path("pkg/dist/cli.js"),
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node20.19",
  minify: true,
  // The package by its own name, and the SDK of those who use the command for it.
  external: ["opportunity-stage", "opportunity-stage/*", "@modelcontextprotocol/sdk"],
  banner: { js: `#!/usr/bin/env node\n${CREDIT}` },
  logLevel: "warning",
});
await chmod(path("pkg/dist/cli.js"), 0o755);

/** The WebAssembly in JavaScript stays in files of its own, which both entries share. */
function embeddedApart() {
  return {
    name: "embedded-apart",
    setup(builder) {
      builder.onResolve({ filter: /^opportunity-stage-embedded\// }, ({ path: wanted }) => ({
        path: `./embedded/${wanted.split("/").at(-1)}.js`,
        external: true,
      }));
    },
  };
}

/** Lit tells the page which of its versions are loaded, to warn of several. Ours is private: it is not to be counted. */
function privateLit() {
  return {
    name: "private-lit",
    setup(builder) {
      builder.onLoad({ filter: /(lit-html|lit-element|reactive-element)\.js$/ }, async ({ path: file }) => {
        const code = await readFile(file, "utf8");
        const patched = code
          .replace(/\(\w+\.\w+Versions\?\?=\[\]\)\.push\("[\d.]+"\)/, "void 0")
          // What decorators leave for it, in another place of the page: there are none.
          .replace(/,\w+\.litPropertyMetadata\?\?=new WeakMap;/, ";")
          .replace(/(?<!\.)litPropertyMetadata\.get\(\w+\)/, "void 0");
        if (patched === code) throw new Error(`${file} does not tell its version: look at this plugin again`);
        return { contents: patched, loader: "js" };
      });
    },
  };
}

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
      builder.onResolve({ filter: /^\.\/(__wasm_split|parts)\.js$/ }, () => ({
        path: path("pkg-template/src/parts.ts"),
      }));
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
    // The loader gives a compiled module (pkg-template/src/compile.ts), and hides what disposes of objects.
    [
      /async function __wbg_load\(.*?\n}\n/gs,
      "const __wbg_load = async (module, imports) => ({ instance: await WebAssembly.instantiate(module, imports), module });\n",
    ],
    [/function initSync\(.*?\n}\n/gs, "const initSync = () => wasm;\n"],
    [/ {4}if \(module_or_path !== undefined\) \{.*?\n {4}\}\n/gs, "    ({ module_or_path } = module_or_path);\n"],
    [/ {4}if \(typeof module_or_path === 'string'.*?\n {4}\}\n/gs, ""],
    [/if \(Symbol\.dispose\).*\n/g, ""],
    // An object of an instance that has ended is refused before (pkg-template/src/objects.ts), and no instance ends by itself.
    [/ +if \(this\.__wbg_inst !== undefined.*\n.*\n +\}\n/g, ""],
    [/ {8}Object\.defineProperty\(obj, '__wbg_inst'.*\n/g, ""],
    [/ +__wbg_call_guard\(\);\n/g, ""],
    // What runs this WebAssembly has it.
    [/if \(!\('encodeInto' in cachedTextEncoder\)\) \{.*?\n\}\n/gs, ""],
    // Only the garbage collector frees an object (pkg-template/src/guard.ts).
    [/ {4}__destroy_into_raw\(\) \{.*?\n {4}\}\n {4}free\(\) \{.*?\n {4}\}\n/gs, ""],
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
  ...Object.fromEntries(modules.map((name) => [`target/wasm-bindgen/${name}.wasm`, `dist/${name}.wasm`])),
  "pkg-template/types": "dist/types",
  "pkg-template/index.d.ts": "dist/index.d.ts",
  "pkg-template/inline.d.ts": "dist/inline.d.ts",
  "pkg-template/slim.d.ts": "dist/slim.d.ts",
  "pkg-template/element.d.ts": "dist/element.d.ts",
  "pkg-template/define.d.ts": "dist/define.d.ts",
  "pkg-template/react.d.ts": "dist/react.d.ts",
  "pkg-template/wasm.d.ts": "dist/wasm.d.ts",
  "pkg-template/assistant.d.ts": "dist/assistant.d.ts",
  "pkg-template/interpret.d.ts": "dist/interpret.d.ts",
  "pkg-template/doctor.d.ts": "dist/doctor.d.ts",
  "pkg-template/mcp.d.ts": "dist/mcp.d.ts",
  "pkg-template/oauth.d.ts": "dist/oauth.d.ts",
  "pkg-template/proxy.d.ts": "dist/proxy.d.ts",
  "pkg-template/sandbox.d.ts": "dist/sandbox.d.ts",
  "target/sandbox-wasm/sandbox.wasm": "dist/sandbox.wasm",
  "pkg-template/src/proxy/requests.json": "dist/requests.json",
  "pkg-template/interpret.schema.json": "dist/interpret.schema.json",
  "pkg-template/org.schema.json": "dist/org.schema.json",
  "pkg-template/rules.schema.json": "dist/rules.schema.json",
  "pkg-template/README.md": "README.md",
  "pkg-template/docs": "docs",
  "pkg-template/llms.txt": "llms.txt",
  "CHANGELOG.md": "CHANGELOG.md",
  "LICENSE-MIT": "LICENSE-MIT",
  "LICENSE-APACHE": "LICENSE-APACHE",
};
for (const [from, to] of Object.entries(copies)) await cp(path(from), path(`pkg/${to}`), { recursive: true });

await writeFile(path("pkg/dist/custom-elements.json"), await describeElements(path(".")));

await writeFile(path("pkg/THIRD-PARTY-NOTICES.txt"), await notices(metafiles));

// Written last: make takes it as the sign that the package is whole. The repository's address is in one place.
const metadata = JSON.parse(await readFile(path("pkg-template/package.json"), "utf8"));
const address = metadata.repository.url.replace(/^git\+|\.git$/g, "");
Object.assign(metadata, { homepage: `${address}#readme`, bugs: { url: `${address}/issues` } });
await writeFile(path("pkg/package.json"), `${JSON.stringify(metadata, null, 2)}\n`);
