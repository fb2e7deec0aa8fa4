// Bundles main.js with one of several bundlers, without configuration for the package. Usage: build.mjs <bundler> <folder>
const [bundler, folder] = process.argv.slice(2);
const { pathname: here } = new URL(".", import.meta.url);

/** webpack, and Rspack with the same interface. */
const pack = (compile) =>
  new Promise((resolve, reject) => {
    const output = { path: `${here}${folder}`, filename: "main.js", publicPath: "auto" };
    const settings = { context: here, mode: "production", entry: "./main.js", output, performance: { hints: false } };
    compile(settings, (error, stats) => {
      const { errors = [], warnings = [] } = stats?.toJson({ all: false, errors: true, warnings: true }) ?? {};
      if (error || errors.length + warnings.length > 0) reject(error ?? new Error(JSON.stringify([errors, warnings])));
      else resolve();
    });
  });

const BUNDLERS = {
  webpack: async () => pack((await import("webpack")).default),
  rspack: async () => pack((await import("@rspack/core")).rspack),
  async rollup() {
    const [{ rollup }, { nodeResolve }] = [
      await import("@rollup/wasm-node"),
      await import("@rollup/plugin-node-resolve"),
    ];
    const bundle = await rollup({ input: "main.js", plugins: [nodeResolve({ browser: true })] });
    await bundle.write({ dir: folder, format: "es" });
    await bundle.close();
  },
  async rolldown() {
    const bundle = await (await import("rolldown")).rolldown({ input: "main.js" });
    await bundle.write({ dir: folder });
    await bundle.close();
  },
  async esbuild() {
    const { build } = await import("esbuild");
    await build({
      entryPoints: ["main.js"],
      bundle: true,
      format: "esm",
      splitting: true,
      minify: true,
      outdir: folder,
    });
  },
  /** The default format, in one file. */
  async "esbuild-iife"() {
    const { build } = await import("esbuild");
    const logOverride = { "empty-import-meta": "silent" };
    await build({ entryPoints: ["main.js"], bundle: true, minify: true, outfile: `${folder}/main.js`, logOverride });
  },
  async vite() {
    const { build } = await import("vite");
    const input = { main: "main.js" };
    const output = { entryFileNames: "[name].js" };
    await build({ logLevel: "warn", base: "./", build: { outDir: folder, rollupOptions: { input, output } } });
  },
};
await BUNDLERS[bundler]();
