import * as core from "opportunity-stage-core";
import type { ConnectOptions, Salesforce } from "../index.js";
import { guard } from "./guard.js";

const connected = guard("connect", (options: ConnectOptions) => core.connect(options));

/** `connect` for an entry that loads the core by `init`. */
export function connectAfter(init: () => Promise<void>) {
  return async (options: ConnectOptions): Promise<Salesforce> => {
    await init();
    return connected(options);
  };
}
