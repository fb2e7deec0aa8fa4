/** The entry `opportunity-stage/sandbox`: an org inside the process, for development and tests. No other entry leads here. */
import type { createSandbox as CreateSandbox, SandboxOptions } from "../sandbox.js";
import { compile, type Source } from "./compile.js";
import { fileOrModule, unpack } from "./embedded.js";
import { readOptions } from "./sandbox/options.js";
import { sandbox } from "./sandbox/sandbox.js";

const embedded = () => import("opportunity-stage-embedded/sandbox");
const file = fileOrModule(() => new URL("./sandbox.wasm", import.meta.url), embedded);

/** Compiled once for all sandboxes. */
let compiled: Promise<WebAssembly.Module> | undefined;

export const createSandbox: typeof CreateSandbox = async (given: SandboxOptions = {}) => {
  const { wasm, ...settings } = readOptions(given);
  if (wasm !== undefined) return sandbox(await compile(wasm as Source, "sandbox.wasm"), settings);
  compiled ??= compile(isOnDisk() ? embedded().then(unpack) : file(), "sandbox.wasm").catch((error) => {
    compiled = undefined;
    throw error;
  });
  return sandbox(await compiled, settings);
};

/** Whether this module is a file: `fetch` of Node reads none, and a test may have replaced it. */
function isOnDisk(): boolean {
  try {
    return import.meta.url.startsWith("file:");
  } catch {
    return false;
  }
}
