/** The entry `opportunity-stage/sandbox`: an org inside the process, for development and tests. No other entry leads here. */
import type { createSandbox as CreateSandbox, SandboxOptions } from "../sandbox.js";
import { compile, type Awaited, type Source } from "./compile.js";
import { fileOrModule, unpack } from "./embedded.js";
import { isProblem, problem } from "./problem.js";
import { readOptions } from "./sandbox/options.js";
import { sandbox } from "./sandbox/sandbox.js";

const embedded = () => import("opportunity-stage-embedded/sandbox");
const file = fileOrModule(() => new URL("./sandbox.wasm", import.meta.url), embedded);

/** Compiled once for all sandboxes. */
let compiled: Promise<WebAssembly.Module> | undefined;

export const createSandbox: typeof CreateSandbox = async (given: SandboxOptions = {}) => {
  const { wasm, ...settings } = readOptions(given);
  if (wasm !== undefined) return sandbox(await compiledFrom(wasm as Source), settings);
  compiled ??= compiledFrom(isOnDisk() ? embedded().then(unpack) : file()).catch((error) => {
    compiled = undefined;
    throw error;
  });
  return sandbox(await compiled, settings);
};

async function compiledFrom(source: Awaited): Promise<WebAssembly.Module> {
  try {
    const module = await compile(source, "sandbox.wasm");
    if (WebAssembly.Module.exports(module).some(({ name }) => name === "receive")) return module;
    throw problem("wasm_unavailable", "`wasm` is other WebAssembly than `sandbox.wasm`", "");
  } catch (error) {
    // What `compile` advises is about the core.
    if (!isProblem(error) || error.code !== "wasm_unavailable") throw error;
    throw problem(error.code, error.message, "serve `sandbox.wasm` next to `sandbox.js`, or give it as `wasm`", true);
  }
}

/** Whether this module is a file: `fetch` of Node reads none, and a test may have replaced it. */
function isOnDisk(): boolean {
  try {
    return import.meta.url.startsWith("file:");
  } catch {
    return false;
  }
}
