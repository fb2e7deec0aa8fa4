import type { McpHandlerOptions, McpOptions } from "../../mcp.js";
import { ownOptions } from "../own-options.js";
import { problem } from "../problem.js";

const SERVER: Readonly<Record<keyof McpOptions, readonly string[]>> = {
  allowWritesWithoutConfirmation: ["boolean"],
  rules: ["object", "string"],
  org: ["object", "string"],
  onReceipt: ["function"],
  previewLifetime: ["number"],
};

const HANDLER: Readonly<Record<keyof McpHandlerOptions, readonly string[]>> = {
  ...SERVER,
  user: ["function"],
  hosts: ["object"],
  origins: ["object"],
  sessionLifetime: ["number"],
  maxSessions: ["number"],
};

export const readServerOptions = (options: McpOptions = {}): McpOptions => read(options, SERVER);

export function readHandlerOptions(options: McpHandlerOptions): McpHandlerOptions {
  const given = read<McpHandlerOptions>(options, HANDLER);
  if (given.user === undefined) throw invalid("`user` is missing", "pass a function that authenticates a request");
  for (const name of ["hosts", "origins"] as const) {
    const list = given[name] ?? [];
    if (!Array.isArray(list) || !list.every((item) => typeof item === "string")) {
      throw invalid(`\`${name}\` is not a list of strings`, `pass \`${name}\` as an array`);
    }
  }
  if ((given.hosts ?? []).length === 0)
    throw invalid("`hosts` is empty", "pass the names by which clients reach the server");
  return given;
}

/** What a handler's options say of its servers. */
export const serverPart = (options: McpHandlerOptions): McpOptions =>
  Object.fromEntries(Object.entries(options).filter(([key]) => Object.hasOwn(SERVER, key)));

function read<T extends object>(options: T, known: Readonly<Record<string, readonly string[]>>): T {
  const given = ownOptions(options);
  for (const [key, value] of Object.entries(given)) {
    const types = Object.hasOwn(known, key) ? known[key] : undefined;
    if (types === undefined) throw invalid(`there is no option \`${key}\``, "look at the spelling");
    if (value !== undefined && (value === null || !types.includes(typeof value))) {
      throw invalid(`\`${key}\` is not of type ${types.join(" or ")}`, "look at the types of the package");
    }
  }
  return given as T;
}

const invalid = (message: string, help: string) => problem("invalid_options", message, help);
