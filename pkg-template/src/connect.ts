import * as core from "opportunity-stage-core";
import type { ConnectOptions, Salesforce } from "../index.js";
import { guard } from "./guard.js";

const connected = guard((options: ConnectOptions) => core.connect(options));

/** Milliseconds that a store may take: it is to save time. */
const PATIENCE = 1_000;

type Restorable = Salesforce & { restore(): Promise<void> };

/** Whether it is the kind that the core has accepted. */
const hasStore = (options: ConnectOptions) => options.metadataStore !== undefined;

async function inTime(restored: Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  await Promise.race([restored, new Promise<void>((resolve) => (timer = setTimeout(resolve, PATIENCE)))]);
  clearTimeout(timer);
}

/** `connect` for an entry that loads the core by `init`. */
export function connectAfter(init: () => Promise<void>) {
  return async (options: ConnectOptions): Promise<Salesforce> => {
    await init();
    const salesforce = connected(options) as Restorable;
    if (hasStore(options)) await inTime(salesforce.restore());
    return salesforce;
  };
}
