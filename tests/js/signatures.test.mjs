// The signatures of what wasm-bindgen generates from Rust, of the shipped types and of the loader's own declarations: a
// method that is added or changed in one of them is missing in the others.
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { before, test } from "node:test";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const root = new URL("../../", import.meta.url);
const path = (name) => fileURLToPath(new URL(name, root));
const read = (name) => readFile(path(name), "utf8");

/** What the loader awaits before it calls the core: loading a part, or the language's vocabulary. */
const AWAITED = [
  "connect",
  "Conversation.speak",
  "Conversation.suggest",
  "Conversation.understands",
  "Salesforce.converse",
];

/** Exports of the generated module that are wasm-bindgen's own. */
const MACHINERY = ["__wbg_reset_state", "initSync", "default"];

/** The entries with implementations of their own. */
const ENTRIES = ["assistant", "doctor", "element", "interpret", "mcp", "oauth", "proxy", "react", "sandbox"];

/** Public methods of classes that only the browser, Lit and the element itself call. */
const NOT_DECLARED = [
  "addEventListener",
  "allowed",
  "attributeChangedCallback",
  "connectedCallback",
  "disconnectedCallback",
  "requestUpdate",
  "willUpdate",
];

/** Exports for the loader, which the package does not pass on. */
const INTERNAL = ["knows", "learn"];

let generated;
let shipped;
let loader;

before(async () => {
  generated = declarations([await read("target/wasm-bindgen/core.d.ts")]);
  const files = await readdir(new URL("pkg-template/types/", root));
  shipped = declarations(await Promise.all(files.map((file) => read(`pkg-template/types/${file}`))));
  loader = declarations([await read("pkg-template/src/core.d.ts")]);
});

/** The exported classes, interfaces and values by name, each with its members: methods and properties. */
function declarations(texts) {
  const found = { classes: new Map(), interfaces: new Map(), values: new Map() };
  for (const text of texts) {
    const source = ts.createSourceFile("types.d.ts", text, ts.ScriptTarget.ES2022, true);
    for (const statement of source.statements) {
      if (!statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) continue;
      const isDefault = statement.modifiers.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword);
      if (ts.isClassDeclaration(statement)) found.classes.set(statement.name.text, membersOf(statement));
      else if (ts.isInterfaceDeclaration(statement)) found.interfaces.set(statement.name.text, membersOf(statement));
      else if (ts.isFunctionDeclaration(statement))
        found.values.set(isDefault ? "default" : statement.name.text, signature(statement));
      else if (ts.isVariableStatement(statement))
        for (const { name, type } of statement.declarationList.declarations) {
          // `requests.find` is `requests_find` in the core.
          if (type && ts.isTypeLiteralNode(type))
            for (const [method, text] of membersOf(type)) found.values.set(`${name.text}_${snake(method)}`, text);
          else found.values.set(name.text, type?.getText());
        }
    }
  }
  return found;
}

