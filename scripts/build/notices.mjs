// The licenses of what is inside the package's JavaScript and WebAssembly, found from what the builds really took in.
import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../../", import.meta.url));
const LARGE = { cwd: root, maxBuffer: 1 << 27 };

/**
 * @param {import("esbuild").Metafile[]} metafiles of the builds
 * @returns {Promise<string>} the text of `THIRD-PARTY-NOTICES.txt`
 */
export async function notices(metafiles) {
  const all = [...(await npmPackages(metafiles)), ...(await crates()), await rust()];
  const texts = new Map();
  for (const one of await Promise.all(all)) texts.set(one.text, [...(texts.get(one.text) ?? []), one]);
  const sections = [...texts].map(
    ([text, ones]) => `${ones.map(({ name, license }) => `${name} (${license})`).join("\n")}\n\n${text}`,
  );
  const head =
    "opportunity-stage contains the following software, in its JavaScript or in its WebAssembly.\n" +
    "Where a license offers a choice, it is used under the MIT License.";
  return `${[head, ...sections].join(`\n\n${"-".repeat(80)}\n\n`)}\n`;
}

/** The npm packages whose modules are in one of the outputs. */
async function npmPackages(metafiles) {
  const folders = new Set();
  for (const { outputs } of metafiles)
    for (const { inputs } of Object.values(outputs))
      for (const [file, { bytesInOutput }] of Object.entries(inputs)) {
        const folder = /.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0];
        if (folder && bytesInOutput > 0) folders.add(folder.replace(/^.*?node_modules/, `${root}node_modules`));
      }
  return [...folders].sort().map(async (folder) => {
    const { name, version, license } = JSON.parse(await readFile(`${folder}/package.json`, "utf8"));
    return { name: `${name} ${version}`, license, text: await textIn(folder, license, name) };
  });
}

/** The crates that are compiled into the WebAssembly: no build scripts, no procedural macros. */
async function crates() {
  const trees = await Promise.all(
    [
      ["-p", "opportunity-stage", "--features", "split"],
      ["-p", "opportunity-stage-sandbox", "--no-default-features"],
    ].map(async (of) => {
      const form = ["-e", "normal,no-proc-macro", "--prefix", "none", "-f", "{p}"];
      const { stdout } = await run("cargo", ["tree", ...of, "--target", "wasm32-unknown-unknown", ...form], LARGE);
      return stdout.split("\n").map((line) => line.split(" ").slice(0, 2).join(" "));
    }),
  );
  const used = new Set(trees.flat());
  const metadata = await run(
    "cargo",
    ["metadata", "--format-version", "1", "--locked", "--features", "opportunity-stage/split"],
    LARGE,
  );
  return JSON.parse(metadata.stdout)
    .packages.filter(({ name, version, source }) => source && used.has(`${name} v${version}`))
    .sort((a, b) => a.name.localeCompare(b.name))
    .map(async ({ name, version, license, authors, manifest_path: manifest }) => ({
      name: `${name} ${version}`,
      license,
      text: (await textIn(dirname(manifest), license)) ?? (await declared(name, license, authors)),
    }));
}

const rust = async () => ({
  name: "The Rust standard library",
  license: "MIT OR Apache-2.0",
  text: await mitOf("The Rust Project contributors"),
});

/** The license of a package, from its files: the MIT one where there is a choice. */
async function textIn(folder, license, required) {
  const files = (await readdir(folder)).filter((file) => /^(licen[sc]e|copying)/i.test(file));
  const one = files.find((file) => /mit/i.test(file)) ?? files[0];
  if (!one && required) throw new Error(`${required} is inside the package, and has no license file`);
  const chosen = license.includes(" AND ") ? files.filter((file) => !/apache/i.test(file)) : [one].filter(Boolean);
  const texts = await Promise.all(chosen.map((file) => readFile(`${folder}/${file}`, "utf8")));
  return texts.length > 0 ? texts.map((text) => text.trim()).join("\n\n") : undefined;
}

/** A crate without a license file declares its license, and who wrote it. */
async function declared(name, license, authors) {
  if (!license?.includes("MIT")) throw new Error(`${name} has neither a license file nor the MIT License`);
  return mitOf(authors.join(", ") || `the ${name} contributors`);
}

async function mitOf(holder) {
  const ours = await readFile(`${root}LICENSE-MIT`, "utf8");
  return ours.replace(/Copyright .*/, `Copyright (c) ${holder}`).trim();
}
