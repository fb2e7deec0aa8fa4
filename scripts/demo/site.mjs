// The demo page: what it consists of, as a folder for any static host or served from the checkout as it stands.
import { createHash } from "node:crypto";
import { readdirSync, statSync } from "node:fs";
import { cp, mkdir, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { dirname, extname, posix } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import sirv from "sirv";

const path = (relative) => fileURLToPath(new URL(`../../${relative}`, import.meta.url));
const source = path("www-demo");
const PARTS = ["icon.svg", "signed-in.html", "modules", "samples", "style"];
/** Of the package, what a browser asks for. */
const NOT_LOADED = /\.d\.ts$|\.json$|^types$|^(cli|inline|mcp|proxy|react|slim)\.js$/;
/** What a page loads that brings its own org along. */
const OF_SANDBOX = ["pkg/sandbox.js", "pkg/sandbox.wasm"];

/**
 * Everything that the page consists of: names below its address, with the file or the text that is there. `config` names
 * the sandbox to connect to; without it the page has one inside. `dist` is what it imports as
 * `opportunity-stage`, `docs` the folder of the documentation site.
 */
export async function siteFiles({ dist = path("pkg/dist"), docs = null, config = null } = {}) {
  const files = new Map();
  if (docs) await add(files, docs, "docs");
  for (const part of PARTS) await add(files, `${source}/${part}`, part);
  await add(files, dist, "pkg", (name) => !NOT_LOADED.test(name));
  // The file next to it is smaller.
  files.delete("pkg/embedded/sandbox.js");
  if (config) for (const name of OF_SANDBOX) files.delete(name);
  for (const [name, text] of await bundled()) files.set(name, { text });
  files.set("index.html", { text: await page(files, config) });
  // The page has it inside; this is for programs that want to talk to the same org.
  files.set("config.json", { text: `${JSON.stringify(config, null, 2)}\n` });
  return files;
}

/**
 * The page's own modules and styles in a few files, since each request delays the first paint. Their sources are next to
 * them, for those who want to read, and maps lead there. The package stays as it is published.
 */
async function bundled() {
  const { outputFiles } = await build({
    entryPoints: { main: `${source}/modules/main.js`, page: `${source}/style/index.css` },
    outdir: `${source}/app`,
    chunkNames: "[name]-[hash]",
    bundle: true,
    splitting: true,
    format: "esm",
    target: "es2022",
    minify: true,
    sourcemap: "linked",
    sourcesContent: false,
    external: ["opportunity-stage", "opportunity-stage/*"],
    write: false,
    logLevel: "warning",
  });
  return outputFiles.map(({ path: file, text }) => [posix.relative(source, file.replaceAll("\\", "/")), text]);
}

async function add(files, from, name, wanted = () => true) {
  const found = await stat(from).catch(() => null);
  if (!found) return;
  if (found.isFile()) {
    files.set(name, { file: from });
    return;
  }
  for (const entry of await readdir(from)) if (wanted(entry)) await add(files, `${from}/${entry}`, `${name}/${entry}`);
}

/** Writes it into a folder. All addresses in it are relative: it works below any path of any static host. */
export async function assembleSite({ folder = path("dist-demo"), ...options } = {}) {
  const files = await siteFiles(options);
  await rm(folder, { recursive: true, force: true });
  for (const [name, { file, text }] of files) {
    await mkdir(dirname(`${folder}/${name}`), { recursive: true });
    if (file) await cp(file, `${folder}/${name}`);
    else await writeFile(`${folder}/${name}`, text);
  }
  return folder;
}

async function page(files, config) {
  const html = await readFile(`${source}/index.html`, "utf8");
  const [ownModule, ownWasm] = config ? [] : OF_SANDBOX;
  const modules = [...(await modulesOf(files)), ownModule];
  const preloads = [
    ...modules.filter((name) => files.has(name)).map((name) => `<link rel="modulepreload" href="${name}">`),
    ...["pkg/core.wasm", "pkg/conversation.wasm", ownWasm]
      .filter((name) => files.has(name))
      .map((name) => `<link rel="preload" href="${name}" as="fetch" type="application/wasm" crossorigin>`),
    // Without cookies, as the element asks: the line is there when the core is.
    ...(config ? [`<link rel="preconnect" href="${new URL(config.instanceUrl).origin}" crossorigin>`] : []),
    // Data, which no policy takes for code.
    `<script type="application/json" id="config">${JSON.stringify(config).replaceAll("<", "\\u003c")}</script>`,
  ];
  const links = (await topics()).map(({ title, name }) => `<a href="docs/${name}.html">${title}</a>`);
  return withHash(
    html
      .replace("<!-- preload -->", preloads.join("\n    "))
      .replace("<!-- figures -->", await figures())
      .replace("<!-- parts -->", await parts())
      .replace("<!-- topics -->", links.join("\n        ")),
  );
}

/** The pages of the documentation site, for links to them. */
async function topics() {
  const folder = path("pkg-template/docs");
  const names = (await readdir(folder)).filter((name) => name.endsWith(".md")).sort();
  return Promise.all(
    names.map(async (name) => ({
      name: name.replace(".md", ""),
      title: /^# (.+)$/m.exec(await readFile(`${folder}/${name}`, "utf8"))[1],
    })),
  );
}

/** An import map can only stand in the page itself; its hash lets the policy do without 'unsafe-inline'. */
function withHash(html) {
  const map = /<script type="importmap">(.*?)<\/script>/s.exec(html)?.[1];
  if (map === undefined) throw new Error("www-demo/index.html has no import map");
  return html.replace("sha256-IMPORTMAP", `sha256-${createHash("sha256").update(map).digest("base64")}`);
}

/** What the page imports at once, however deep, so that the browser fetches it all in one go. */
async function modulesOf(files) {
  const packages = JSON.parse(
    /<script type="importmap">(.*?)<\/script>/s.exec(await readFile(`${source}/index.html`, "utf8"))[1],
  ).imports;
  const seen = new Set();
  const visit = async (name) => {
    if (seen.has(name) || !files.has(name)) return;
    seen.add(name);
    const { file, text } = files.get(name);
    const code = text ?? (await readFile(file, "utf8"));
    for (const [, wanted] of code.matchAll(
      /(?:^|[;}\s])(?:import|export)\s*(?:[\w*$\s{},]+?from\s*)?["']([^"']+)["']/g,
    )) {
      const target = packages[wanted] ?? wanted;
      await visit(packages[wanted] ? posix.normalize(target) : posix.join(posix.dirname(name), target));
    }
  };
  await visit("app/main.js");
  return [...seen];
}

