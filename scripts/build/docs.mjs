// Builds the documentation site into dist-docs/: the package's guide and topics, the reference of its types, the sandbox and
// the architecture. The pages are the Markdown files of the repository; this script puts them into one folder for VitePress.
import { cp, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, posix, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Application } from "typedoc";
import { build } from "vitepress";

const root = new URL("../../", import.meta.url);
const path = (relative) => fileURLToPath(new URL(relative, root));
const site = path("target/docs-site");
const { values } = parseArgs({
  options: { base: { type: "string", default: "/docs/" }, output: { type: "string", default: path("dist-docs") } },
});
/** The path below which the site is served: its links are absolute. */
const base = values.base;
process.env.DOCS_BASE = base;
const output = resolve(values.output);

/** Pages of the site by the file that they come from. */
async function pages() {
  const found = new Map([
    ["pkg-template/README.md", "index.md"],
    ["CHANGELOG.md", "changelog.md"],
    ["crates/sandbox/README.md", "project/sandbox.md"],
    ["docs/architecture.md", "project/architecture.md"],
  ]);
  for (const name of await readdir(path("docs/decisions")))
    found.set(`docs/decisions/${name}`, `project/decisions/${name}`);
  for (const name of await readdir(path("pkg-template/docs"), { recursive: true }))
    if (name.endsWith(".md")) found.set(`pkg-template/docs/${name}`, name);
  return found;
}

/** Relative links lead from page to page of the site; a file that is not a page is named in the text only. */
function relink(text, from, to, all) {
  return text.replaceAll(
    /(?<!!)\[([^\]]+)\]\((?!https?:|#)([^)\s#]+)(#[^)\s]*)?\)/g,
    (whole, label, target, anchor = "") => {
      const file = posix.join(posix.dirname(from), target);
      // The changelog is next to the README in the package only.
      const page = all.get(file) ?? all.get(target);
      if (page === undefined) return label;
      return `[${label}](${posix.relative(posix.dirname(to), page) || posix.basename(page)}${anchor})`;
    },
  );
}

async function writePages() {
  const all = await pages();
  for (const [from, to] of all) {
    await mkdir(dirname(`${site}/${to}`), { recursive: true });
    await writeFile(`${site}/${to}`, relink(await readFile(path(from), "utf8"), from, to, all));
  }
}

/** The reference of the types as pages of the same site: one search finds both. */
async function writeTypes() {
  const { exports } = JSON.parse(await readFile(path("pkg/package.json"), "utf8"));
  // What `inline` and `slim` add to the main entry is documented there.
  const entries = new Set(Object.values(exports).flatMap(({ types }) => types ?? []));
  const app = await Application.bootstrapWithPlugins({
    plugin: ["typedoc-plugin-markdown", "typedoc-vitepress-theme"],
    entryPoints: [...entries].map((entry) => path(`pkg/${entry}`)),
    tsconfig: path("docs/tsconfig.json"),
    name: "Types",
    readme: "none",
    docsRoot: site,
    entryFileName: "index",
    outputFileStrategy: "modules",
    hidePageHeader: true,
    useCodeBlocks: true,
    expandObjects: true,
    parametersFormat: "table",
    interfacePropertiesFormat: "table",
    disableSources: true,
    // Not the hundreds of members that the element inherits from the browser.
    excludeExternals: true,
    // A type that the reference mentions but does not show, or a link that leads nowhere, is a mistake in the types.
    validation: { notExported: true, invalidLink: true, notDocumented: false },
    treatValidationWarningsAsErrors: true,
    logLevel: "Warn",
  });
  // The theme presets these, after the options above.
  app.options.setValue("out", `${site}/types`);
  app.options.setValue("docsRoot", site);
  const project = await app.convert();
  if (!project) process.exit(1);
  app.validate(project);
  await app.generateOutputs(project);
  if (app.logger.hasErrors()) process.exit(1);
  await nameByImport();
}

/** Modules are called as they are imported: `opportunity-stage/element` for `element`, `opportunity-stage` for `index`. */
async function nameByImport() {
  const folder = `${site}/types`;
  const imported = (module) => `opportunity-stage/${module}`.replace(/\/index$/, "");
  for (const name of await readdir(folder)) {
    if (!name.endsWith(".md")) continue;
    const text = await readFile(`${folder}/${name}`, "utf8");
    const renamed =
      name === "index.md"
        ? text.replaceAll(/^- \[([\w-]+)\]/gm, (_, module) => `- [${imported(module)}]`)
        : text
            .replace(/^(\[Types\]\(\S+\) \/ )([\w-]+)$/m, (_, before, module) => before + imported(module))
            .replace(/^# ([\w-]+)$/m, (_, module) => `# ${imported(module)}`);
    if (renamed === text) throw new Error(`the module's name was not found in ${name}`);
    await writeFile(`${folder}/${name}`, renamed);
  }
}

await rm(site, { recursive: true, force: true });
await mkdir(`${site}/.vitepress`, { recursive: true });
await cp(path("docs/site"), `${site}/.vitepress`, { recursive: true });
await mkdir(`${site}/public`);
await cp(path("www-demo/icon.svg"), `${site}/public/icon.svg`);
await writePages();
await writeTypes();
await rm(output, { recursive: true, force: true });
await build(site, { base, outDir: output });
console.log(`${output}/index.html`);
