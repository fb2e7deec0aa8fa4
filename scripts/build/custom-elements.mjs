// The element for editors and documentation tools: https://github.com/webcomponents/custom-elements-manifest.
import { readFile } from "node:fs/promises";
import { create, ts } from "@custom-elements-manifest/analyzer";
import { litPlugin } from "@custom-elements-manifest/analyzer/src/features/framework-plugins/lit/lit.js";

const source = "pkg-template/src/element/element.ts";
/** Where the names of types are written out: an editor completes the words and not the name. */
const types = "pkg-template/element.d.ts";
/** The module in the package, from the folder of its `package.json`. */
const shipped = "dist/element.js";

/** @param {string} root the checkout */
export async function describeElements(root) {
  const text = await readFile(`${root}/${source}`, "utf8");
  const written = await readFile(`${root}/${types}`, "utf8");
  const words = new Map(
    [...written.matchAll(/export type OpportunityStage(Variant|Theme) = ([^;]+);/g)].map(([, name, union]) => [
      name.toLowerCase(),
      union,
    ]),
  );
  const manifest = create({
    modules: [ts.createSourceFile(source, text, ts.ScriptTarget.ES2022, true)],
    plugins: litPlugin(),
    context: { dev: false },
  });
  const [module] = manifest.modules;
  // What the package exports, and not where it was written.
  const inPackage = (reference) => ({ ...reference, module: shipped });
  const declarations = module.declarations
    .filter(({ name }) => name === "OpportunityStageElement")
    .map((declaration) => ({
      ...declaration,
      attributes: declaration.attributes?.map((attribute) =>
        words.has(attribute.name) ? { ...attribute, type: { text: words.get(attribute.name) } } : attribute,
      ),
      members: declaration.members?.filter(
        ({ name, privacy }) => !name.startsWith("#") && privacy !== "private" && privacy !== "protected",
      ),
    }));
  const exports = [
    { kind: "js", name: "OpportunityStageElement", declaration: inPackage({ name: "OpportunityStageElement" }) },
    {
      kind: "custom-element-definition",
      name: "opportunity-stage",
      declaration: inPackage({ name: "OpportunityStageElement" }),
    },
  ];
  return `${JSON.stringify({ ...manifest, modules: [{ ...module, path: shipped, declarations, exports }] }, null, 2)}\n`;
}
