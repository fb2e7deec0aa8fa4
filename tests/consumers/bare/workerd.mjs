// Runs a worker in workerd. Usage: workerd.mjs <instance URL> <token> [worker.mjs]
import { readFile } from "node:fs/promises";
import { build } from "esbuild";
import { Miniflare } from "miniflare";

const [INSTANCE_URL, ACCESS_TOKEN, script = "worker.mjs"] = process.argv.slice(2);
const wasm = ["core", "conversation"].map((name) => `${name}.wasm`);
/** What wrangler does with a `.wasm` file. */
const asModules = {
  name: "wasm-modules",
  setup: (builder) =>
    builder.onResolve({ filter: /\.wasm$/ }, ({ path }) => ({ path: `./${path.split("/").at(-1)}`, external: true })),
};
const { outputFiles } = await build({
  entryPoints: [script],
  bundle: true,
  format: "esm",
  conditions: ["workerd", "worker", "browser"],
  plugins: [asModules],
  write: false,
});
const modules = [
  { type: "ESModule", path: script, contents: outputFiles[0].text },
  ...(await Promise.all(
    wasm.map(async (path) => ({
      type: "CompiledWasm",
      path,
      contents: await readFile(`node_modules/opportunity-stage/dist/${path}`),
    })),
  )),
];
const miniflare = new Miniflare({ modules, compatibilityDate: "2026-01-01", bindings: { INSTANCE_URL, ACCESS_TOKEN } });
console.log(await (await miniflare.dispatchFetch("http://localhost/")).text());
await miniflare.dispose();
