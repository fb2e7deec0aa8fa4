// The packed tarball, as a stranger meets it: installed into an empty project, type-checked, run, bundled, opened.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cp, mkdir, readdir, readFile, symlink } from "node:fs/promises";
import { posix } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { startSandbox } from "../../scripts/demo/sandbox.mjs";
import { sizes, sizeTable, tableIn } from "../../scripts/build/sizes.mjs";
import { serve } from "../../scripts/demo/site.mjs";
import { launch } from "./support/browser.mjs";
import { freePort, packedProject, run, tool } from "./support/project.mjs";
import { until } from "./support/until.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
const stranger = (name) => readFile(new URL(`stranger/${name}`, import.meta.url), "utf8");

const STRANGERS = ["example.ts", "misuse.ts", "element.ts", "servers.ts", "testing.ts"];

let project;
let site;
let sandbox;
let browser;

before(async () => {
  project = await packedProject();
  site = await serve(project.folder);
  sandbox = await startSandbox({ origins: [site.origin] });
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await sandbox?.stop();
  await site?.close();
  await project?.remove();
});

test("contains the listed files and nothing else", async () => {
  const shared = project.files.filter((file) => /^dist\/[\w-]+-[A-Z0-9]{8}\.js$/.test(file));
  // One has the core; the others come with a conversation.
  const texts = await Promise.all(
    shared.map((file) => readFile(new URL(`../../pkg/${file}`, import.meta.url), "utf8")),
  );
  assert.equal(texts.filter((text) => text.includes("WebAssembly.instantiate")).length, 1);
  assert.deepEqual(
    project.files.filter((file) => !shared.includes(file)),
    [
      "CHANGELOG.md",
      "LICENSE-APACHE",
      "LICENSE-MIT",
      "README.md",
      "THIRD-PARTY-NOTICES.txt",
      "dist/assistant.d.ts",
      "dist/assistant.js",
      "dist/bulk.wasm",
      "dist/cli.js",
      "dist/conversation.wasm",
      "dist/core.wasm",
      "dist/custom-elements.json",
      "dist/define.d.ts",
      "dist/define.js",
      "dist/doctor.d.ts",
      "dist/doctor.js",
      "dist/element.d.ts",
      "dist/element.js",
      "dist/embedded/bulk.js",
      "dist/embedded/conversation.js",
      "dist/embedded/core.js",
      "dist/embedded/rules.js",
      "dist/embedded/sandbox.js",
      "dist/embedded/sentences.js",
      "dist/embedded/tools.js",
      "dist/index.d.ts",
      "dist/index.js",
      "dist/inline.d.ts",
      "dist/inline.js",
      "dist/interpret.d.ts",
      "dist/interpret.js",
      "dist/interpret.schema.json",
      "dist/lang/ar.js",
      "dist/lang/de.js",
      "dist/lang/es.js",
      "dist/lang/fr.js",
      "dist/lang/ja.js",
      "dist/lang/pt-BR.js",
      "dist/mcp.d.ts",
      "dist/mcp.js",
      "dist/oauth.d.ts",
      "dist/oauth.js",
      "dist/org.schema.json",
      "dist/proxy.d.ts",
      "dist/proxy.js",
      "dist/react.d.ts",
      "dist/react.js",
      "dist/requests.json",
      "dist/rules.schema.json",
      "dist/rules.wasm",
      "dist/sandbox.d.ts",
      "dist/sandbox.js",
      "dist/sandbox.wasm",
      "dist/sentences.wasm",
      "dist/slim.d.ts",
      "dist/slim.js",
      "dist/tools.wasm",
      "dist/types/bulk.d.ts",
      "dist/types/calls.d.ts",
      "dist/types/connection.d.ts",
      "dist/types/conversation.d.ts",
      "dist/types/events.d.ts",
      "dist/types/loading.d.ts",
      "dist/types/opportunity.d.ts",
      "dist/types/options.d.ts",
      "dist/types/org.d.ts",
      "dist/types/problem.d.ts",
      "dist/types/proposal.d.ts",
      "dist/types/receipt.d.ts",
      "dist/types/requests.d.ts",
      "dist/types/rules.d.ts",
      "dist/types/values.d.ts",
      "dist/types/verdict.d.ts",
      "dist/types/view.d.ts",
      "dist/wasm.d.ts",
      "docs/api.md",
      "docs/assistants.md",
      "docs/bulk.md",
      "docs/conversation.md",
      "docs/doctor.md",
      "docs/element.md",
      "docs/errors.md",
      "docs/examples.md",
      "docs/frameworks.md",
      "docs/loading.md",
      "docs/mcp.md",
      "docs/oauth.md",
      "docs/proxy.md",
      "docs/recipes/experience-cloud.md",
      "docs/recipes/oauth.md",
      "docs/recipes/proxy.md",
      "docs/recipes/sfdx-rules.md",
      "docs/recipes/testing.md",
      "docs/recipes/texts.md",
      "docs/recipes/theming.md",
      "docs/rules.md",
      "docs/sandbox.md",
      "docs/texts.md",
      "docs/theming.md",
      "docs/writes.md",
      "llms.txt",
      "package.json",
    ],
  );
});

