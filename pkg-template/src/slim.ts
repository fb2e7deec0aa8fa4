/** The entry without the WebAssembly: the caller brings it, from where it likes. */

import type { PartSources, WasmSource } from "../index.js";
import type { Source } from "./compile.js";
import { connectAfter } from "./connect.js";
import { load, loadAll, partsFrom } from "./load.js";
import { problem } from "./problem.js";

export { lint, requests, responses, rules } from "./prepared.js";
export { version } from "./version.js";

export const init = (source: WasmSource, parts?: PartSources): Promise<void> =>
  loadAll(() => (source ?? missing()) as Source, partsFrom(source, parts));

export const connect = connectAfter(() => load(missing, partsFrom(undefined, undefined)));

function missing(): never {
  throw problem(
    "not_initialized",
    "this entry brings no WebAssembly",
    "await `init(source)` first, or import `opportunity-stage`",
  );
}
