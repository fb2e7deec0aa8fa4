import * as core from "opportunity-stage-core";
import { compile, type Source } from "./compile.js";
import { guardClasses } from "./guard.js";
import { teach } from "./understand.js";

let loading: Promise<void> | undefined;
let loaded = false;

/** Whether the core can be called. */
export const isLoaded = () => loaded;

/**
 * Loads the core once for all entries of the package. A failure is not kept: one lost download must not disable the
 * page for good.
 */
export function load(source: () => Source | Promise<Response>): Promise<void> {
  loading ??= start(source).catch((error) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

async function start(source: () => Source | Promise<Response>): Promise<void> {
  await core.default({ module_or_path: await compile(source()) });
  guardClasses();
  teach();
  loaded = true;
}
