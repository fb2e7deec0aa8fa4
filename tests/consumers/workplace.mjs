// Where consumers are built: folders outside the checkout, so that nothing of it is found by accident. Their dependencies
// stay there for the next run; the package is put in anew each time.
import { createHash } from "node:crypto";
import { execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const execute = promisify(execFile);
const root = fileURLToPath(new URL("../../", import.meta.url));
const workplace = process.env.CONSUMERS_FOLDER || `${tmpdir()}/opportunity-stage-consumers`;

/** Thrown where the registry does not give a row what it needs. */
export class Unavailable extends Error {}

/** Telemetry and update checks go to other hosts. */
export const QUIET = {
  ...process.env,
  CI: "1",
  NEXT_TELEMETRY_DISABLED: "1",
  NG_CLI_ANALYTICS: "false",
  DENO_NO_UPDATE_CHECK: "1",
  NODE_NO_WARNINGS: "1",
};

export async function run(program, args, options = {}) {
  try {
    const { stdout, stderr } = await execute(program, args, {
      maxBuffer: 1 << 26,
      timeout: 400_000,
      env: QUIET,
      ...options,
    });
    return stdout + stderr;
  } catch (error) {
    throw new Error(`${program} ${args.join(" ")}\n${error.stdout}\n${error.stderr}`, { cause: error });
  }
}

/** Packs the package as it would be published. */
export async function pack() {
  await mkdir(workplace, { recursive: true });
  const printed = await execute("npm", ["pack", "--json", "--pack-destination", workplace], { cwd: `${root}pkg` });
  const [{ filename, size, unpackedSize }] = JSON.parse(printed.stdout);
  return { tarball: `${workplace}/${filename}`, size, unpackedSize };
}

/**
 * Copies a project and installs what it depends on, from its lock file, and the package.
 *
 * @param {string} source folder in the checkout
 * @returns {Promise<string>} the folder to build in
 */
export async function install(source, tarball) {
  const folder = `${workplace}/${source.replaceAll("/", "-")}`;
  const [project, lock] = [await withoutUs(source, "package.json"), await withoutUs(source, "package-lock.json")];
  const stamp = createHash("sha256").update(project).update(lock).digest("hex");
  const isThere = existsSync(`${folder}/.installed`) && (await readFile(`${folder}/.installed`, "utf8")) === stamp;
  if (!isThere) await rm(folder, { recursive: true, force: true });
  const keep = (file) =>
    !/\/(node_modules|dist|build|\.next|\.nuxt|\.output|\.svelte-kit|\.angular|package-lock\.json)$/.test(file);
  await cp(`${root}${source}`, folder, { recursive: true, force: true, filter: keep });
  await writeFile(`${folder}/package.json`, project);
  if (!isThere) {
    await writeFile(`${folder}/package-lock.json`, lock);
    await run("npm", ["install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: folder }).catch(
      (error) => {
        if (error.cause?.killed) throw new Unavailable("the registry was too slow");
        if (/E404|ETARGET|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|E403|FetchError/.test(error.message))
          throw new Unavailable(/npm error (?:code )?.*/.exec(error.message)?.[0] ?? "the registry does not answer");
        throw error;
      },
    );
    await writeFile(`${folder}/.installed`, stamp);
  }
  const ours = `${folder}/node_modules/opportunity-stage`;
  await rm(ours, { recursive: true, force: true });
  await mkdir(ours, { recursive: true });
  await run("tar", ["-xzf", tarball, "--strip-components=1", "-C", ours]);
  // What bundlers remember of an earlier package of the same version.
  for (const cache of [
    "node_modules/.vite",
    ".next",
    ".nuxt",
    ".output",
    ".angular",
    ".parcel-cache",
    ".svelte-kit",
    "dist",
    "build",
  ])
    await rm(`${folder}/${cache}`, { recursive: true, force: true });
  return folder;
}

/** The file without the package itself, which an example takes from the checkout. */
async function withoutUs(source, name) {
  const content = JSON.parse(await readFile(`${root}${source}/${name}`, "utf8"));
  for (const part of [content, content.packages?.[""]]) delete part?.dependencies?.["opportunity-stage"];
  delete content.packages?.["node_modules/opportunity-stage"];
  delete content.packages?.["../../pkg"];
  return JSON.stringify(content, null, 2);
}

/** A port that is free now. */
export async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/**
 * Starts a server and waits until it answers.
 *
 * @returns {Promise<{ stop(): Promise<void>, printed(): string }>}
 */
export async function start(program, args, { cwd, env = {}, url }) {
  // A group of its own: `npm` and its like have children.
  const child = spawn(program, args, {
    cwd,
    env: { ...QUIET, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => (printed += text));
  const exited = new Promise((resolve) => child.once("exit", resolve));
  const stop = async () => {
    try {
      process.kill(-child.pid, "SIGKILL");
    } catch {
      // It has ended.
    }
    await exited;
  };
  process.once("exit", () => void stop());
  const deadline = Date.now() + 240_000;
  while (true) {
    const response = await fetch(url).catch(() => null);
    if (response && response.status < 500) return { stop, printed: () => printed };
    if (child.exitCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error(`${program} ${args.join(" ")} does not answer at ${url}:\n${printed}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
