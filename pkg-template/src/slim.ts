/** The entry without the WebAssembly: the caller supplies it. */

import type { PartSources, WasmSource } from "../index.js";
import type { Source } from "./compile.js";
import { connectAfter } from "./connect.js";
import { load, loadAhead, loadAll, partsFrom } from "./load.js";
import type { Part } from "./parts.js";
import { problem } from "./problem.js";

export { lint, requests, responses, rules } from "./prepared.js";
export { version } from "./version.js";

export const init = async (source: WasmSource, parts?: PartSources): Promise<void> =>
  loadAll(() => (source ?? missing()) as Source, partsFrom(source, parts));

const core = () => load(missing, partsFrom(undefined, undefined));

export const preload = (part: Part) => loadAhead(part, core());

export const connect = connectAfter(core);

function missing(): never {
  throw problem(
    "not_initialized",
    "this entry brings no WebAssembly",
    "await `init(source)` first, or import `opportunity-stage`",
  );
}
