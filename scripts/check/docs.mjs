// Checks the documentation: relative links and their anchors lead somewhere, code samples, also those of the types' comments,
// type-check against the package's types, and the package's README stays a guide.
import { existsSync } from "node:fs";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const root = fileURLToPath(new URL("../../", import.meta.url));
const GUIDE = "pkg-template/README.md";
const LONGEST_GUIDE = 150;
const problems = [];

async function markdown(folder) {
  const names = await readdir(root + folder, { recursive: true });
  return names
    .filter((name) => name.endsWith(".md") && !name.includes("node_modules"))
    .map((name) => join(folder, name));
}
const files = [
  "README.md",
  "CONTRIBUTING.md",
  "CHANGELOG.md",
  ...(await Promise.all(["docs", "pkg-template", "crates"].map(markdown))).flat(),
];
const texts = new Map(await Promise.all(files.map(async (file) => [file, await readFile(root + file, "utf8")])));
const withoutCode = (text) => text.replaceAll(/^```.*?^```/gms, "").replaceAll(/`[^`\n]*`/g, "");

/** The anchor of a heading, as code hosts and the site make it. */
const anchor = (heading) =>
  heading
    .toLowerCase()
    .replaceAll(/<[^>]*>|[^\p{L}\p{N}\s-]/gu, "")
    .trim()
    .replaceAll(/\s+/g, "-");
const anchors = (text) =>
  new Set([...text.replaceAll(/^```.*?^```/gms, "").matchAll(/^#{1,6} (.+)$/gm)].map(([, heading]) => anchor(heading)));

/** Files that are next to the README in the package only. */
const IN_PACKAGE = new Map([["pkg-template/CHANGELOG.md", "CHANGELOG.md"]]);

for (const [file, text] of texts) {
  for (const [, target, wanted] of withoutCode(text).matchAll(/\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)/g)) {
    const named = target === "" ? file : join(dirname(file), target);
    const found = IN_PACKAGE.get(named) ?? named;
    if (!existsSync(root + found)) problems.push(`${file}: ${target} does not exist`);
    else if (wanted && !anchors(texts.get(found) ?? "").has(wanted))
      problems.push(`${file}: ${target} has no heading #${wanted}`);
  }
}

const lines = texts.get(GUIDE).trimEnd().split("\n").length;
if (lines > LONGEST_GUIDE)
  problems.push(`${GUIDE} has ${lines} lines: a guide has at most ${LONGEST_GUIDE}, the rest goes to docs/`);

// The samples become files, since they import the package by its name.
const folder = `${root}target/doc-samples`;
const CONTEXT = `
import type { FieldName, Proposal, Receipt, RulesDocument, RulesRecord, RulesUser, Salesforce, ConversationView, StoredPlan, BulkProgress } from "opportunity-stage";
import type { OpportunityStageElement } from "opportunity-stage/element";
declare global {
  /** What the samples take from the page around them. */
  const portal: {
    salesforceToken(): Promise<string>;
    mayUpdate(id: string): Promise<boolean>;
    userOf(request: Request): Promise<string | null>;
    tokenOf(user: string, options: { except: string | undefined }): Promise<string | null>;
  };
  const connect: typeof import("opportunity-stage").connect;
  const element: OpportunityStageElement;
  const button: HTMLButtonElement;
  const salesforce: Salesforce;
  const proposal: Proposal;
  const receipt: Receipt;
  const record: RulesRecord;
  const records: RulesRecord[];
  const user: RulesUser;
  const org: object;
  const id: string;
  const ids: string[];
  const token: string;
  const instanceUrl: string;
  const accessToken: () => Promise<string>;
  const stored: string;
  const signal: AbortSignal;
  const database: { put(text: string): Promise<void> };
  const rulesDocument: RulesDocument;
  const saved: (receipt: Receipt) => void;
  const [coreUrl, coreHash, conversationUrl, conversationHash]: string[];
  const onProgress: (progress: BulkProgress) => void;
  const render: (view: ConversationView) => void;
  const show: (message: string, help: string | null) => void;
  const showOn: (fields: readonly FieldName[], message: string) => void;
  const offerToTryAgain: () => void;
  const keep: (receipt: Receipt) => void;
  const myDialog: (preview: object) => Promise<boolean>;
}
`;
// Samples of other programs.
const OTHERS = /from "(?:lwc|@playwright\/test|node:[^"]+)"|^<opportunity-stage/m;
await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });
await writeFile(`${folder}/context.d.ts`, CONTEXT);
const sources = new Map();
/** The comments of a declaration file as Markdown, on the same lines. */
const commentsOf = (text) => text.replaceAll(/^ *(?:\/\*\*|\*\/|\*) ?/gm, "");
for (const name of await readdir(`${root}pkg-template`, { recursive: true }))
  if (name.endsWith(".d.ts") && !name.startsWith("src/"))
    texts.set(`pkg-template/${name}`, commentsOf(await readFile(`${root}pkg-template/${name}`, "utf8")));
for (const [file, text] of texts) {
  if (!file.startsWith("pkg-template/") && file !== "README.md") continue;
  for (const match of text.matchAll(/^```(js|ts|tsx)\n(.*?)^```/gms)) {
    const [, language, code] = match;
    // Parts of examples are built and run there.
    if (OTHERS.test(code) || text.slice(0, match.index).endsWith("-->\n")) continue;
    const line = text.slice(0, match.index).split("\n").length;
    const name = `${folder}/${file.replaceAll(/\W/g, "_")}_${line}.${language === "js" ? "js" : language}`;
    await writeFile(name, `${code}export {};\n`);
    sources.set(name, { file, line });
  }
}
const path = (...parts) => join(root, ...parts);
const entries = [
  "",
  "/define",
  "/element",
  "/react",
  "/oauth",
  "/assistant",
  "/slim",
  "/inline",
  "/interpret",
  "/proxy",
  "/doctor",
  "/mcp",
  "/sandbox",
];
const program = ts.createProgram([`${folder}/context.d.ts`, ...sources.keys()], {
  ...{
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
  },
  ...{ lib: ["lib.es2023.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"], types: [], jsx: ts.JsxEmit.ReactJSX },
  ...{ strict: true, noImplicitAny: false, useUnknownInCatchVariables: false, strictNullChecks: false },
  ...{ allowJs: true, checkJs: true, noEmit: true, skipLibCheck: true },
  paths: Object.fromEntries(
    entries.map((entry) => [`opportunity-stage${entry}`, [path("pkg-template", `${entry.slice(1) || "index"}.d.ts`)]]),
  ),
});
for (const [name, { file, line }] of sources) {
  const source = program.getSourceFile(name);
  for (const { start, messageText } of [
    ...program.getSyntacticDiagnostics(source),
    ...program.getSemanticDiagnostics(source),
  ]) {
    const at = line + 1 + source.getLineAndCharacterOfPosition(start ?? 0).line;
    problems.push(`${file}:${at}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`);
  }
}

for (const problem of problems) console.error(problem);
console.log(
  `documentation: ${files.length} files, ${sources.size} samples, ${lines} lines in ${relative(root, root + GUIDE)}`,
);
process.exitCode = problems.length > 0 ? 1 : 0;
