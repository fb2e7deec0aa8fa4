import { org } from "./org.js";

/**
 * The line to the org, which all parts of the page share. It can be cut here, since no page can take its own browser
 * offline; and the panels that show the sandbox's log are notified of each request.
 */
let offline = false;
/** @type {(() => Promise<void>)[]} */
const watchers = [];
/** Once the line has been quiet for so many milliseconds: looking after each request would be in the way of the next. */
const QUIET = 150;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let quiet;
let underWay = 0;

export const line = {
  get offline() {
    return offline;
  },
  /** @param {boolean} cut */
  cut(cut) {
    offline = cut;
    // So does a browser that knows that it has no network.
    if (cut) Object.defineProperty(navigator, "onLine", { value: false, configurable: true });
    else Reflect.deleteProperty(navigator, "onLine");
  },
  /** @param {Request} request */
  async send(request) {
    clearTimeout(quiet);
    underWay += 1;
    try {
      // What browsers reject with without a network.
      if (offline) throw new TypeError("Failed to fetch");
      return await (org()?.fetch ?? fetch)(request);
    } finally {
      underWay -= 1;
      if (underWay === 0) quiet = setTimeout(look, QUIET);
    }
  },
  /** @param {() => Promise<void>} watcher */
  watch(watcher) {
    watchers.push(watcher);
  },
};

/** Where the sandbox does not answer there is nothing to be seen. */
function look() {
  for (const watcher of watchers) watcher().catch(() => {});
}