const snake = (name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** @param {ts.ClassDeclaration | ts.InterfaceDeclaration | ts.TypeLiteralNode} node */
function membersOf(node) {
  const members = new Map();
  for (const member of node.members) {
    const name = member.name?.getText();
    // What disposes of objects is hidden by the loader.
    if (!name || name === "free" || name === "[Symbol.dispose]") continue;
    members.set(
      name,
      ts.isPropertySignature(member) || ts.isPropertyDeclaration(member) ? written(member.type) : signature(member),
    );
  }
  return members;
}

/** The types of the parameters, `?` after those that can be omitted, and of the result. Names of parameters do not matter. */
function signature({ parameters, type }) {
  const given = parameters.map((parameter) => {
    const members = ts.isUnionTypeNode(parameter.type) ? parameter.type.types.map(written) : [written(parameter.type)];
    const isOptional = parameter.questionToken !== undefined || members.includes("undefined");
    return `${members.filter((member) => member !== "undefined").join(" | ")}${isOptional ? "?" : ""}`;
  });
  return `(${given.join(", ")}) => ${written(type)}`;
}

const written = (type) => type.getText().replace(/\s+/g, " ");

/** The generated signature as the package has it, after the loader. */
const asShipped = (name, text) => (AWAITED.includes(name) ? text.replace(/ => (.*)$/, " => Promise<$1>") : text);

test("each class of the core has the methods and properties of its interface", () => {
  assert.ok(generated.classes.size >= 6);
  for (const [name, members] of generated.classes) {
    const ours = Object.fromEntries(
      [...members].map(([member, text]) => [member, asShipped(`${name}.${member}`, text)]),
    );
    assert.deepEqual(sorted(Object.fromEntries(shipped.interfaces.get(name) ?? [])), sorted(ours), name);
  }
});

test("each function of the core is shipped", () => {
  const names = [...generated.values.keys()].filter((name) => !MACHINERY.includes(name) && !INTERNAL.includes(name));
  const ours = Object.fromEntries(names.map((name) => [name, asShipped(name, generated.values.get(name))]));
  // What the loader adds.
  const own = ["init", "preload", "version"];
  const theirs = Object.fromEntries([...shipped.values].filter(([name]) => !own.includes(name)));
  assert.deepEqual(sorted(theirs), sorted(ours));
});

test("the loader's declarations name every class and function of the core", () => {
  const names = [...generated.values.keys(), ...generated.classes.keys()];
  const ours = [...loader.values.keys()];
  assert.deepEqual(ours.sort(), names.sort());
  const core = generated.classes.get("Conversation");
  for (const [name, text] of loader.interfaces.get("OwnConversation")) assert.equal(text, core.get(name), name);
});

test("the entries export the values that are declared", async () => {
  const declared = [
    ...new Set([...shipped.values.keys()].map((name) => name.replace(/^(requests|responses)_.*/, "$1"))),
  ];
  for (const entry of ["index", "inline", "slim"])
    assert.deepEqual(
      Object.keys(await import(new URL(`pkg/dist/${entry}.js`, root).href)).sort(),
      declared.sort(),
      entry,
    );
});

test("each entry exports what its declarations say, with the same signatures", async () => {
  const { program, checker } = entryProgram();
  for (const entry of ENTRIES) {
    const declared = exportsOf(program, checker, `pkg-template/${entry}.d.ts`);
    const written = exportsOf(program, checker, `pkg-template/src/${entry}.ts`);
    assert.deepEqual(signaturesOf(checker, written), signaturesOf(checker, declared), entry);
    for (const [name, type] of Object.entries(declared))
      assert.ok(type.isClass() || checker.isTypeAssignableTo(written[name], type), `${entry}: ${name}`);
    const names = Object.keys(await import(new URL(`pkg/dist/${entry}.js`, root).href));
    assert.deepEqual(names.sort(), Object.keys(declared).sort(), entry);
  }
});

/** The declarations of the entries, and the sources that implement them. */
function entryProgram() {
  const config = ts.readConfigFile(path("pkg-template/tsconfig.json"), ts.sys.readFile).config;
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, path("pkg-template"));
  const files = ENTRIES.flatMap((entry) => [`${entry}.d.ts`, `src/${entry}.ts`]);
  const program = ts.createProgram(
    files.map((file) => path(`pkg-template/${file}`)),
    options,
  );
  return { program, checker: program.getTypeChecker() };
}

/** The types of a file's exported values, by name; of a class, the type of its instances. */
function exportsOf(program, checker, file) {
  const found = {};
  for (const exported of checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(path(file))))) {
    const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
    const isClass = symbol.flags & ts.SymbolFlags.Class;
    if (symbol.flags & ts.SymbolFlags.Value)
      found[exported.name] = isClass ? checker.getDeclaredTypeOfSymbol(symbol) : checker.getTypeOfSymbol(symbol);
  }
  return sorted(found);
}

