import * as core from "opportunity-stage-core";
import type { ConnectOptions, Salesforce } from "../index.js";
import { guard } from "./guard.js";

const connected = guard("connect", (options: ConnectOptions): Salesforce | Promise<Salesforce> =>
  core.connect(options),
);

/** Milliseconds that a store may take: it is to save time. */
const PATIENCE = 1_000;

type Restorable = Salesforce & { restore(): Promise<void> };

/** A store may be an instance of a class, whose methods are not its own; the core gets plain data. */
function plainStore(options: ConnectOptions): ConnectOptions {
  try {
    const store = options.metadataStore;
    if (typeof store?.get !== "function" || typeof store.set !== "function") return options;
    return { ...options, metadataStore: { get: (key) => store.get(key), set: (key, text) => store.set(key, text) } };
  } catch {
    // What cannot be read is refused with all that the core reads.
    return options;
  }
}

/** Waits for what the store has, but not for a store that does not answer. */
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
