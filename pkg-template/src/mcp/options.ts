import type { McpHandlerOptions, McpOptions } from "../../mcp.js";
import { pageOrigin } from "../oauth/host.js";
import { ownOptions, textsOf } from "../own-options.js";
import { problem } from "../problem.js";
import { shownAddress } from "../shown-address.js";

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
  const hosts = each(given.hosts ?? [], "hosts", hostOf, "write a name or an address, such as `mcp.example.com`");
  if (hosts.length === 0) throw invalid("`hosts` is empty", "pass the names by which clients reach the server");
  const origins = each(
    given.origins ?? [],
    "origins",
    pageOrigin,
    "write scheme and host, as `https://app.example.com`",
  );
  return { ...given, hosts, origins };
}

/** A list, each item in the form in which requests have it; one that no request could have is rejected. */
function each(given: unknown, name: string, read: (text: string) => string | null, help: string): readonly string[] {
  const texts = textsOf(given);
  if (!texts) throw invalid(`\`${name}\` is not a list of strings`, `pass \`${name}\` as an array`);
  return texts.map((text) => {
    const found = read(text);
    if (found === null) throw invalid(`\`${shownAddress(text)}\` in \`${name}\` is never sent by a client`, help);
    return found;
  });
}

/** A host as it is compared, with its port unless that is the scheme's own; null for what `Host` cannot be. */
export function hostOf(text: string): string | null {
  const [, name, port] = /^([a-z0-9._-]+|\[[0-9a-f:.]+\])(?::(\d{1,5}))?$/.exec(text.toLowerCase()) ?? [];
  if (name === undefined) return null;
  return port === undefined || port === "80" || port === "443" ? name : `${name}:${port}`;
}

/** The least and the most of each numeric option. */
const RANGES: Readonly<Record<string, readonly [number, number]>> = {
  previewLifetime: [1, 86_400_000],
  sessionLifetime: [0, 31_536_000_000],
  maxSessions: [1, 1_000_000],
};

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
    const [least, most] = RANGES[key] ?? [];
    if (typeof value === "number" && least !== undefined && most !== undefined && !(value >= least && value <= most)) {
      throw invalid(`\`${key}\` is not a number from ${least} to ${most}`, "leave it out for the default");
    }
  }
  return given as T;
}

const invalid = (message: string, help: string) => problem("invalid_options", message, help);
