// Writes the reference of the package's types into dist-docs/: one page for each entry that package.json names.
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { Application } from "typedoc";

const root = new URL("../../", import.meta.url);
const path = (relative) => fileURLToPath(new URL(relative, root));
const { exports } = JSON.parse(await readFile(path("pkg/package.json"), "utf8"));
const entries = Object.values(exports).flatMap(({ types }) => types ?? []);

const app = await Application.bootstrapWithPlugins({
  entryPoints: [...new Set(entries)].map((entry) => path(`pkg/${entry}`)),
  tsconfig: path("docs/tsconfig.json"),
  name: "opportunity-stage",
  readme: path("pkg-template/README.md"),
  hideGenerator: true,
  disableSources: true,
  githubPages: false,
  // A type that the reference speaks of but does not show, or a link that leads nowhere, is a mistake in the types.
  validation: { notExported: true, invalidLink: true, notDocumented: false },
  treatValidationWarningsAsErrors: true,
  logLevel: "Warn",
});
const project = await app.convert();
if (!project) process.exit(1);
app.validate(project);
await app.generateDocs(project, path("dist-docs"));
if (app.logger.hasErrors()) process.exit(1);
console.log(path("dist-docs/index.html"));
