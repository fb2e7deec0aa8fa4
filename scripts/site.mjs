// The demo page: what it consists of, as a folder for any static host or served from the checkout as it stands.
import { createHash } from "node:crypto";
import { cp, mkdir, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { dirname, extname, posix } from "node:path";
import { fileURLToPath } from "node:url";
import sirv from "sirv";
import { chapters, documentation } from "./documentation.mjs";

const path = (relative) => fileURLToPath(new URL(`../${relative}`, import.meta.url));
const source = path("www-demo");
const PARTS = ["icon.svg", "signed-in.html", "modules", "samples", "style"];
/** Of the package, what a browser asks for. */
const NOT_LOADED = /\.d\.ts$|\.json$|^(cli|inline|slim|element\.node)\.js$/;

/**
 * Everything that the page consists of: names below its address, with the file or the text that is there. `config` names
 * the sandbox to connect to; without it the page says that there is none. `dist` is what it imports as
 * `opportunity-stage`.
 */
export async function siteFiles({ dist = path("pkg/dist"), config = null } = {}) {
  const files = new Map();
  for (const part of PARTS) await add(files, `${source}/${part}`, part);
  await add(files, dist, "pkg", (name) => !NOT_LOADED.test(name));
  files.set("index.html", { text: await page(files, config) });
  files.set("readme.html", { text: await documentation() });
  files.set("config.json", { text: `${JSON.stringify(config, null, 2)}\n` });
  return files;
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
  const preloads = [
    ...(await modulesOf(files)).map((name) => `<link rel="modulepreload" href="${name}">`),
    ...(files.has("pkg/core.wasm")
      ? ['<link rel="preload" href="pkg/core.wasm" as="fetch" type="application/wasm" crossorigin>']
      : []),
    ...(config ? ['<link rel="preload" href="config.json" as="fetch" crossorigin>'] : []),
  ];
  const links = (await chapters()).map(({ title, slug }) => `<a href="readme.html#${slug}">${title}</a>`);
  return withHash(
    html
      .replace("<!-- preload -->", preloads.join("\n    "))
      .replace("<!-- figures -->", await figures())
      .replace("<!-- chapters -->", links.join("\n        ")),
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
    const code = await readFile(files.get(name).file, "utf8");
    for (const [, wanted] of code.matchAll(
      /(?:^|[;}\s])(?:import|export)\s*(?:[\w*$\s{},]+?from\s*)?["']([^"']+)["']/g,
    )) {
      const target = packages[wanted] ?? wanted;
      await visit(packages[wanted] ? posix.normalize(target) : posix.join(posix.dirname(name), target));
    }
  };
  await visit("modules/main.js");
  return [...seen];
}

/** The numbers of the page, as `scripts/figures.mjs` has measured them; nothing where it has not. */
async function figures() {
  const text = await readFile(path("target/page-figures.json"), "utf8").catch(() => null);
  if (text === null) return "";
  const rows = JSON.parse(text).map(({ value, label }) => `<div><dt>${label}</dt><dd>${value}</dd></div>`);
  return `<dl class="figures">${rows.join("")}</dl>`;
}

const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".map": "application/json",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

/**
 * Serves the page from the checkout: nothing is copied, so two of them do not stand in each other's way, and a change in
 * a file shows with the next reload.
 */
export async function serveSite({ port = 0, ...given } = {}) {
  let options = given;
  let files = await siteFiles(options);
  const answer = async (request, response) => {
    const name = decodeURIComponent(new URL(request.url, "http://localhost").pathname).slice(1) || "index.html";
    if (name === "index.html") files = await siteFiles(options);
    const found = files.get(name);
    if (!found) return response.writeHead(404, { "content-type": "text/plain" }).end("not found");
    const body = found.text ?? (await readFile(found.file));
    const etag = `"${createHash("sha256").update(body).digest("base64url").slice(0, 20)}"`;
    // Kept, but asked for again each time: what any host does that is told nothing else.
    const headers = {
      "content-type": TYPES[extname(name)] ?? "application/octet-stream",
      etag,
      "cache-control": "no-cache",
    };
    if (request.headers["if-none-match"] === etag) return response.writeHead(304, headers).end();
    response.writeHead(200, headers).end(body);
  };
  const site = await listening(port, (request, response) =>
    answer(request, response).catch((error) => response.writeHead(500).end(String(error))),
  );
  return {
    ...site,
    /** Names the sandbox, which has to know this page's origin before it can be named. */
    configure(config) {
      options = { ...options, config };
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
