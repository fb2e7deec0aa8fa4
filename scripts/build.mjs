// Puts the npm package together in pkg/: three entries that share one chunk, the wasm, the types, the papers.
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = new URL("../", import.meta.url);
const path = (relative) => fileURLToPath(new URL(relative, root));
const { version } = JSON.parse(await readFile(path("pkg-template/package.json"), "utf8"));

await rm(path("pkg"), { recursive: true, force: true });
await mkdir(path("pkg/dist"), { recursive: true });

await build({
  entryPoints: ["index", "inline", "slim"].map((name) => path(`pkg-template/src/${name}.ts`)),
  outdir: path("pkg/dist"),
  // One chunk for the core: a page that uses two entries has one instance, and the entries stay tiny.
  splitting: true,
  chunkNames: "shared-[hash]",
  bundle: true,
  format: "esm",
  platform: "neutral",
  target: "es2022",
  minify: true,
  alias: {
    "opportunity-stage-core": path("target/wasm-bindgen/core.js"),
    "opportunity-stage-core/core.wasm": path("target/wasm-bindgen/core.wasm"),
  },
  loader: { ".wasm": "base64" },
  define: { PACKAGE_VERSION: JSON.stringify(version) },
  plugins: [guardMicrotasks()],
  logLevel: "warning",
});

/**
 * wasm-bindgen's executor continues in microtasks. The generated code takes the global `queueMicrotask`; here it gets
 * ours, which notices a crash that would otherwise leave promises open for ever (pkg-template/src/crash.ts).
 */
function guardMicrotasks() {
  return {
    name: "guard-microtasks",
    setup(builder) {
      builder.onLoad({ filter: /wasm-bindgen[\\/]core\.js$/ }, async ({ path: file }) => {
        const generated = await readFile(file, "utf8");
        const guarded = generated.replaceAll(/\bqueueMicrotask\b(?=\(|;)/g, "guardedMicrotask");
        if (guarded === generated) throw new Error(`${file} no longer uses queueMicrotask: look at crash.ts again`);
        const crash = JSON.stringify(path("pkg-template/src/microtask.ts"));
        return { contents: `import { guardedMicrotask } from ${crash};\n${guarded}`, loader: "js" };
      });
    },
  };
}

const copies = {
  "target/wasm-bindgen/core.wasm": "dist/core.wasm",
  "src/bindings/types.d.ts": "dist/types.d.ts",
  "pkg-template/index.d.ts": "dist/index.d.ts",
  "pkg-template/inline.d.ts": "dist/inline.d.ts",
  "pkg-template/slim.d.ts": "dist/slim.d.ts",
  "pkg-template/README.md": "README.md",
  "CHANGELOG.md": "CHANGELOG.md",
  "LICENSE-MIT": "LICENSE-MIT",
  "LICENSE-APACHE": "LICENSE-APACHE",
};
for (const [from, to] of Object.entries(copies)) await cp(path(from), path(`pkg/${to}`));

// Written last: make takes it as the sign that the package is whole.
await writeFile(path("pkg/package.json"), await readFile(path("pkg-template/package.json")));
