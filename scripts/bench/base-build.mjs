// Builds the package of another revision with today's tools, to be measured next to this one.
import { execFile } from "node:child_process";
import { cp, mkdir, rm, symlink } from "node:fs/promises";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const root = fileURLToPath(new URL("../../", import.meta.url));
const folder = `${root}target/bench`;
const run = promisify(execFile);

/** The tools are there: what would set them up is left alone, because the other revision shares their folders. */
const SETUP = ["rust", "wasm-bindgen", "npm"].flatMap((tool) => ["--assume-old", `.tools/${tool}.stamp`]);

/**
 * Builds a revision once, in a worktree of its own; its package stays in `target/bench`.
 *
 * @param {string} revision
 * @returns {Promise<{ dist: string, name: string }>} the folder with its files, and its short hash
 */
export async function buildBase(revision) {
  const name = await hashOf(revision);
  const dist = `${folder}/${name}`;
  if (existsSync(`${dist}/index.js`)) return { dist, name };
  console.error(`building ${name}: some minutes, the first time`);
  await inTree(name, async (tree, make) => {
    await make("pkg/package.json");
    await cp(`${tree}/pkg/dist`, dist, { recursive: true });
  });
  return { dist, name };
}

/** The short hash of a revision. */
export async function hashOf(revision) {
  const { stdout } = await run("git", ["rev-parse", "--short=12", `${revision}^{commit}`], { cwd: root });
  return stdout.trim();
}

/**
 * Checks a revision out into a worktree and removes it again afterwards.
 *
 * @param {string} revision
 * @param {(tree: string, make: (...goals: string[]) => Promise<unknown>) => Promise<void>} use
 */
export async function inTree(revision, use) {
  const tree = `${folder}/tree`;
  await removeTree(tree);
  await mkdir(`${folder}/cargo`, { recursive: true });
  await run("git", ["worktree", "add", "--force", "--detach", tree, revision], { cwd: root });
  try {
    for (const shared of ["node_modules", ".tools"]) await symlink(`${root}${shared}`, `${tree}/${shared}`);
    // The next revision finds its dependencies compiled.
    await symlink(`${folder}/cargo`, `${tree}/target`);
    await use(tree, (...goals) => run("make", [...SETUP, ...goals], { cwd: tree, maxBuffer: 2 ** 26 }));
  } finally {
    await removeTree(tree);
  }
}

async function removeTree(tree) {
  await run("git", ["worktree", "remove", "--force", tree], { cwd: root }).catch(() => undefined);
  await rm(tree, { recursive: true, force: true });
}