/** The numbers of the page, as `scripts/demo/page-figures.mjs` has measured them; nothing where it has not. */
async function figures() {
  const measured = await measurements();
  if (measured === null) return "";
  const rows = measured.figures.map(({ value, label }) => `<div><dt>${label}</dt><dd>${value}</dd></div>`);
  return `<dl class="figures">${rows.join("")}</dl>`;
}

async function measurements() {
  const text = await readFile(path("target/page-figures.json"), "utf8").catch(() => null);
  return text === null ? null : JSON.parse(text);
}

/** What each part of the package costs to load. */
async function parts() {
  const measured = await measurements();
  if (measured === null) return "";
  const rows = measured.parts.map(
    ({ what, value, when }) => `<tr><th scope="row">${what}</th><td>${value}</td><td>${when}</td></tr>`,
  );
  return `<section class="part parts" id="parts" aria-labelledby="parts-title">
        <h2 id="parts-title">What each part costs to load</h2>
        <p class="about">A page loads what it uses, when it uses it. Measured on the package that this page runs, compressed with Brotli.</p>
        <table>
          <thead><tr><th scope="col">Part</th><th scope="col">Size</th><th scope="col">Loaded</th></tr></thead>
          <tbody>${rows.join("")}</tbody>
        </table>
      </section>`;
}

const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".map": "application/json",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
  ".wasm": "application/wasm",
};

/** When each file was written that the page is made of. */
function written(dist) {
  const parts = [...PARTS, "index.html"].map((part) => `${source}/${part}`);
  const others = ["pkg-template/docs", "target/page-figures.json"].map(path);
  const times = [];
  const look = (name) => {
    const found = statSync(name, { throwIfNoEntry: false });
    if (found?.isDirectory()) for (const entry of readdirSync(name)) look(`${name}/${entry}`);
    else times.push(`${name} ${found?.mtimeMs}`);
  };
  for (const name of [...parts, dist, ...others]) look(name);
  return times.join("\n");
}

/**
 * Serves the page from the checkout: nothing is copied, so two of them do not stand in each other's way, and a change in
 * a file shows with the next reload. What has not changed is not read again.
 */
export async function serveSite({ port = 0, dist = path("pkg/dist"), ...given } = {}) {
  let options = given;
  let site = null;
  const upToDate = () => {
    const now = written(dist);
    if (site?.written !== now) site = { written: now, files: siteFiles({ dist, ...options }), bodies: new Map() };
    return site;
  };
  await upToDate().files;

  const answer = async (request, response) => {
    const wanted = decodeURIComponent(new URL(request.url, "http://localhost").pathname).slice(1);
    const name = wanted === "" || wanted.endsWith("/") ? `${wanted}index.html` : wanted;
    const { files, bodies } = name === "index.html" ? upToDate() : site;
    const found = (await files).get(name);
    if (!found) return response.writeHead(404, { "content-type": "text/plain" }).end("not found");
    if (!bodies.has(name)) {
      const body = found.text ?? (await readFile(found.file));
      const etag = `"${createHash("sha256").update(body).digest("base64url").slice(0, 20)}"`;
      bodies.set(name, { body, etag });
    }
    const { body, etag } = bodies.get(name);
    // Cached, but revalidated each time: the default of static hosts.
    const headers = {
      "content-type": TYPES[extname(name)] ?? "application/octet-stream",
      etag,
      "cache-control": "no-cache",
    };
    if (request.headers["if-none-match"] === etag) return response.writeHead(304, headers).end();
    response.writeHead(200, headers).end(body);
  };
  const server = await listening(port, (request, response) =>
    answer(request, response).catch((error) => response.writeHead(500).end(String(error))),
  );
  return {
    ...server,
    /** Names the sandbox, which has to know this page's origin before it can be named. */
    configure(config) {
      options = { ...options, config };
      site = null;
      upToDate();
    },
  };
}

/** Serves a folder on this machine alone. Port 0 takes a free one. */
export async function serve(folder, port = 0) {
  const files = sirv(folder, { dev: true });
  return listening(port, (request, response) =>
    files(request, response, () => response.writeHead(404, { "content-type": "text/plain" }).end("not found")),
  );
}

async function listening(port, answer) {
  const server = createServer(answer);
  await new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "localhost", resolve);
  });
  return {
    origin: `http://localhost:${server.address().port}`,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}
