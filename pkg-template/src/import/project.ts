/** Which files of a project describe Opportunity. */
import { readdirSync, readFileSync, realpathSync, statSync, type Dirent } from "node:fs";
import { basename, dirname, join, relative, sep } from "node:path";
import ignore from "ignore";
import { FileProblem } from "./xml.js";

/** What a file holds. */
export type Kind =
  | "object"
  | "field"
  | "validationRule"
  | "businessProcess"
  | "recordType"
  | "pathAssistant"
  | "standardValueSet"
  | "globalValueSet";

/** A file that is to be read. */
export interface Source {
  kind: Kind;
  path: string;
  /** The name in messages: relative to the project, with `/`. */
  shown: string;
  /** The object's name, for what belongs to one. */
  object: string | undefined;
  /** The name of the file's content. */
  name: string;
  /** The same for one file, however its path is written and whichever links lead to it. */
  identity: string;
}

/** The folders that hold the project's metadata, in the order in which Salesforce deploys them. */
export function packageFolders(project: string): string[] {
  let text;
  try {
    text = readFileSync(join(project, "sfdx-project.json"), "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    // Metadata without a project around it, as the older tools left it.
    return [project];
  }
  const folders = foldersOf(text);
  for (const folder of folders) {
    if (!isFolder(join(project, folder))) {
      throw new FileProblem("sfdx-project.json", undefined, `the package directory \`${folder}\` is not there`);
    }
  }
  return folders.map((folder) => join(project, folder));
}

function foldersOf(text: string): string[] {
  const wrong = (problem: string) => new FileProblem("sfdx-project.json", undefined, problem);
  let project: unknown;
  try {
    project = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    throw wrong(`is not JSON: ${(error as Error).message}`);
  }
  const list = (project as { packageDirectories?: unknown } | null)?.packageDirectories;
  if (!Array.isArray(list) || list.length === 0) throw wrong("has no `packageDirectories`");
  return list.map((entry: { path?: unknown } | null) => {
    if (typeof entry?.path !== "string") throw wrong("has a package directory without a `path`");
    return entry.path;
  });
}

export const isFolder = (path: string) => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

/** Finds the files below a folder. Calls back with the number of files that it has seen. */
export function findSources(project: string, folder: string, seen: (files: number) => void): Source[] {
  const sources: Source[] = [];
  const waiting = [folder];
  // Links may lead in circles.
  const visited = new Set<string>();
  let files = 0;
  for (let current = waiting.pop(); current !== undefined; current = waiting.pop()) {
    const here = identityOf(current);
    if (visited.has(here)) continue;
    visited.add(here);
    // A fixed order, so that the same project gives the same document everywhere.
    const entries = readdirSync(current, { withFileTypes: true }).sort(byName);
    const folders = [];
    for (const entry of entries) {
      const path = join(current, entry.name);
      if (entry.isDirectory() || (entry.isSymbolicLink() && isFolder(path))) {
        if (!entry.name.startsWith(".") && entry.name !== "node_modules") folders.push(path);
        continue;
      }
      files += 1;
      const source = sourceOf(path, relative(project, path).split(sep).join("/"));
      if (source)
        sources.push({ ...source, identity: entry.isSymbolicLink() ? ofLink(path) : `${here}/${entry.name}` });
    }
    waiting.push(...folders.reverse());
    seen(files);
  }
  return sources;
}

/**
 * Keeps each file once if package directories overlap: it belongs to the last one that contains it, which Salesforce
 * deploys last.
 */
export function eachOnce(sources: readonly Source[]): Source[] {
  const once = new Map<string, Source>();
  for (const source of sources) {
    once.delete(source.identity);
    once.set(source.identity, source);
  }
  return [...once.values()];
}

/** The identity of a folder: its path is ambiguous if letter case does not count or links lead to it. */
function identityOf(folder: string): string {
  const { dev, ino } = statSync(folder, { bigint: true });
  return `${dev}:${ino}`;
}

/** A link to a file is that file, unless it gives another name to it. */
function ofLink(path: string): string {
  let real;
  try {
    real = realpathSync(path);
  } catch {
    // A broken link is reported when the file is read.
    return path;
  }
  const own = basename(path) === basename(real) ? "" : `/${basename(path)}`;
  return `${identityOf(dirname(real))}/${basename(real)}${own}`;
}

/** Returns a test for files that the project excludes from deployments, by their path in the project, with `/`. */
export function forceIgnore(project: string): (shown: string) => boolean {
  let text;
  try {
    text = readFileSync(join(project, ".forceignore"), "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    return () => false;
  }
  // The library that Salesforce's own tools use.
  const rules = ignore().add(text.replace(/^\uFEFF/, ""));
  return (shown) => ignore.isPathValid(shown) && rules.ignores(shown);
}

const byName = (a: Dirent, b: Dirent) => (a.name < b.name ? -1 : Number(a.name > b.name));

const SUFFIX =
  /^(.+)\.(object|field|validationRule|businessProcess|recordType|pathAssistant|standardValueSet|globalValueSet)(-meta\.xml)?$/;

/** The kind of the file, by its name and its folders; undefined if it is not needed. */
function sourceOf(path: string, shown: string): Omit<Source, "identity"> | undefined {
  const match = SUFFIX.exec(basename(shown));
  if (!match) return undefined;
  const [, encoded = "", kind] = match as unknown as [string, string, Kind];
  const name = decoded(encoded);
  const folders = shown.split("/").slice(0, -1);
  const source = { kind, path, shown, name };
  switch (kind) {
    case "object":
      return { ...source, object: name };
    case "field":
    case "validationRule":
    case "businessProcess":
    case "recordType":
      // objects/Opportunity/fields/Reason__c.field-meta.xml
      return { ...source, object: folders.at(-2) };
    case "pathAssistant":
    case "standardValueSet":
    case "globalValueSet":
      return { ...source, object: undefined };
  }
}

/** A name as it is, where the Metadata API writes it with percent signs. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Not encoded after all: the name holds "100%".
    return text;
  }
}
