import * as core from "opportunity-stage-core";
import type { lint as Lint, requests as Requests, responses as Responses, rules as compileRules } from "../index.js";
import { guard } from "./guard.js";
import { isReady } from "./load.js";
import { problem } from "./problem.js";

/** These functions are synchronous, so they cannot load the core by themselves. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- any function goes in, and the same type comes out
function ready<F extends (...args: any[]) => unknown>(name: string, call: F): F {
  const run = guard(name, call);
  return ((...args: Parameters<F>) => {
    if (isReady()) return run(...args);
    throw problem("not_initialized", `\`${name}\` was called before it was loaded`, "await `init()` first");
  }) as F;
}

export const rules: typeof compileRules = ready("rules", (document, org) => core.rules(document, org));

export const requests: typeof Requests = {
  find: ready("requests.find", (...args) => core.requests_find(...args)),
  record: ready("requests.record", (...args) => core.requests_record(...args)),
  objectInfo: ready("requests.objectInfo", (...args) => core.requests_object_info(...args)),
  stages: ready("requests.stages", (...args) => core.requests_stages(...args)),
  opportunityStages: ready("requests.opportunityStages", (...args) => core.requests_opportunity_stages(...args)),
  update: ready("requests.update", (...args) => core.requests_update(...args)),
};

export const responses: typeof Responses = {
  find: ready("responses.find", (...args) => core.responses_find(...args)),
  record: ready("responses.record", (...args) => core.responses_record(...args)),
  objectInfo: ready("responses.objectInfo", (...args) => core.responses_object_info(...args)),
  stages: ready("responses.stages", (...args) => core.responses_stages(...args)),
  opportunityStages: ready("responses.opportunityStages", (...args) => core.responses_opportunity_stages(...args)),
  update: ready("responses.update", (...args) => core.responses_update(...args)),
};

export const lint: typeof Lint = ready("lint", (document) => core.lint(document));
