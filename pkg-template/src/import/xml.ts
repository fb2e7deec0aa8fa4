/** Metadata files as trees that remember their lines. */
import { readFileSync } from "node:fs";
import { parser as saxParser } from "sax";

/** Something that is wrong with a file of the project. */
export class FileProblem extends Error {
  constructor(
    readonly file: string,
    readonly line: number | undefined,
    problem: string,
  ) {
    super(`${file}${line === undefined ? "" : `:${line}`}: ${problem}`);
  }
}

/** An element with its text and its children. */
export class Element {
  readonly children: Element[] = [];
  text = "";

  constructor(
    readonly name: string,
    readonly file: string,
    readonly line: number,
  ) {}

  /** The children of this name. */
  all(name: string): Element[] {
    return this.children.filter((child) => child.name === name);
  }

  /** The first child of this name. */
  first(name: string): Element | undefined {
    return this.children.find((child) => child.name === name);
  }

  /** The text of a child; undefined if it is missing or empty. */
  value(name: string): string | undefined {
    return this.first(name)?.text.trim() || undefined;
  }

  /** The text of a child that must be there. */
  needed(name: string): string {
    return this.value(name) ?? this.fail(`<${this.name}> has no <${name}>`);
  }

  /** The texts of the children of this name. */
  values(name: string): string[] {
    return this.all(name).flatMap((child) => child.text.trim() || []);
  }

  /** A boolean, with its default. */
  flag(name: string, absent: boolean): boolean {
    const text = this.value(name);
    if (text === undefined) return absent;
    if (text !== "true" && text !== "false") return this.failAt(name, `<${name}> is neither true nor false: ${text}`);
    return text === "true";
  }

  /** A number. */
  number(name: string): number | undefined {
    const text = this.value(name);
    if (text === undefined) return undefined;
    const number = Number(text);
    return Number.isFinite(number) ? number : this.failAt(name, `<${name}> is not a number: ${text}`);
  }

  fail(problem: string): never {
    throw new FileProblem(this.file, this.line, problem);
  }

  failAt(child: string, problem: string): never {
    return (this.first(child) ?? this).fail(problem);
  }
}

/** Reads a file whose root element has one of these names; `shown` is how messages name the file. */
export function readXml(path: string, shown: string, roots: readonly string[], namespace: string): Element {
  const root = parseXml(decode(readFileSync(path), shown), shown, namespace);
  if (!roots.includes(root.name)) root.fail(`expected <${roots.join("> or <")}>, found <${root.name}>`);
  return root;
}

function decode(bytes: Uint8Array, shown: string): string {
  try {
    // Removes a byte order mark.
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new FileProblem(shown, undefined, "is not UTF-8");
  }
}

/** The tree of an XML text. */
export function parseXml(text: string, shown: string, namespace: string): Element {
  const parser = saxParser(true, { position: true });
  const open: Element[] = [];
  let root: Element | undefined;
  // `parser.line` is where the parser is: at the end of a tag, not at its start.
  const fail = (problem: string): never => {
    throw new FileProblem(shown, parser.line + 1, problem);
  };
  parser.onerror = (error) => fail(`not well-formed XML: ${error.message.split("\n")[0]}`);
  // Metadata has no entities of its own, and they could make a small file huge.
  parser.ondoctype = () => fail("a document type is not allowed here");
  parser.onopentag = ({ name }) => {
    const element = new Element(name, shown, parser.line + 1);
    open.at(-1)?.children.push(element);
    root ??= element;
    open.push(element);
  };
  parser.onclosetag = () => open.pop();
  const add = (part: string) => {
    const element = open.at(-1);
    if (element) element.text += part;
  };
  parser.ontext = add;
  parser.oncdata = add;
  // Line ends as XML has them, and the names as the org will have them.
  parser.write(withNamespace(text.replace(/\r\n?/g, "\n"), namespace)).close();
  return root ?? fail("there is no XML element");
}

/** The text with the placeholders of packages that are built for several namespaces filled in. */
export function withNamespace(text: string, namespace: string): string {
  return text
    .replaceAll(/%%%NAMESPACE%%%|___NAMESPACE___/g, namespace && `${namespace}__`)
    .replaceAll("%%%NAMESPACE_DOT%%%", namespace && `${namespace}.`)
    .replaceAll("%%%NAMESPACE_OR_C%%%", namespace || "c");
}
