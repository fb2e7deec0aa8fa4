import * as core from "opportunity-stage-core";
import type { ConnectOptions, Salesforce } from "../index.js";
import { guard } from "./guard.js";

const connected = guard("connect", (options: ConnectOptions): Salesforce | Promise<Salesforce> =>
  core.connect(options),
);

/** How long a store may take, in milliseconds: it exists to save time. */
const PATIENCE = 1_000;

type Restorable = Salesforce & { restore(): Promise<void> };

/** A store may be an instance of a class with inherited methods; the core gets plain data. */
function plainStore(options: ConnectOptions): ConnectOptions {
  try {
    const store = options.metadataStore;
    if (typeof store?.get !== "function" || typeof store.set !== "function") return options;
    return { ...options, metadataStore: { get: (key) => store.get(key), set: (key, text) => store.set(key, text) } };
  } catch {
    // What cannot be read is rejected together with the other options.
    return options;
  }
}

/** Reads the store, with a time limit. */
async function restored(salesforce: Restorable): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, PATIENCE)));
  await Promise.race([salesforce.restore(), late]);
  clearTimeout(timer);
}

/** `connect` for an entry that loads the core by `init`. */
export function connectAfter(init: () => Promise<void>) {
  return async (given: ConnectOptions): Promise<Salesforce> => {
    await init();
    const options = plainStore(given);
    // With rules it waits for their part.
    const salesforce = (await connected(options)) as Restorable;
    if (options !== given) await restored(salesforce);
    return salesforce;
  };
}
