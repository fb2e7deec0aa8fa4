// The pages of `visit.mjs`, and the server that delivers them. Each page sets `window.done` to the milliseconds since its
// navigation.
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";

const head = (title, dist, entry) => `<!doctype html><title>${title}</title><link rel="icon" href="data:,">
<link rel="modulepreload" href="${dist}/${entry}">
<link rel="preload" href="${dist}/core.wasm" as="fetch" type="application/wasm" crossorigin>`;

const connection = ({ instanceUrl, accessToken }) => ({ instanceUrl, accessToken, allowedOrigins: [instanceUrl] });

/** Opens a record and draws its stages as buttons. */
export const stagePath = (dist, org) => `${head("stage path", dist, "index.js")}
<ol></ol><script type="module">
  import { connect } from "${dist}/index.js";
  const update = await (await connect(${JSON.stringify(connection(org))})).open("${org.id}");
  const button = ({ label }) => Object.assign(document.createElement("button"), { textContent: label });
  document.querySelector("ol").append(...update.stages.map(button));
  requestAnimationFrame(() => (window.done = performance.now()));
</script>`;

/** Shows a record with the element. */
export const element = (dist, org) => `${head("element", dist, "define.js")}
<script type="module">
  import "${dist}/define.js";
  const element = document.createElement("opportunity-stage");
  Object.assign(element, ${JSON.stringify({ ...connection(org), opportunity: org.id })});
  document.body.append(element);
  const check = () => {
    if (element.shadowRoot?.querySelector('input[aria-current="step"]:enabled')) window.done = performance.now();
    else requestAnimationFrame(check);
  };
  check();
</script>`;

/** Loads the core and connects; nothing is requested from the org. */
export const connectAlone = (dist, org) => `<!doctype html><title>connect</title><link rel="icon" href="data:,">
<script type="module">
  import { connect } from "${dist}/index.js";
  await connect(${JSON.stringify(connection(org))});
  window.done = performance.now();
</script>`;

/** The same with jsforce. */
export const jsforceAlone = (script, { instanceUrl, accessToken }) => `<!doctype html><title>jsforce</title>
<link rel="icon" href="data:,"><script src="${script}"></script><script>
  new jsforce.Connection(${JSON.stringify({ instanceUrl, accessToken })});
  window.done = performance.now();
</script>`;

const TYPES = {
  ".js": "text/javascript; charset=utf-8",
  ".wasm": "application/wasm",
  ".html": "text/html; charset=utf-8",
};
const QUALITY = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };

/**
 * Serves pages and folders with Brotli; files are cached for good.
 *
 * @param {readonly string[]} folders the folder with index 1 is served as `/1/`
 * @param {Map<string, string>} scripts single files by their path
 */
export async function startServer(folders, scripts) {
  const pages = new Map();
  const known = new Map();
  const compressed = (file) => {
    if (!known.has(file))
      known.set(
        file,
        readFile(file).then((body) => brotliCompressSync(body, QUALITY)),
      );
    return known.get(file);
  };
  const server = createServer(async (request, response) => {
    const path = new URL(request.url, "http://localhost").pathname;
    const [, folder, name] = /^\/(\d+)\/([\w./-]+)$/.exec(path) ?? [];
    const html = pages.get(path);
    const file = scripts.get(path) ?? `${folders[Number(folder)]}/${name}`;
    const body = html ? brotliCompressSync(html) : await compressed(file).catch(() => null);
    if (body === null) return response.writeHead(404).end();
    const headers = { "content-encoding": "br", "content-type": TYPES[html ? ".html" : extname(path)] };
    const cache = html ? "no-cache" : "max-age=31536000, immutable";
    return response.writeHead(200, { ...headers, "cache-control": cache }).end(body);
  });
  await new Promise((resolve) => server.listen(0, "localhost", resolve));
  return {
    origin: `http://localhost:${server.address().port}`,
    pages,
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}
