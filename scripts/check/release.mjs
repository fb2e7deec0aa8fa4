// `make release-check`: everything that publishing does, but for publishing. It ends with what stands in the way.
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const execute = promisify(execFile);
const root = fileURLToPath(new URL("../../", import.meta.url));
const read = (name) => readFile(root + name, "utf8");
const run = async (program, args, cwd = root) => {
  try {
    return (await execute(program, args, { cwd, maxBuffer: 1 << 26 })).stdout;
  } catch (error) {
    throw new Error(`${program} ${args.join(" ")}\n${error.stdout}\n${error.stderr}`, { cause: error });
  }
};
const tool = (name, args, cwd) => run(`${root}node_modules/.bin/${name}`, args, cwd);

const metadata = JSON.parse(await read("pkg/package.json"));
const { version } = metadata;
const folder = await mkdtemp(`${tmpdir()}/opportunity-stage-`);
const found = [];
async function check(name, what) {
  try {
    const note = await what();
    console.log(`ok      ${name}${note ? `: ${note}` : ""}`);
  } catch (error) {
    found.push(name);
    console.log(`FAILED  ${name}: ${error.message}`);
  }
}
const must = (condition, message) => {
  if (!condition) throw new Error(message);
};

let packed;
await check("version", async () => {
  await run("node", ["scripts/check/version.mjs"]);
  const tag = process.env.GITHUB_REF_NAME;
  must(!tag || tag === `v${version}`, `the tag is ${tag}, and the version ${version}`);
  return version;
});
await check("changelog", async () => {
  const section = (await read("CHANGELOG.md")).split(/^## /m).find((text) => text.startsWith(version));
  must(section, `it has no section for ${version}`);
  must(!/^[^\n]*unreleased/.test(section), `its section for ${version} has no date`);
});
await check("metadata", () => {
  for (const name of [
    "repository",
    "homepage",
    "bugs",
    "author",
    "license",
    "description",
    "keywords",
    "publishConfig",
  ])
    must(metadata[name], `it has no \`${name}\``);
  must(!metadata.repository.url.includes("/OWNER/"), "set `repository.url` in pkg-template/package.json");
});
await check("contents of the tarball", async () => {
  [packed] = JSON.parse(await run("npm", ["pack", "--json", "--pack-destination", folder], `${root}pkg`));
  const names = packed.files.map(({ path }) => path);
  for (const name of ["README.md", "CHANGELOG.md", "LICENSE-MIT", "LICENSE-APACHE", "THIRD-PARTY-NOTICES.txt"])
    must(names.includes(name), `${name} is missing`);
  const stray = names.filter((name) => /(^|\/)\.|\.map$|\.ts$/.test(name) && !name.endsWith(".d.ts"));
  must(stray.length === 0, `what is ${stray.join(", ")}?`);
  return `${names.length} files, ${packed.size.toLocaleString("en")} bytes, unpacked ${packed.unpackedSize.toLocaleString("en")}`;
});
await check("notices", async () => {
  const text = await read("pkg/THIRD-PARTY-NOTICES.txt");
  for (const name of ["lit-html", "sax", "oauth4webapi", "wasm-bindgen", "The Rust standard library"])
    must(text.includes(name), `${name} is not in them`);
});
await check("sizes", () => tool("size-limit", []).then(() => ""));
await check("types and entries", async () => {
  const tarball = `${folder}/${packed.filename}`;
  await tool("publint", ["--strict", tarball]);
  await tool("attw", ["--profile", "esm-only", "--", tarball]);
});
await check("a fresh install", async () => {
  await writeFile(`${folder}/package.json`, JSON.stringify({ name: "fresh", private: true, type: "module" }));
  await run("npm", ["install", "--no-audit", "--no-fund", "--offline", `${folder}/${packed.filename}`], folder);
  const script = 'import { init, version } from "opportunity-stage"; await init(); console.log(version);';
  const printed = await run("node", ["--input-type=module", "--eval", script], folder);
  const command = await run(`${folder}/node_modules/.bin/opportunity-stage`, ["--version"], folder);
  must(printed.trim() === version && command.trim() === version, `it says ${printed.trim()} and ${command.trim()}`);
});
await rm(folder, { recursive: true });
console.log(found.length === 0 ? `${version} can be published` : `${version} cannot be published: ${found.join(", ")}`);
process.exitCode = found.length === 0 ? 0 : 1;