test("no entry but its own leads to the sandbox", async () => {
  const installed = `${project.folder}/node_modules/opportunity-stage`;
  const { exports } = JSON.parse(await readFile(`${installed}/package.json`, "utf8"));
  const filesOf = (entry) => Object.values(typeof entry === "string" ? { entry } : entry);
  const fileOf = new Map(Object.entries(exports).map(([name, entry]) => [name.slice(1), filesOf(entry)]));
  /** Every file that a file names: by `import`, by `import()`, as an address, or by the package's own name. */
  const named = async (file) => {
    if (!file.endsWith(".js")) return [];
    const text = await readFile(`${installed}/${file}`, "utf8");
    const relative = [...text.matchAll(/["'`](\.{1,2}\/[\w./-]+)["'`]/g)].map(([, path]) =>
      posix.join(posix.dirname(file), path),
    );
    const own = [...text.matchAll(/(?:from|import\(?)\s*["']opportunity-stage((?:\/[\w.-]+)?)["']/g)].flatMap(
      ([, entry]) => fileOf.get(entry) ?? [],
    );
    return [...relative, ...own]
      .map((path) => path.replace(/^\.\//, ""))
      .filter((path) => project.files.includes(path));
  };
  const reach = async (starts) => {
    const seen = new Set();
    const visit = async (file) => {
      if (seen.has(file)) return;
      seen.add(file);
      for (const next of await named(file)) await visit(next);
    };
    for (const start of starts) await visit(start.replace(/^\.\//, ""));
    return seen;
  };
  const entries = [...fileOf].filter(([name]) => !name.startsWith("/sandbox")).flatMap(([, files]) => files);
  const product = await reach([...entries, "dist/cli.js"]);
  const ofSandbox = ["dist/embedded/sandbox.js", "dist/sandbox.js", "dist/sandbox.wasm"];
  assert.deepEqual(
    [...product].filter((file) => ofSandbox.includes(file)),
    [],
  );
  // The walk finds what there is: every part of the product, and from its own entry the sandbox alone.
  for (const part of ["core", "bulk", "conversation", "rules", "sentences", "tools"])
    assert.ok(product.has(`dist/${part}.wasm`) && product.has(`dist/embedded/${part}.js`), part);
  assert.deepEqual([...(await reach(["dist/sandbox.js"]))].sort(), ofSandbox);
});

test("custom-elements.json lists every part and every custom property", async () => {
  const text = (path) => readFile(new URL(`../../${path}`, import.meta.url), "utf8");
  const source = "pkg-template/src/element";
  const files = await readdir(new URL(`../../${source}`, import.meta.url), { recursive: true });
  const all = async (ending) =>
    (await Promise.all(files.filter((file) => file.endsWith(ending)).map((file) => text(`${source}/${file}`)))).join(
      "",
    );
  // What is put together as it is drawn.
  const made = ["stage-current", "stage-chosen", "stage-passed", "stage-ahead", "button-filled", "button-outlined"];
  const drawn = [...(await all(".ts")).matchAll(/part="([^"]*)"/g)].flatMap(([, names]) => names.split(" "));
  const parts = [...new Set([...drawn.filter((name) => !name.includes("$")), ...made])].sort();
  const properties = [...new Set((await all(".css")).match(/--opportunity-stage-[a-z-]+/g))].sort();
  const manifest = JSON.parse(
    await readFile(`${project.folder}/node_modules/opportunity-stage/dist/custom-elements.json`, "utf8"),
  );
  const { cssParts, cssProperties } = manifest.modules[0].declarations[0];
  const named = (list) => list.map(({ name }) => name).sort();
  assert.deepEqual([named(cssParts), named(cssProperties)], [parts, properties]);
});

describe("in Node", () => {
  test("the command runs as it was installed", async () => {
    const args = ["import", `${root}tests/fixtures/sfdx`, "-o", "org.json"];
    await run(`${project.folder}/node_modules/.bin/opportunity-stage`, args, { cwd: project.folder });
    assert.equal(JSON.parse(await readFile(`${project.folder}/org.json`, "utf8")).stages.length, 7);
  });

  test("the tests of the documentation pass as they stand", async () => {
    await cp(`${root}examples/testing/deal.test.mjs`, `${project.folder}/deal.test.mjs`);
    const env = { ...process.env };
    // Else a test runner inside a test runner reports to the outer one.
    delete env.NODE_TEST_CONTEXT;
    const said = await run("node", ["--test", "--test-reporter=tap", "deal.test.mjs"], { cwd: project.folder, env });
    assert.match(said, /^# pass 2$/m);
  });

  test("the MCP server says what it needs, and the example runs with it", async () => {
    const { instanceUrl, accessToken } = sandbox;
    const command = `${project.folder}/node_modules/.bin/opportunity-stage`;
    const env = { ...process.env, SALESFORCE_ACCESS_TOKEN: accessToken };
    const args = ["mcp", "--instance-url", instanceUrl, "--allowed-origin", instanceUrl];
    await assert.rejects(run(command, args, { cwd: project.folder, env }), /npm install @modelcontextprotocol\/sdk/);

    await mkdir(`${project.folder}/node_modules/@modelcontextprotocol`);
    const sdk = "node_modules/@modelcontextprotocol/sdk";
    await symlink(`${root}${sdk}`, `${project.folder}/${sdk}`);
    await cp(`${root}examples/mcp/server.mjs`, `${project.folder}/mcp-server.mjs`);
    const port = await freePort();
    const server = spawn(process.execPath, ["mcp-server.mjs"], {
      cwd: project.folder,
      env: { ...process.env, INSTANCE_URL: instanceUrl, PORT: String(port) },
      stdio: ["ignore", "ignore", "inherit"],
    });
    const clientInfo = { name: "stranger", version: "1" };
    const start = (headers) =>
      fetch(`http://localhost:${port}/`, {
        method: "POST",
        headers: { "content-type": "application/json", accept: "application/json, text/event-stream", ...headers },
        body: JSON.stringify({
          ...{ jsonrpc: "2.0", id: 1, method: "initialize" },
          params: { protocolVersion: "2025-06-18", capabilities: {}, clientInfo },
        }),
      }).catch(() => null);
    await until("the server listens", async () => (await start({}))?.status === 401);
    const started = await start({ authorization: `Bearer ${accessToken}` });
    assert.equal(started.status, 200);
    assert.match(await started.text(), /"serverInfo":\{"name":"opportunity-stage"/);
    server.kill();
  });

  test("importing does nothing", async () => {
    const script = `
      globalThis.fetch = () => { throw new Error("fetched"); };
      WebAssembly.compile = WebAssembly.instantiate = () => { throw new Error("compiled"); };
      const before = Object.keys(globalThis).length;
      for (const entry of ["", "/inline", "/slim", "/oauth", "/proxy", "/mcp", "/doctor", "/sandbox", "/assistant", "/element", "/define"]) await import("opportunity-stage" + entry);
      console.log(Object.keys(globalThis).length - before);`;
    await project.write("import.mjs", script);
    assert.equal(await run("node", ["import.mjs"], { cwd: project.folder }), "0\n");
  });

  test("require works as well", async () => {
    const { version } = JSON.parse(await readFile(`${root}pkg/package.json`, "utf8"));
    const args = ["--no-warnings", "-p", 'require("opportunity-stage").version'];
    assert.equal(await run("node", args, { cwd: project.folder }), `${version}\n`);
  });

  test("the example runs against the sandbox", async () => {
    await project.write("example.ts", await stranger("example.ts"));
    await tool("esbuild", ["example.ts", "--outfile=example.mjs", "--format=esm", "--log-level=warning"], {
      cwd: project.folder,
    });
    const { instanceUrl, accessToken } = sandbox;
    const env = { ...process.env, INSTANCE_URL: instanceUrl, ACCESS_TOKEN: accessToken };
    const said = JSON.parse(await run("node", ["example.mjs"], { cwd: project.folder, env }));

    assert.equal(said.matches, 3);
    assert.equal(said.more, false);
    assert.equal(said.prepared, 3);
    assert.equal(said.verdict, "allowed");
    assert.ok(said.stages.includes("Closed Won"));
    assert.equal(said.same, true);
    assert.equal(said.refused, "invalid_record_id");
    assert.equal(said.outcome, "unchanged");
    assert.equal(said.views, true);
    assert.match(said.message, /^The current stage of the .+ opportunity is Closed Won\.$/);

    const stage = said.changes.find(({ field }) => field === "StageName");
    assert.deepEqual([stage.to, stage.by], ["Closed Won", "you"]);
    const { receipt } = said;
    assert.equal(receipt.written, true);
    assert.deepEqual(Object.keys(receipt.sent).sort(), ["CloseDate", "StageName"]);
    assert.equal(receipt.after.StageName, "Closed Won");
    assert.ok(!JSON.stringify(said).includes(accessToken), "no token in what comes out");
  });
});

test("a stranger's TypeScript is checked, the libraries' types included", async () => {
  for (const name of STRANGERS) await project.write(name, await stranger(name));
  await project.write("node.d.ts", "declare const process: { env: Record<string, string | undefined> };");
  for (const [module, moduleResolution] of [
    ["NodeNext", "NodeNext"],
    ["Node16", "Node16"],
    ["ESNext", "Bundler"],
  ]) {
    const compilerOptions = {
      ...{ module, moduleResolution, target: "ES2022", lib: ["ES2023", "DOM"], types: [] },
      ...{ strict: true, skipLibCheck: false, exactOptionalPropertyTypes: true, noEmit: true },
    };
    await project.write("tsconfig.json", JSON.stringify({ compilerOptions, files: ["node.d.ts", ...STRANGERS] }));
    await tool("tsc", ["-p", "tsconfig.json"], { cwd: project.folder });
  }
});

test("React's JSX knows the tag by one import", async () => {
  for (const name of ["@types/react", "csstype"]) {
    await cp(`${root}node_modules/${name}`, `${project.folder}/node_modules/${name}`, { recursive: true });
  }
  await project.write("react.tsx", await stranger("react.tsx"));
  const compilerOptions = {
    ...{ module: "ESNext", moduleResolution: "Bundler", target: "ES2022", lib: ["ES2023", "DOM"], types: [] },
    ...{ strict: true, skipLibCheck: false, exactOptionalPropertyTypes: true, noEmit: true, jsx: "react-jsx" },
  };
  await project.write("tsconfig.json", JSON.stringify({ compilerOptions, files: ["react.tsx"] }));
  await tool("tsc", ["-p", "tsconfig.json"], { cwd: project.folder });
});

describe("in a browser", () => {
  /** A page that looks Acme up and puts what it gets into its title. */
  const script = (entry) => `
    import { connect } from "${entry}";
    const { instanceUrl, accessToken } = Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
    connect({ instanceUrl, accessToken, allowedOrigins: [instanceUrl] })
      .then((salesforce) => salesforce.find({ account: "Acme" }))
      .then((matches) => { document.title = "found " + matches.length; },
        (problem) => { document.title = problem.code + ": " + problem.help; });`;

  const access = () => {
    const { instanceUrl, accessToken } = sandbox;
    return new URLSearchParams({ instanceUrl, accessToken });
  };

  async function titleOf(name, { policy = "" } = {}) {
    const meta = policy && `<meta http-equiv="Content-Security-Policy" content="${policy}">`;
    await project.write(
      `${name}.html`,
      `<!doctype html><title></title>${meta}<script type="module" src="${name}.js"></script>`,
    );
    const page = await browser.newPage();
    await page.goto(`${site.origin}/${name}.html#${access()}`);
    await page.waitForFunction(() => document.title !== "");
    const title = await page.title();
    await page.close();
    return title;
  }

  test("as a plain module", async () => {
    await project.write("plain.js", script("./node_modules/opportunity-stage/dist/index.js"));
    assert.equal(await titleOf("plain"), "found 3");
  });

  test("with a policy that names our line, and without it", async () => {
    await project.write("strict.js", script("./node_modules/opportunity-stage/dist/index.js"));
    const connections = `connect-src 'self' ${sandbox.instanceUrl}`;
    const allowed = `default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; ${connections}`;
    assert.equal(await titleOf("strict", { policy: allowed }), "found 3");
    const blocked = `default-src 'none'; script-src 'self'; ${connections}`;
    assert.match(await titleOf("strict", { policy: blocked }), /^wasm_blocked: .*script-src 'self' 'wasm-unsafe-eval'/);
  });

  for (const entry of ["index", "inline"])
    test(`in a worker and in a service worker, ${entry}`, async () => {
      await project.write(
        `worker-${entry}.js`,
        `import { connect } from "./node_modules/opportunity-stage/dist/${entry}.js";
         self.onmessage = async ({ data: { instanceUrl, accessToken }, source }) => {
           const reply = (text) => (source ?? self).postMessage(text);
           try {
             const salesforce = await connect({ instanceUrl, accessToken, allowedOrigins: [instanceUrl] });
             reply("found " + (await salesforce.find({ account: "Acme" })).length);
           } catch ({ code, message }) {
             reply(code + ": " + message);
           }
         };`,
      );
      await project.write("blank.html", "<!doctype html><title></title>");
      const page = await browser.newPage();
      await page.goto(`${site.origin}/blank.html`);
      const { instanceUrl, accessToken } = sandbox;
      const said = await page.evaluate(
        async ([file, org]) => {
          const answer = (from) =>
            new Promise((resolve) => from.addEventListener("message", ({ data }) => resolve(data)));
          const worker = new Worker(file, { type: "module" });
          worker.postMessage(org);
          const first = await answer(worker);
          const registration = await navigator.serviceWorker.register(file, { type: "module" });
          navigator.serviceWorker.startMessages();
          (registration.installing ?? registration.active).postMessage(org);
          return [first, await answer(navigator.serviceWorker)];
        },
        [`/worker-${entry}.js`, { instanceUrl, accessToken }],
      );
      assert.deepEqual(said, ["found 3", "found 3"]);
      await page.close();
    });

  test("bundled by esbuild, with the wasm inside", async () => {
    await project.write("source.js", script("opportunity-stage/inline"));
    await tool("esbuild", ["source.js", "--bundle", "--format=esm", "--outfile=bundled.js", "--log-level=warning"], {
      cwd: project.folder,
    });
    assert.equal(await titleOf("bundled"), "found 3");
  });

  test("built by Vite without configuration", async () => {
    await project.write("entry.js", script("opportunity-stage"));
    await project.write("index.html", '<!doctype html><title></title><script type="module" src="/entry.js"></script>');
    await tool("vite", ["build", "--base", "./", "--logLevel", "warn"], { cwd: project.folder });
    const page = await browser.newPage();
    await page.goto(`${site.origin}/dist/index.html#${access()}`);
    await page.waitForFunction(() => document.title !== "");
    assert.equal(await page.title(), "found 3");
    await page.close();
  });
});

test("the README shows the sizes of this build", async () => {
  const measured = await sizes();
  const shown = tableIn(await readFile(`${root}README.md`, "utf8")) ?? "";
  const [words, numbers] = [
    / \d+ KB /g,
    (text) => [...text.matchAll(/ (\d+) KB /g)].map(([, number]) => Number(number)),
  ];
  const table = sizeTable(measured);
  const help = "run `node scripts/build/size.mjs --write`";
  assert.equal(shown.replace(words, " "), table.replace(words, " "), help);
  // A change of a few bytes may turn the last digit.
  const apart = numbers(table).map((number, index) => Math.abs(number - numbers(shown)[index]));
  assert.ok(Math.max(...apart) <= 1, help);
});

describe("by the gates", () => {
  test("publint", async () => {
    await tool("publint", ["--strict", project.tarball]);
  });
  test("are the types wrong?", async () => {
    await tool("attw", ["--profile", "esm-only", "--", project.tarball]);
  });
  test("size-limit", async () => {
    await tool("size-limit", [], { cwd: root });
  });
});
