// The consumers, one row each: what is built, and how it is opened or run. `part` marks those that .ci/run has.
import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { run, start } from "./workplace.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
const bin = (name) => `node_modules/.bin/${name}`;
const BARE = "tests/consumers/bare";

/** A page that is built into a folder of files. */
const pages = (name, source, { build, output, part = false, files = "either", ...more }) => ({
  name,
  source,
  part,
  files,
  build,
  open: ({ folder, serve }) => serve(`${folder}/${output}`),
  ...more,
});

/** A page that a server of the framework's own renders. */
const served = (name, source, { build, command, part = false, files = "either", ...more }) => ({
  name,
  source,
  part,
  files,
  build,
  open: ({ folder, port, sandbox }) => {
    const [program, ...args] = command(port);
    const env = { PORT: String(port), ORIGIN: `http://localhost:${port}`, INSTANCE_URL: sandbox.instanceUrl };
    return start(program, args, { cwd: folder, env, url: `http://localhost:${port}/` });
  },
  ...more,
});

/** The example without a bundler, its import map taken out, bundled by one. */
const bundled = (name, command, { output = name, part = false, files }) =>
  pages(name, BARE, {
    part,
    files,
    output,
    async build(folder) {
      const page = await readFile(`${root}examples/html/index.html`, "utf8");
      const plain = page.replace(/\s*<script type="importmap">[^]*?<\/script>/, "");
      await cp(`${root}examples/html/portal.js`, `${folder}/main.js`);
      if (name === "Parcel") {
        await writeFile(`${folder}/parcel.html`, plain.replace("portal.js", "main.js"));
        return run(...command, { cwd: folder });
      }
      const said = await run(...command, { cwd: folder });
      const tag = name === "esbuild-iife" ? '<script defer src="main.js">' : '<script type="module" src="main.js">';
      await writeFile(`${folder}/${output}/index.html`, plain.replace('<script type="module" src="portal.js">', tag));
      return said;
    },
  });
const byScript = (name) => ["node", ["build.mjs", name, name]];

/** A program that prints what it has saved. */
const runs = (
  name,
  command,
  expected = /^Saved: Negotiation\/Review/m,
  { part = false, env = {}, writes = 1 } = {},
) => ({
  name,
  source: BARE,
  part,
  async run({ folder, sandbox, opportunity }) {
    const { instanceUrl, accessToken } = sandbox;
    const [program, ...args] = command([instanceUrl, accessToken]);
    const given = { INSTANCE_URL: instanceUrl, ACCESS_TOKEN: accessToken, OPPORTUNITY: opportunity, ...env };
    const said = await run(program, args, { cwd: folder, env: { ...process.env, ...given } });
    if (!expected.test(said)) throw new Error(`it printed: ${said}`);
    return writes;
  },
});

