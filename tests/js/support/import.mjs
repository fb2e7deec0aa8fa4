// The command `opportunity-stage import`, and projects to run it on. Importing this makes a temporary folder.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname } from "node:path";
import { after, before } from "node:test";
import { fileURLToPath } from "node:url";

export const path = (relative) => fileURLToPath(new URL(`../../../${relative}`, import.meta.url));
export const SAMPLE = path("tests/fixtures/sfdx");
export let folder;

before(async () => {
  folder = await mkdtemp(`${tmpdir()}/opportunity-stage-import-`);
});
after(() => rm(folder, { recursive: true }));

export function run(...args) {
  return new Promise((resolve) => {
    execFile(process.execPath, [path("pkg/dist/cli.js"), ...args], { maxBuffer: 1 << 26 }, (error, out, said) => {
      resolve({ code: error ? error.code : 0, out, said });
    });
  });
}

/** A project of these files, in a folder of its own. */
export async function project(files, packages = ["force-app"]) {
  const root = await mkdtemp(`${folder}/project-`);
  const packageDirectories = packages.map((each) => ({ path: each }));
  const all = { "sfdx-project.json": JSON.stringify({ packageDirectories }), ...files };
  for (const [name, content] of Object.entries(all)) {
    await mkdir(dirname(`${root}/${name}`), { recursive: true });
    await writeFile(`${root}/${name}`, content);
  }
  return root;
}

export const RULES = "force-app/main/default/objects/Opportunity/validationRules";
export const rule = (formula, more = "<active>true</active>") =>
  `<?xml version="1.0"?>\n<ValidationRule xmlns="http://soap.sforce.com/2006/04/metadata">\n${more}\n` +
  `<errorConditionFormula>${formula}</errorConditionFormula>\n<errorMessage>No.</errorMessage>\n</ValidationRule>`;

export const FIELDS = "force-app/main/default/objects/Opportunity/fields";
export const field = (type, more = "") =>
  `<?xml version="1.0"?>\n<CustomField xmlns="http://soap.sforce.com/2006/04/metadata">\n<label>It</label>\n` +
  `<type>${type}</type>\n${more}</CustomField>`;

/** The org document of a project of these files, and what was said of it. */
export async function imported(files, ...args) {
  const { code, out, said } = await run("import", await project(files), ...args);
  assert.equal(code, 0, said);
  return { document: JSON.parse(out), said };
}
