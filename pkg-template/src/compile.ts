import { lackOf } from "./embedded.js";
import { isProblem, messageOf, problem } from "./problem.js";

/** Sources of WebAssembly. */
export type Source = string | URL | Request | Response | BufferSource | WebAssembly.Module;

/** A source, or a promise of bytes or of a response. */
export type Awaited = Source | Promise<Response | BufferSource>;

/** The smallest valid module: the magic number and the version. */
const EMPTY_MODULE = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);

/** Compiles a source for `file`; any failure becomes a coded problem. */
export async function compile(source: Awaited, file: string): Promise<WebAssembly.Module> {
  const given = await settled(source, file);
  try {
    if (given instanceof WebAssembly.Module) return given;
    if (!(given instanceof Response)) return await WebAssembly.compile(given);
    // A server that does not know `.wasm` sends another type, which compileStreaming rejects.
    return given.headers.get("content-type")?.startsWith("application/wasm")
      ? await WebAssembly.compileStreaming(given)
      : await WebAssembly.compile(await given.arrayBuffer());
  } catch (error) {
    throw (await mayCompile())
      ? unavailable(file, `\`${file}\` is not our WebAssembly: ${messageOf(error)}`)
      : blocked();
  }
}

/** Fetches the source if it is a URL. */
async function settled(source: Awaited, file: string): Promise<Response | BufferSource | WebAssembly.Module> {
  let given: Response | BufferSource | WebAssembly.Module;
  try {
    const awaited = await source;
    const isAddress = typeof awaited === "string" || awaited instanceof URL || awaited instanceof Request;
    given = isAddress ? await fetch(awaited) : awaited;
    const lack = given instanceof Response ? lackOf(given) : undefined;
    if (lack) {
      throw unavailable(file, `\`${file}\` could not be fetched: ${(given as Response).url || "the server"} ${lack}`);
    }
  } catch (error) {
    throw isProblem(error) ? error : unavailable(file, `\`${file}\` could not be fetched: ${messageOf(error)}`);
  }
  return given;
}

/** Whether this page may compile WebAssembly at all. Engines word the refusal differently, so an empty module is tried. */
async function mayCompile(): Promise<boolean> {
  try {
    await WebAssembly.compile(EMPTY_MODULE);
    return true;
  } catch {
    return false;
  }
}

function blocked() {
  if (globalThis.navigator?.userAgent === "Cloudflare-Workers") {
    return problem(
      "wasm_blocked",
      "Cloudflare Workers compile no WebAssembly at run time",
      "import `opportunity-stage/core.wasm` as a module and give it to `init` of `opportunity-stage/slim`",
    );
  }
  return problem(
    "wasm_blocked",
    "the page's content security policy does not let WebAssembly run",
    "add this to the policy: script-src 'self' 'wasm-unsafe-eval'",
  );
}

function unavailable(file: string, message: string) {
  return problem(
    "wasm_unavailable",
    message,
    `serve \`${file}\` next to the package's JavaScript and allow it in \`connect-src\`, or import \`opportunity-stage/inline\``,
    true,
  );
}
