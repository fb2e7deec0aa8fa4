// The demo page as a folder of files, and a server for it: what any static host would do.
import { createHash } from "node:crypto";
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import sirv from "sirv";

const path = (relative) => fileURLToPath(new URL(`../${relative}`, import.meta.url));

/**
 * Copies the page and the package beside it. `config` names the sandbox to connect to; without it, the page asks.
 * `dist` is the folder that the page imports as `opportunity-stage`.
 */
export async function assembleSite({ folder = path("dist-demo"), dist = path("pkg/dist"), config = null } = {}) {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const part of ["icon.svg", "modules", "style"]) {
    await cp(path(`www-demo/${part}`), `${folder}/${part}`, { recursive: true });
  }
  await cp(dist, `${folder}/pkg`, { recursive: true });
  await writeFile(`${folder}/index.html`, withHash(await readFile(path("www-demo/index.html"), "utf8")));
  await writeFile(`${folder}/config.json`, `${JSON.stringify(config, null, 2)}\n`);
  return folder;
}

/** An import map can only stand in the page itself; its hash lets the policy do without 'unsafe-inline'. */
function withHash(page) {
  const map = /<script type="importmap">(.*?)<\/script>/s.exec(page)?.[1];
  if (map === undefined) throw new Error("www-demo/index.html has no import map");
  return page.replace("sha256-IMPORTMAP", `sha256-${createHash("sha256").update(map).digest("base64")}`);
}

/** Serves a folder on this machine alone. Port 0 takes a free one. */
export async function serve(folder, port = 0) {
  const files = sirv(folder, { dev: true });
  const server = createServer((request, response) =>
    files(request, response, () => response.writeHead(404, { "content-type": "text/plain" }).end("not found")),
  );
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