export const rows = [
  pages("plain HTML", "examples/html", { output: ".", part: true, files: "files" }),
  pages("React + Vite", "examples/react-vite", {
    build: (folder) => run("npm", ["run", "build"], { cwd: folder }),
    output: "dist",
    part: true,
    files: "files",
  }),
  pages("Vue + Vite", "examples/vue-vite", {
    build: (folder) => run("npm", ["run", "build"], { cwd: folder }),
    output: "dist",
    part: true,
    files: "files",
  }),
  {
    name: "Vue, on a server",
    source: "examples/vue-vite",
    async run({ folder }) {
      const [, template] = /#region stage -->([^]*?)<!-- #endregion/.exec(
        await readFile(`${folder}/src/Deals.vue`, "utf8"),
      );
      await writeFile(
        `${folder}/server.mjs`,
        `import { createSSRApp } from "vue";
         import { renderToString } from "vue/server-renderer";
         const scope = { id: "006R0000001rboIIAQ", instanceUrl: "https://acme.my.salesforce.com", allowedOrigins: [], saved() {} };
         const accessToken = () => "secret";
         const app = createSSRApp({ template: ${JSON.stringify(template)}, setup: () => ({ ...scope, accessToken }) });
         app.config.compilerOptions.isCustomElement = (tag) => tag === "opportunity-stage";
         console.log(await renderToString(app));`,
      );
      const markup = await run("node", ["server.mjs"], { cwd: folder });
      if (!markup.startsWith("<opportunity-stage ") || /secret|token/i.test(markup)) throw new Error(markup);
      return 0;
    },
  },
  pages("React 18", BARE, {
    output: "react-18",
    files: "modules",
    async build(folder) {
      await cp(`${root}examples/react-vite/src`, `${folder}/react-18-source`, { recursive: true });
      const page = await readFile(`${root}examples/react-vite/index.html`, "utf8");
      await mkdir(`${folder}/react-18`, { recursive: true });
      await writeFile(`${folder}/react-18/index.html`, page.replace("/src/main.tsx", "main.js"));
      const options = ["--bundle", "--splitting", "--format=esm", "--jsx=automatic", "--outdir=react-18"];
      return run(bin("esbuild"), ["react-18-source/main.tsx", ...options], { cwd: folder });
    },
  }),
  pages("Angular, ng build", "examples/angular", {
    build: (folder) => run(bin("ng"), ["build"], { cwd: folder }),
    output: "dist/portal/browser",
    part: true,
    files: "modules",
    warnings: /WARNING/i,
  }),
  served("Angular, ng serve", "examples/angular", {
    command: (port) => [bin("ng"), "serve", "--port", String(port)],
  }),
  served("Next, app router", "examples/next", {
    build: (folder) => run("npm", ["run", "build"], { cwd: folder }),
    command: (port) => [bin("next"), "start", "-p", String(port)],
    rendered: true,
    part: true,
    files: "files",
  }),
  served("Next, next dev", "examples/next", {
    command: (port) => [bin("next"), "dev", "-p", String(port)],
    rendered: true,
  }),
  served("Angular, on a server", "tests/consumers/angular-ssr", {
    build: (folder) => run(bin("ng"), ["build"], { cwd: folder }),
    command: () => ["node", "dist/portal/server/server.mjs"],
    rendered: true,
  }),
  served("Nuxt", "tests/consumers/nuxt", {
    build: (folder) => run(bin("nuxt"), ["build"], { cwd: folder }),
    command: () => ["node", ".output/server/index.mjs"],
    rendered: true,
    files: "files",
  }),
  served("SvelteKit", "examples/sveltekit", {
    build: (folder) => run("npm", ["run", "build"], { cwd: folder }),
    command: () => ["node", "build"],
    rendered: true,
    part: true,
    files: "files",
  }),
  served("SvelteKit, vite dev", "examples/sveltekit", {
    command: (port) => [bin("vite"), "dev", "--port", String(port), "--strictPort"],
    rendered: true,
  }),
  served("Vite dev", "examples/react-vite", {
    command: (port) => [bin("vite"), "--port", String(port), "--strictPort"],
    files: "files",
  }),
  bundled("webpack", byScript("webpack"), { files: "files" }),
  bundled("Rspack", byScript("rspack"), { output: "rspack", files: "files" }),
  bundled("Parcel", [bin("parcel"), ["build", "parcel.html", "--dist-dir", "parcel", "--no-cache"]], {
    output: "parcel",
    files: "files",
  }),
  bundled("esbuild", byScript("esbuild"), { files: "modules", part: true }),
  bundled("esbuild-iife", byScript("esbuild-iife"), { files: "inside" }),
  bundled("rollup", byScript("rollup"), { files: "modules" }),
  bundled("rolldown", byScript("rolldown"), { files: "modules" }),
  bundled("bun build", [bin("bun"), ["build", "main.js", "--target", "browser", "--splitting", "--outdir", "bun"]], {
    output: "bun",
    files: "modules",
  }),
  {
    name: "Node service",
    source: "examples/node",
    part: true,
    async run({ folder, sandbox, port, opportunity }) {
      const env = { PORT: String(port), INSTANCE_URL: sandbox.instanceUrl };
      const address = `http://localhost:${port}/deals`;
      const service = await start("node", ["service.mjs"], { cwd: folder, env, url: address });
      try {
        const deals = await (await fetch(`${address}?account=Acme`)).json();
        if (!deals.some(({ id }) => id === opportunity)) throw new Error(`it found ${JSON.stringify(deals)}`);
        const change = async (body) =>
          (await fetch(`${address}/${opportunity}`, { method: "POST", body: JSON.stringify(body) })).json();
        const preview = await change({ stage: "Negotiation/Review" });
        if (preview.verdict?.type !== "allowed" || preview.saved) throw new Error(JSON.stringify(preview));
        const { saved } = await change({ stage: "Negotiation/Review", confirm: true });
        if (saved !== "Negotiation/Review") throw new Error(`it saved ${saved}`);
        return 1;
      } finally {
        await service.stop();
      }
    },
  },
  {
    name: "MCP server",
    source: "examples/mcp",
    async run({ folder, sandbox, port, opportunity }) {
      await cp(`${root}tests/consumers/mcp-client.mjs`, `${folder}/client.mjs`);
      const env = { PORT: String(port), INSTANCE_URL: sandbox.instanceUrl };
      const address = `http://localhost:${port}/`;
      const server = await start("node", ["server.mjs"], { cwd: folder, env, url: address });
      try {
        const said = await run("node", ["client.mjs", address, sandbox.accessToken, opportunity], { cwd: folder });
        if (said.trim() !== "asked 1 time, written true") throw new Error(`it printed: ${said}`);
        return 1;
      } finally {
        await server.stop();
      }
    },
  },
  {
    // Not in the part: the tests of the package check the types as well.
    name: "TypeScript",
    source: BARE,
    async run({ folder }) {
      const files = ["example.ts", "misuse.ts", "element.ts", "react.tsx"];
      for (const file of files) await cp(`${root}tests/js/stranger/${file}`, `${folder}/types/${file}`);
      for (const [module, moduleResolution] of [
        ["ESNext", "Bundler"],
        ["Node16", "Node16"],
        ["NodeNext", "NodeNext"],
      ]) {
        const compilerOptions = {
          ...{ module, moduleResolution, target: "ES2022", lib: ["ES2023", "DOM"], types: ["node"], jsx: "react-jsx" },
          ...{ strict: true, skipLibCheck: false, exactOptionalPropertyTypes: true, noEmit: true },
        };
        await writeFile(`${folder}/types/tsconfig.json`, JSON.stringify({ compilerOptions, files }));
        await run(bin("tsc"), ["-p", "types/tsconfig.json"], { cwd: folder });
      }
      return 0;
    },
  },
  runs("Node, import", (org) => ["node", "import.mjs", ...org]),
  runs("Node, require", (org) => ["node", "require.cjs", ...org], undefined, { part: true }),
  runs("Node, the element", () => ["node", "server.mjs"], /^function undefined$/m, { writes: 0 }),
  runs("Bun, run", (org) => [bin("bun"), "run", "import.mjs", ...org]),
  runs("Deno", (org) => [bin("deno"), "run", "--allow-all", "--node-modules-dir=manual", "import.mjs", ...org]),
  runs("Vitest, jsdom", () => [bin("vitest"), "run", "--environment", "jsdom", "dom.test.mjs"], /1 passed/, {
    writes: 0,
    part: true,
  }),
  runs("Vitest, happy-dom", () => [bin("vitest"), "run", "--environment", "happy-dom", "dom.test.mjs"], /1 passed/, {
    writes: 0,
  }),
  runs("Jest", () => [bin("jest"), "--testMatch", "**/jest.test.cjs"], /1 passed/, {
    env: { NODE_OPTIONS: "--experimental-vm-modules" },
  }),
  runs(
    "Workers (workerd)",
    (org) => ["node", "workerd.mjs", ...org],
    /^Saved: Negotiation\/Review, with its own fetch/m,
    {
      part: true,
    },
  ),
  runs(
    "the proxy in Workers (workerd)",
    (org) => ["node", "workerd.mjs", ...org, "worker-proxy.mjs"],
    /^update 204, limits 403, logout 204/m,
  ),
];
