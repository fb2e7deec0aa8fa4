/**
 * The line to the org, which all parts of the page share. It can be cut here, since no page can take its own browser
 * offline; and those who look at the sandbox's side of things are told when something has passed.
 */
let offline = false;
/** @type {(() => Promise<void>)[]} */
const watchers = [];
/** @type {Promise<void> | null} */
let looking = null;
let again = false;

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
    // What browsers reject with when there is no network.
    if (offline) throw new TypeError("Failed to fetch");
    return fetch(request);
  },
  /** @param {() => Promise<void>} watcher */
  watch(watcher) {
    watchers.push(watcher);
  },
  /** However many requests pass at the same time, one look follows them. */
  passed() {
    if (looking) {
      again = true;
      return;
    }
    looking = Promise.allSettled(watchers.map((watcher) => watcher())).then(() => {
      looking = null;
      if (!again) return;
      again = false;
      line.passed();
    });
  },
};
