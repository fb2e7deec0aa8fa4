// A stranger's project: an empty folder outside the checkout, with the packed package installed and nothing else.
import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const execute = promisify(execFile);
const root = fileURLToPath(new URL("../../../", import.meta.url));

/** Runs a program and gives what it printed; what it says on failure becomes the error's text. */
export async function run(program, args, options = {}) {
  try {
    return (await execute(program, args, { maxBuffer: 1 << 26, ...options })).stdout;
  } catch (error) {
    throw new Error(`${program} ${args.join(" ")}\n${error.stdout}\n${error.stderr}`, { cause: error });
  }
}

/** A development tool of this checkout, run in another folder. */
export const tool = (name, args, options) => run(`${root}node_modules/.bin/${name}`, args, options);

/** A port that was free a moment ago. */
export async function freePort() {
  const taken = createServer().listen(0, "localhost");
  await once(taken, "listening");
  const { port } = taken.address();
  taken.close();
  await once(taken, "close");
  return port;
}

export async function packedProject() {
  const folder = await mkdtemp(`${tmpdir()}/opportunity-stage-`);
  const [packed] = JSON.parse(
    await run("npm", ["pack", "--json", "--pack-destination", folder], { cwd: `${root}pkg` }),
  );
  await writeFile(`${folder}/package.json`, JSON.stringify({ name: "stranger", private: true, type: "module" }));
  await run("npm", ["install", "--no-audit", "--no-fund", "--offline", `${folder}/${packed.filename}`], {
    cwd: folder,
  });
  return {
    folder,
    tarball: `${folder}/${packed.filename}`,
    files: packed.files.map((file) => file.path).sort(),
    async write(name, text) {
      await mkdir(dirname(`${folder}/${name}`), { recursive: true });
      await writeFile(`${folder}/${name}`, text);
    },
    remove: () => rm(folder, { recursive: true }),
  };
}