/** The signature of each function, and those of each class's public methods. Its properties are in the manifest, which has a test. */
const signaturesOf = (checker, types) =>
  Object.fromEntries(
    Object.entries(types).map(([name, type]) => [
      name,
      type.isClass() ? sorted(methodsOf(checker, type)) : printed(checker, type),
    ]),
  );

function methodsOf(checker, type) {
  const isPublic = (declaration) =>
    !(ts.getCombinedModifierFlags(declaration) & HIDDEN) && !ts.isPrivateIdentifier(declaration.name);
  const methods = [...type.symbol.members.values()].filter(
    ({ name, declarations: [declaration] }) =>
      ts.isMethodDeclaration(declaration) && isPublic(declaration) && !NOT_DECLARED.includes(name),
  );
  return Object.fromEntries(methods.map((method) => [method.name, printed(checker, checker.getTypeOfSymbol(method))]));
}

const HIDDEN = ts.ModifierFlags.Protected | ts.ModifierFlags.Private;

/** The signature of a function without the names of its parameters; null of other values. */
function printed(checker, type) {
  const flags = ts.TypeFormatFlags.NoTruncation;
  const [signature] = type.getCallSignatures();
  if (!signature) return null;
  const parameters = signature.parameters.map((parameter) => {
    const isOptional = parameter.valueDeclaration.questionToken || parameter.valueDeclaration.initializer;
    const text = checker.typeToString(checker.getTypeOfSymbol(parameter), undefined, flags);
    return `${text.replace(/ \| undefined$/, "")}${isOptional ? "?" : ""}`;
  });
  return `(${parameters.join(", ")}) => ${checker.typeToString(signature.getReturnType(), undefined, flags)}`;
}

test("every call documents its problems and has an example", async () => {
  const files = [...ENTRIES, "slim"].map((entry) => `pkg-template/${entry}.d.ts`);
  for (const file of await readdir(new URL("pkg-template/types/", root))) files.push(`pkg-template/types/${file}`);
  const calls = new Map();
  const withMembers = (name, members, isCall) => {
    for (const member of members.filter(isCall)) calls.set(`${name}.${member.name.getText()}`, tagsOf(member));
  };
  for (const file of files) {
    const source = ts.createSourceFile(file, await read(file), ts.ScriptTarget.ES2022, true);
    for (const statement of source.statements) {
      if (ts.isFunctionDeclaration(statement)) calls.set(statement.name.text, tagsOf(statement));
      if (ts.isInterfaceDeclaration(statement) && generated.classes.has(statement.name.text))
        withMembers(statement.name.text, statement.members, ts.isMethodSignature);
      if (ts.isClassDeclaration(statement) && statement.name.text === "OpportunityStageElement")
        withMembers("element", statement.members, isOwnMethod);
      if (ts.isVariableStatement(statement))
        for (const { name, type } of statement.declarationList.declarations)
          if (ts.isTypeLiteralNode(type)) withMembers(name.text, type.members, ts.isMethodSignature);
    }
  }
  assert.ok(calls.size > 50);
  const without = (tag) => [...calls].filter(([, tags]) => !tags.includes(tag)).map(([name]) => name);
  assert.deepEqual(without("example"), []);
  const neverThrow = [
    "define",
    "availability",
    "diagnosisText",
    "memoryStore",
    "toNodeListener",
    "BulkPlan.toJSON",
    "Salesforce.forgetAccessToken",
    "Conversation.close",
  ];
  assert.deepEqual(without("throws").sort(), neverThrow.sort());
});

test("a default is a tag, not prose", async () => {
  const files = await readdir(new URL("pkg-template/", root), { recursive: true });
  const isType = (file) => file.endsWith(".d.ts") && !file.startsWith("src");
  for (const file of files.filter(isType)) assert.doesNotMatch(await read(`pkg-template/${file}`), /\bDefault:/, file);
});

const isOwnMethod = (member) => ts.isMethodDeclaration(member) && member.name.getText() !== "addEventListener";

const tagsOf = (node) => ts.getJSDocTags(node).map(({ tagName }) => tagName.text);

const sorted = (object) => Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)));
