/** The entry without the WebAssembly: the caller brings it, from where it likes. */

import type { Source } from "./compile.js";
import { connectAfter } from "./connect.js";
import { load } from "./load.js";
import { problem } from "./problem.js";

export { lint, requests, responses, rules } from "./prepared.js";
export { version } from "./version.js";

export const init = (source: Source | Promise<Response>): Promise<void> => load(() => source ?? missing());

export const connect = connectAfter(() => load(missing));

function missing(): never {
  throw problem(
    "not_initialized",
    "this entry brings no WebAssembly",
    "await `init(source)` first, or import `opportunity-stage`",
  );
}
