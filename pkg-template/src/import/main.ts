/** `opportunity-stage import`: from an SFDX project to an org document. */
import { accessSync, constants, existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { parseArgs } from "node:util";
import { init, lint, version } from "opportunity-stage";
import { collect } from "./collect.js";
import { eachOnce, findSources, forceIgnore, isFolder, packageFolders } from "./project.js";
import { describe, summary } from "./report.js";
import { checkRules, readRules } from "./rules.js";
import { FileProblem } from "./xml.js";

export const HELP = `Usage: opportunity-stage import <sfdx project> [-o <file>] [options]

Reads what the project says of Opportunity (stages, sales processes, record types, paths, fields, validation
rules), writes one org document as JSON, and says which rules can be decided outside Salesforce.

  -o, --output <file>     where the document goes; - is the standard output (default)
      --report <file>     the lint report as JSON; - is the standard output
      --rules <file>      a rules document whose names are held against the org's
      --namespace <name>  what %%%NAMESPACE%%% stands for (default: nothing)
      --force             replace files that are there
      --strict            exit with 3 if the lint finds errors or warnings
  -h, --help              this text
      --version           the version of the package

Other commands, each with its own --help:

  opportunity-stage doctor   finds what is wrong in the set-up of an org or a portal
  opportunity-stage mcp      a server of the Model Context Protocol

Exit codes: 0 done; 1 the project could not be read, or a file not written; 2 wrong usage; 3 see --strict.
`;

/** Where texts go, and how long a line may wait. */
export interface Streams {
  out(text: string): void;
  say(line: string): void;
  /** Shows the progress; an empty text removes it. */
  progress(text: string): void;
}

/** Runs the command and gives its exit code. */
export async function run(args: readonly string[], streams: Streams): Promise<number> {
  let options;
  try {
    options = readOptions(args);
  } catch (error) {
    streams.say(`${(error as Error).message}\nTry: opportunity-stage --help`);
    return 2;
  }
  if (typeof options === "string") {
    streams.out(options === "help" ? HELP : `${version}\n`);
    return 0;
  }
  try {
    return await importProject(options, streams);
  } catch (error) {
    if (!(error instanceof FileProblem) && (error as NodeJS.ErrnoException).syscall === undefined) throw error;
    streams.say(`error: ${(error as Error).message}`);
    return 1;
  }
}

interface Options {
  project: string;
  output: string;
  report: string | undefined;
  rules: string | undefined;
  namespace: string;
  force: boolean;
  strict: boolean;
}

function readOptions(args: readonly string[]): Options | "help" | "version" {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      output: { type: "string", short: "o", default: "-" },
      report: { type: "string" },
      rules: { type: "string" },
      namespace: { type: "string", default: "" },
      force: { type: "boolean", default: false },
      strict: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
      version: { type: "boolean", default: false },
    },
  });
  if (values.help) return "help";
  if (values.version) return "version";
  const [command, project, ...rest] = positionals;
  if (command !== "import")
    throw new Error(command ? `there is no command \`${command}\`` : "give a command: import, doctor, mcp");
  if (project === undefined) throw new Error("give the folder of the SFDX project");
  if (rest.length) throw new Error(`one project at a time: \`${rest[0]}\` is one too many`);
  if (!/^(?:[A-Za-z][A-Za-z0-9_]{0,14})?$/.test(values.namespace)) {
    throw new Error(`\`${values.namespace}\` is not a namespace`);
  }
  if (values.report !== undefined && resolve(values.output) === resolve(values.report)) {
    const place = values.output === "-" ? "the standard output" : values.output;
    throw new Error(`the document and the report cannot both go to ${place}`);
  }
  const { output, report, rules, namespace, force, strict } = values;
  return { project, output, report, rules, namespace, force, strict };
}

async function importProject(options: Options, streams: Streams): Promise<number> {
  const { project, output, report, namespace, force, strict } = options;
  if (!isFolder(project)) throw new FileProblem(project, undefined, "is not a folder");
  await init();
  const rules = options.rules === undefined ? undefined : readRules(options.rules);
  let before = 0;
  const all = packageFolders(project).flatMap((folder) => {
    let here = 0;
    const found = findSources(resolve(project), resolve(folder), (files) => {
      here = files;
      streams.progress(`${(before + files).toLocaleString("en")} files seen`);
    });
    before += here;
    return found;
  });
  const ignores = forceIgnore(project);
  const sources = eachOnce(all.filter(({ shown }) => !ignores(shown)));
  const ignored = eachOnce(all).length - sources.length;
  const { document, warnings, problems } = collect(
    sources,
    namespace,
    rules?.formulas.map(([, formula]) => formula),
  );
  streams.progress("");
  for (const warning of warnings) streams.say(`warning: ${warning}`);
  for (const problem of problems) streams.say(`error: ${problem.message}`);
  if (problems.length) return 1;
  if (Object.values(document).every((part) => !Array.isArray(part) || part.length === 0)) {
    throw new FileProblem(project, undefined, "has no metadata of Opportunity");
  }

  const text = `${JSON.stringify(document, null, 2)}\n`;
  const said = lint(text);
  const found = { ...said, findings: [...said.findings, ...(rules ? checkRules(rules, document) : [])] };
  const files = [{ path: output, text, what: "the org document" }];
  if (report !== undefined) {
    const text = `${JSON.stringify({ version: 1, warnings, ...found }, null, 2)}\n`;
    files.push({ path: report, text, what: "the lint report" });
  }
  // Checked before anything is written: half of the output would be worse than none.
  for (const { path } of files) checkTarget(path);
  const inTheWay = files.filter(({ path, text }) => !force && path !== "-" && isOther(path, text));
  for (const { path } of inTheWay) streams.say(`error: ${path} is there already; --force replaces it`);
  if (inTheWay.length) return 1;

  const seen = `${before.toLocaleString("en")} files seen`;
  const left = ignored ? `, ${ignored.toLocaleString("en")} left out by .forceignore` : "";
  streams.say(`${seen}${left}: ${summary(document)}`);
  for (const file of files) write(file, streams);
  for (const line of describe(found, document)) streams.say(line);
  return strict && found.findings.some(({ severity }) => severity !== "info") ? 3 : 0;
}

/** Makes sure that a file can be written. */
function checkTarget(path: string) {
  if (path === "-") return;
  const wrong = (problem: string) => new FileProblem(path, undefined, problem);
  if (isFolder(path)) throw wrong("is a folder; give the name of a file");
  if (!isFolder(dirname(path))) throw wrong(`cannot be written: the folder ${dirname(path)} is not there`);
  try {
    accessSync(existsSync(path) ? path : dirname(path), constants.W_OK);
  } catch (error) {
    throw wrong(`cannot be written: ${(error as Error).message}`);
  }
}

const isOther = (path: string, text: string) => existsSync(path) && readFileSync(path, "utf8") !== text;

function write({ path, text, what }: { path: string; text: string; what: string }, streams: Streams) {
  if (path === "-") return streams.out(text);
  const there = existsSync(path);
  const same = there && !isOther(path, text);
  if (!same) writeFileSync(path, text);
  streams.say(`${path}: ${what}${same ? ", as it was" : there ? ", replaced" : ""}`);
}
